"""Reads what pip-audit wrote as JSON: names every vulnerable package, and how many could not be looked up."""

from __future__ import annotations

import json
import sys
from pathlib import Path

MOST_TOLD = 10
"""Packages named that could not be looked up."""


def main(found: Path, why: Path) -> int:
    """The exit code: 1 where a vulnerability is known."""
    try:
        packages = json.loads(found.read_text())["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = why.read_text().strip().splitlines()[-1:] or ["no answer"]
        print(f"not audited: {last[0]}")
        return 0
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    vulnerable = [(package, vuln) for package in packages for vuln in package.get("vulns", ())]
    for package, vuln in vulnerable:
        mended = ", ".join(vuln.get("fix_versions", ())) or "no version yet"
        names = ", ".join([vuln["id"], *vuln.get("aliases", ())])
        print(f"{package['name']} {package['version']} is vulnerable: {names}; mended in {mended}")
    print(
        f"{len(packages) - len(unknown)} of {len(packages)} pinned packages audited, {len(vulnerable)} vulnerabilities"
    )
    if unknown:
        rest = f" and {len(unknown) - MOST_TOLD} more" if len(unknown) > MOST_TOLD else ""
        print(f"not audited, since the index does not know them: {', '.join(unknown[:MOST_TOLD])}{rest}")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
