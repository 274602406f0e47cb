"""The wheel, built from the source distribution and installed far from any checkout, does the whole job there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tarfile
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

import wfm
from tests.served_app import answers, free_port, group_lives, new_session, running, sign_in

ROOT = Path(__file__).parents[2]
PACKAGES = ("wfm", "scheduler", "forecasting", "data")
LEFT_OUT = shutil.ignore_patterns(
    ".*_cache", ".git", ".hypothesis", ".venv", "__pycache__", "build", "dist", "*.egg-info"
)

pytestmark = pytest.mark.wheel

IMPORT_ALL = f"""
import importlib, pathlib, pkgutil, sys

for name in {PACKAGES!r}:
    package = importlib.import_module(name)
    assert pathlib.Path(package.__file__).is_relative_to(sys.prefix), package.__file__
    for found in pkgutil.walk_packages(package.__path__, name + "."):
        if found.name not in ("wfm.cli.__main__", "wfm.ui.frame.main", "wfm.database.migrations.env"):  # scripts
            module = importlib.import_module(found.name)
            for face in dir(module) if found.ispkg else ():
                getattr(module, face)
            print(found.name)
"""


@dataclass(frozen=True)
class Installed:
    """A wheel, the source distribution it was built from, and the virtual environment and folder it is used in."""

    wheel: Path
    source: Path
    bin: Path
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """A user who knows of no checkout, with a home of their own."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("WFM_", "PYTHON", "NUMBA_"))}
        return own | {name: str(self.folder) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}

    def run(self, *words: str | Path) -> str:
        """What a command prints; it must end well."""
        command = [self.bin / words[0], *words[1:]]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _python(folder: Path, *words: str | Path) -> None:
    done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Source distribution, wheel and environment, made without a network: what wfm needs is borrowed from the tests'
    own environment, by a path file that stands behind what the new one holds itself."""
    top = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, top / "checkout", ignore=LEFT_OUT)
    build = "from setuptools import build_meta; build_meta.build_sdist(sys.argv[1])"
    _python(top / "checkout", "-c", f"import sys; {build}", top)
    (source,) = top.glob("*.tar.gz")
    _python(top, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", top, source)
    (wheel,) = top.glob("*.whl")
    shutil.rmtree(top / "checkout")
    _python(top, "-m", "venv", "--without-pip", top / "venv")
    python = top / "venv" / "bin" / "python"
    _python(top, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel)
    borrowed = sysconfig.get_path("purelib", vars={"base": str(top / "venv")})
    (Path(borrowed) / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (top / "home").mkdir()
    return Installed(wheel, source, python.parent, top / "home")


def _files(package: str) -> set[str]:
    """Every file of a package in the checkout that Python did not write itself."""
    found = (path for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_every_file_of_the_packages_is_in_the_wheel(installed: Installed) -> None:
    """Code, faces, data, looks, and the mark that says the types are meant for others; and nothing beside them."""
    with ZipFile(installed.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == set().union(*map(_files, PACKAGES))
    assert {f"{package}/py.typed" for package in PACKAGES} <= names


def test_the_source_distribution_can_be_worked_on(installed: Installed) -> None:
    """Beside the packages it holds what a clone has to test, check, document and start them with."""
    with tarfile.open(installed.source) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    folders = (".ci", ".github", ".streamlit", "benchmarks", "docs", "tests", *PACKAGES)
    assert set().union(*map(_files, folders)) <= names
    files = (".importlinter", ".pre-commit-config.yaml", "app.py", "constraints.txt", "pyproject.toml", "README.md")
    assert {*files, "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "SECURITY.md"} <= names


def test_the_version_is_one(installed: Installed) -> None:
    """The command, the package, the wheel, the source distribution and the changelog's newest entry agree."""
    assert installed.run("wfm", "--version") == f"wfm {wfm.__version__}\n"
    assert installed.wheel.name.startswith(f"wfm-{wfm.__version__}-")
    assert installed.source.name == f"wfm-{wfm.__version__}.tar.gz"
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert newest is not None
    assert newest[1] == wfm.__version__


def test_everything_can_be_imported(installed: Installed) -> None:
    """Every module of the installed packages, and every name of every face."""
    told = installed.run("python", "-W", "error", "-c", IMPORT_ALL).split()
    modules = [path for package in PACKAGES for path in _files(package) if path.endswith(".py")]
    assert len(told) == len(modules) - len(PACKAGES) - 3


def test_the_demo_is_planned_and_served(installed: Installed) -> None:
    """`wfm demo` makes and publishes a schedule, `wfm app` lets its planner in; all of it ends with the command."""
    told = installed.run("wfm", "demo", "--no-app", "--time-limit", "1")
    assert re.search(r"^Required .+, scheduled ", told, flags=re.MULTILINE)
    password = re.search(r"│ planner +│ (\S+)", told)
    assert password is not None
    port = free_port()
    command = (installed.bin / "wfm", "app", "--port", str(port))
    with running(command, port, installed.folder, installed.environment) as process:
        page = _read(port, "/sign-in")
        assert '<form method="post" action="/sign-in">' in page
        signed = _read(port, "/sign-in", username="planner", password=password[1])
        assert "Streamlit" in signed
        assert new_session(port, sign_in(port, "planner", password[1])).custom_theme.light.primary_color == "#0f6e66"
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
        assert not group_lives(process)
    assert not answers(port)


def _read(port: int, path: str, **form: str) -> str:
    """The page at an address of the app, after any that it leads on to."""
    sent = urllib.parse.urlencode(form).encode() if form else None
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    asked = urllib.request.Request(f"http://localhost:{port}{path}", data=sent, headers={"Accept": "text/html"})
    with opener.open(asked, timeout=30) as answer:
        return str(answer.read().decode("utf-8"))
