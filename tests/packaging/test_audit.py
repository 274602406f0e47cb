"""What `.ci/audit` makes of pip-audit's answers: it fails for a vulnerability, and never for want of a network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT

SOUND = {"name": "numpy", "version": "2.4", "vulns": []}
UNKNOWN = {"name": "inhouse", "skip_reason": "not found"}
BROKEN = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["1.1"]}]}


@pytest.mark.parametrize(
    ("packages", "code", "told"),
    [
        ([SOUND], 0, "1 of 1 pinned packages audited, 0 vulnerabilities"),
        ([SOUND, UNKNOWN], 0, "not audited, since the index does not know them: inhouse"),
        ([SOUND, BROKEN], 1, "old 1.0 is vulnerable: PYSEC-1, CVE-1; mended in 1.1"),
        (None, 0, "not audited: no connection"),
    ],
)
def test_the_report(tmp_path: Path, packages: object, code: int, told: str) -> None:
    """The exit code, and the line that tells why."""
    found, why = tmp_path / "found.json", tmp_path / "why"
    found.write_text("" if packages is None else json.dumps({"dependencies": packages}))
    why.write_text("Traceback\nno connection\n")
    command = [sys.executable, ROOT / ".ci" / "audit_report.py", found, why]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert told in done.stdout.splitlines()
