"""The files that docs/importing.md shows are imported as they stand there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from tests.services.small_centre import NOW, published, shift
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.services.imports.activities_import import import_activities
from wfm.services.imports.centre_files import import_setup
from wfm.services.imports.importing import import_history
from wfm.services.imports.leave_import import import_leave
from wfm.services.imports.people_files import import_classes, import_reps, import_terms
from wfm.services.readers.options import ImportOptions

TEXT = (Path(__file__).parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?!sh)(\w+)([^\n]*)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
"""Files; command lines are run by tests/test_readme.py."""


def test_the_documented_files_are_imported(sqlite_database: Database) -> None:
    """Settings first, then reps and their leave, then each history, none of them with a refused row."""
    kinds = [(kind, words.split()) for kind, words, _ in BLOCKS]
    assert kinds == [
        ("csv", ["history"]),
        ("csv", ["history", "--zone", "America/New_York"]),
        ("csv", ["history"]),
        ("csv", ["history"]),
        ("text", []),
        ("csv", ["reps"]),
        ("csv", ["terms"]),
        ("csv", ["classes"]),
        ("csv", ["leave"]),
        ("csv", ["activities"]),
        ("toml", []),
        ("toml", []),
    ]
    contents = [block.encode() for _, _, block in BLOCKS]
    assert import_setup(sqlite_database, OPERATOR, contents[10])[2] == "contract full stored"
    reps = import_reps(sqlite_database, OPERATOR, contents[5])
    assert (reps.added, reps.teams) == (2, ("blue",))
    assert import_terms(sqlite_database, OPERATOR, contents[6]).added == 2
    assert import_classes(sqlite_database, OPERATOR, contents[7]).added == 1
    assert import_leave(sqlite_database, OPERATOR, contents[8]).added == 3
    published(sqlite_database, [shift("r1", 1), shift("r1", 2)], date(2026, 11, 30))
    assert import_activities(sqlite_database, OPERATOR, contents[9], now=NOW).added == 2
    assert import_setup(sqlite_database, OPERATOR, contents[11]) == ("team blue stored", "class autumn stored")
    kept = [
        import_history(sqlite_database, OPERATOR, contents[n], ImportOptions(zone="America/New_York")) for n in range(4)
    ]
    assert [report.preview.kind for report in kept] == ["generic", "generic", "amazon-connect", "genesys-cloud"]
    with sqlite_database.read() as unit:
        assert set(unit.queues.ids()) == {"voice-en", "voice-es", "chat-en", "support-voice", "support-chat", "billing"}
