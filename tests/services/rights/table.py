"""The table of rights as docs/security.md shows it: `python -m tests.services.rights.table` writes it anew."""

from __future__ import annotations

import re
from itertools import groupby

from tests.house import ROOT
from tests.services.rights.door import RIGHTS, WITHOUT_WHO, Door
from tests.services.rights.doors import DOORS

DOCUMENT = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- rights: made by python -m tests.services.rights.table -->", "<!-- end of rights -->"

ROOMS = {
    "centre": "the centre and its accounts",
    "audit": "the audit log",
    "personal": "a person's data",
    "operations": "backups",
    "demo": "the demo centre",
    "leave": "time off",
    "trading": "trades",
    "bidding": "bid rounds",
    "schedule": "schedules",
    "timeline": "the published timeline",
    "absence": "what leave would cost",
    "desk": "shifts changed by hand",
    "forecast": "forecasts",
    "staffing": "staffing",
    "imports": "imports",
    "export": "exports",
    "jobs": "long runs",
    "viewing": "stored runs and schedules",
}
"""What a room of services is about, in the order of the table."""


def rights_table() -> str:
    """The services by room and by whose they are, and those that take nobody's word."""
    lines = ["| about | services | rep | manager | planner | admin |", "| --- | --- | --- | --- | --- | --- |"]
    for room, about in ROOMS.items():
        of_room = [door for door in DOORS if door.name.startswith(f"{room}.")]
        order = list(RIGHTS)
        for may, doors in groupby(sorted(of_room, key=lambda d: order.index(d.may)), key=lambda d: d.may):
            lines.append(f"| {about} | {', '.join(map(_shown, doors))} | {' | '.join(RIGHTS[may])} |")
    lines += ["", "Nobody is asked for by these, for a reason of their own:", ""]
    lines += [f"- `{name}` {why}." for name, why in WITHOUT_WHO.items()]
    return "\n".join(lines)


def _shown(door: Door) -> str:
    name = door.name.partition(".")[2]
    return f"`{name}`" + (f" of {door.case}" if door.case else "")


def with_table(text: str) -> str:
    """A document with the table as it is now between its marks."""
    made = f"{BEGIN}\n\n{rights_table()}\n\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: made, text, flags=re.DOTALL)


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
