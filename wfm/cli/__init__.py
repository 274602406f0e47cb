"""The `wfm` command: every command is thin and calls one service; errors are one sentence on stderr.

Exit codes: 0 done, 1 refused or bad input, 2 wrong usage, 130 stopped by the keyboard with nothing to keep.
"""

from __future__ import annotations

import sys

from wfm.cli.commands import app
from wfm.cli.console import fail
from wfm.domain.errors import WfmError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; a WfmError ends it with its sentence and code 1."""
    try:
        app()
    except WfmError as error:
        fail(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        fail("stopped; nothing was changed since the last finished step")
        sys.exit(130)
