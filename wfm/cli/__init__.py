"""The `wfm` command: every command is thin and calls one service; errors are one sentence on stderr.

Exit codes: 0 done, 1 refused or bad input, 2 wrong usage, 3 a fault of the program, 130 stopped by the keyboard with
nothing to keep.
"""

from __future__ import annotations

import sys

FAULT = 3
"""What nobody foresaw."""

STOPPED = 130
"""What shells call ended by Ctrl-C."""


def main() -> None:
    """Run the command line; a WfmError ends it with its sentence and code 1."""
    try:
        # Imported here, so that Ctrl-C while they load is met like any other.
        from wfm.cli.commands import app
        from wfm.domain.errors import WfmError
    except KeyboardInterrupt:
        sys.exit(_stopped())
    try:
        app()
    except WfmError as error:
        from wfm.cli.terminal import fail

        fail(str(error))
        sys.exit(1)
    except SystemExit as end:
        if end.code == STOPPED:
            _stopped()
        raise
    except KeyboardInterrupt:
        sys.exit(_stopped())
    except Exception as error:
        from wfm.cli.terminal import fail
        from wfm.machine import Settings, fault

        fail(fault("command failed", error, Settings.read().data_dir / "wfm.log"))
        sys.exit(FAULT)


def _stopped() -> int:
    """Say so, and return the exit code."""
    print("error: stopped; what was not finished is not stored", file=sys.stderr)
    return STOPPED
