"""The commands as a whole: each is documented, explains itself, and is a usage error without what it needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.commandline import Wfm
from wfm.cli.commands import COMMANDS
from wfm.cli.reference import reference

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_reference_is_in_the_docs() -> None:
    """docs/commands.md ends with what the commands say of themselves; an undocumented option fails here."""
    assert DOCS.read_text(encoding="utf-8").endswith(reference())


def test_every_command_and_option_has_words() -> None:
    """No command without a sentence, no option without help."""
    for block in re.split(r"^### ", reference(), flags=re.MULTILINE)[1:]:
        name, _, rest = block.partition("\n")
        assert len(rest.strip().splitlines()[0]) > 20, name
        for row in re.findall(r"^\| `.*", rest, flags=re.MULTILINE):
            assert len(row.split("|")[2].strip()) > 5, (name, row)


@pytest.mark.parametrize("name", [listed.name for listed in COMMANDS])
def test_help(wfm: Wfm, name: str) -> None:
    """Every command and group explains itself with -h and --help."""
    for flag in ("-h", "--help"):
        done = wfm(name, flag)
        assert done.code == 0
        assert "Usage" in done.out


def test_the_commands_of_the_docs_exist() -> None:
    """Each `wfm ...` line of the guide's examples names a command of the reference."""
    known = set(re.findall(r"^### wfm (.*)$", reference(), flags=re.MULTILINE))
    for block in re.findall(r"```sh\n(.*?)```", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL):
        for line in block.splitlines():
            words = line.split()
            if words[0] == "export":
                continue
            assert words[0] == "wfm"
            assert words[1] in known or " ".join(words[1:3]) in known, line
