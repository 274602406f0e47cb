"""Python processes of our own: the same interpreter and search path, never code from the folder one happens to be in."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any


def python_process(module: str, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start a module in a process of its own; `options` are those of `subprocess.Popen`, `env` added to the present one.

    Raises
    ------
    OSError
        When the system starts no further process.
    """
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    environment = {**os.environ, "PYTHONPATH": path, **options.pop("env", {})}
    return subprocess.Popen([sys.executable, "-P", "-m", module, *arguments], env=environment, **options)
