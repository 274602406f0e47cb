"""Files are written whole or not at all, alone and together."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wfm.domain.errors import InputError, SetupError
from wfm.machine.files import append_private, new_file, private_file, write_file, write_files


@contextmanager
def _small_disk() -> Iterator[None]:
    """Within the block no file of this process can grow beyond 64 bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_files_appear_whole_or_not_at_all(tmp_path: Path) -> None:
    """A file that cannot be written leaves nothing behind, and is told in one sentence."""
    target = tmp_path / "out.csv"
    write_file(target, b"abc")
    assert target.read_bytes() == b"abc"
    (tmp_path / "folder").mkdir()
    with pytest.raises(SetupError, match="cannot be written"):
        write_file(tmp_path / "folder", b"abc")
    with pytest.raises(SetupError, match="cannot be written"):
        write_file(tmp_path / "nowhere" / "out.csv", b"abc")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "out.csv"]


@pytest.mark.parametrize(
    ("place", "reason"),
    [("folder", "Is a directory"), ("nowhere/x", "No such file or directory"), ("file/x", "Not a directory")],
)
def test_the_sentence_names_file_and_reason(tmp_path: Path, place: str, reason: str) -> None:
    """The path as it was given and what the system says, nothing else."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError) as caught:
        write_file(tmp_path / place, b"abc")
    assert str(caught.value) == f"{tmp_path / place}: cannot be written: {reason}"


def test_pieces_of_text_are_utf8(tmp_path: Path) -> None:
    """Text comes in pieces, with line ends as they are."""
    write_file(tmp_path / "a", ["Ana ", "Ruíz\r\n"])
    assert (tmp_path / "a").read_bytes() == "Ana Ruíz\r\n".encode()


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    """Whatever the umask says."""
    target = tmp_path / "a"
    for mode in (0o600, 0o640, 0o666):
        target.write_text("old")
        target.chmod(mode)
        write_file(target, b"new")
        assert stat.S_IMODE(target.stat().st_mode) == mode
        assert target.read_text() == "new"


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_new_file_is_for_its_owner_alone(tmp_path: Path, mask: int) -> None:
    """Whatever the umask leaves: in a process of its own, since a umask belongs to all threads of a process."""
    program = "import os, sys; os.umask(int(sys.argv[1])); from wfm.machine.files import write_file; "
    program += "write_file(sys.argv[2], b'abc')"
    subprocess.run([sys.executable, "-c", program, str(mask), str(tmp_path / "a")], check=True)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_file_made_in_place_is_whole_or_not_there(tmp_path: Path) -> None:
    """It takes its name when the block ends; a full disk, an error and Ctrl-C leave what was there before."""

    def write(path: Path, content: bytes, error: BaseException | None = None) -> None:
        with new_file(path) as file:
            file.write(content)
            file.flush()
            if error is not None:
                raise error

    (tmp_path / "a").write_text("old")
    for error in (InputError("no more"), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            write(tmp_path / "a", b"half", error)
    with _small_disk(), pytest.raises(SetupError, match="a: cannot be written: File too large"):
        write(tmp_path / "a", b"x" * 1000)
    with pytest.raises(SetupError, match="cannot be written: Is a directory"):
        write(tmp_path, b"new")
    assert _names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"
    (tmp_path / "a").chmod(0o644)
    write(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_loose_file_is_taken_from_others(tmp_path: Path) -> None:
    """A database of an older version, with what SQLite keeps beside it; what is not there is not made."""
    for name in ("wfm.db", "wfm.db-wal"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o664)
    private_file(tmp_path / "wfm.db")
    assert {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()} == {
        "wfm.db": 0o600,
        "wfm.db-wal": 0o600,
    }


def test_a_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    """A new one as one that others could read before; what it held stays."""
    for mode in (None, 0o644):
        log = tmp_path / f"log-{mode}"
        if mode is not None:
            log.write_text("old ")
            log.chmod(mode)
        with append_private(log) as file:
            file.write(b"new")
        assert log.read_text().endswith("new")
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert (tmp_path / "log-420").read_text() == "old new"


def test_a_secret_file_is_never_open_to_others(tmp_path: Path) -> None:
    """While a file for its owner alone is replaced, its temporary neighbour is for the owner alone too."""
    target = tmp_path / "a"
    target.write_text("old")
    target.chmod(0o600)
    seen: list[int] = []

    def pieces() -> Iterator[str]:
        seen.extend(p.stat().st_mode & 0o077 for p in tmp_path.iterdir())
        yield "new"

    write_file(target, pieces())
    assert seen == [0, 0]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """The write fails half way: what was there stands untouched and alone."""
    target = tmp_path / "a"
    target.write_text("old")
    with _small_disk(), pytest.raises(SetupError, match="cannot be written: File too large"):
        write_file(target, b"x" * 1000)
    assert target.read_text() == "old"
    assert _names(tmp_path) == ["a"]


def test_content_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """An error while the text is made is told as it is."""

    def pieces() -> Iterator[str]:
        yield "half"
        raise InputError("no more")

    with pytest.raises(InputError, match="no more"):
        write_file(tmp_path / "a", pieces())
    assert _names(tmp_path) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file it leads to is replaced, also one in another folder."""
    (tmp_path / "store").mkdir()
    real, link = tmp_path / "store" / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_file(link, b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    """What is no ordinary file is refused and stays what it is."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SetupError, match="it is a device or a pipe, not a file"):
        write_file(tmp_path / "pipe", b"abc")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_several_files_appear_together(tmp_path: Path) -> None:
    """Old ones replaced, new ones added, nothing else left."""
    (tmp_path / "a").write_text("old")
    write_files({tmp_path / "a": b"new a", tmp_path / "b": ["new ", "b"]})
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a": "new a", "b": "new b"}


@pytest.mark.parametrize("bad", ["folder", "nowhere/c"])
def test_one_bad_file_of_several_spoils_all(tmp_path: Path, bad: str) -> None:
    """Wherever it stands among them, no other is written and none is lost."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "a").write_text("old")
    for order in (["a", "b", bad], [bad, "a", "b"]):
        with pytest.raises(SetupError, match=f"{bad}: cannot be written"):
            write_files({tmp_path / name: b"new" for name in order})
        assert (tmp_path / "a").read_text() == "old"
        assert _names(tmp_path) == ["a", "folder"]


def test_a_rename_that_fails_undoes_the_others(tmp_path: Path) -> None:
    """When the last file cannot take its name, those before it are as they were: the old one back, the new one gone."""
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)

    def late() -> Iterator[str]:
        yield "c"
        (tmp_path / "c").mkdir()  # someone else takes the name after it was found free

    with pytest.raises(SetupError, match="c: cannot be written: Is a directory"):
        write_files({tmp_path / "a": b"new", tmp_path / "b": b"new", tmp_path / "c": late()})
    assert _names(tmp_path) == ["a", "c"]
    assert (tmp_path / "a").read_text() == "old"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
