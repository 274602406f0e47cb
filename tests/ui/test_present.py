"""The person a page acts for is read each time: at every run, at every run of a part, and by nothing kept from before."""

from __future__ import annotations

import ast
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from tests.house import ROOT, place, sources, tree
from tests.served_app import free_port, page, running
from wfm.database.engine import initialise
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre.accounts import create_user, set_active, set_role, sign_in
from wfm.ui.door.audiences import UPLOADERS
from wfm.ui.frame.navigation import PAGES

PASSWORD = "correct-horse-battery"
DOOR = "wfm/ui/base/session.py"

SCRIPT = """
import streamlit as st
from wfm.ui.base import database, fragment, present

def part(db, who):
    st.text(f"part of {who.role}")

who = present()
if who is None:
    st.text("nobody")
else:
    st.text(f"page of {who.role}")
    fragment(part, run_every=1.0)(database(), who)
"""


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def test_parts_of_pages_are_drawn_by_one_door() -> None:
    """Streamlit keeps what a part was given; only `fragment` of `wfm.ui.base` reads the person anew."""
    kept = ("fragment", "dialog", "experimental_fragment", "experimental_dialog")
    faults = [
        f"{place(path, node.lineno)}: st.{node.attr}"
        for path in sources("wfm/ui")
        if place(path) != DOOR
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in kept and ast.unparse(node.value) in ("st", "streamlit")
    ]
    assert not faults, faults


def test_callbacks_know_nobody() -> None:
    """They run before the page is drawn, with what the page before gave them: they get no person and act for none."""
    faults = []
    for path in sources("wfm/ui"):
        known = {node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)}
        for call in calls(path):
            given = {word.arg: word.value for word in call.keywords if word.arg}
            for name, value in given.items():
                if not name.startswith("on_") or name in ("on_progress", "on_start"):
                    continue
                if isinstance(value, ast.Constant) and value.value == "rerun":
                    continue  # draws the page again, and calls nothing
                nothing = isinstance(value, ast.Lambda) and isinstance(value.body, ast.Constant)
                module = isinstance(value, ast.Name) and value.id in known and not {"args", "kwargs"} & given.keys()
                if not (nothing or module):
                    faults.append(f"{place(path, call.lineno)}: {name}={ast.unparse(value)}")
    assert not faults, faults


def test_who_may_send_files_has_a_page_for_them() -> None:
    """The roles whose uploads are taken are those that see a field for files, no more and no fewer."""
    with_field = {
        path.stem
        for path in sources("wfm/ui/pages")
        if any(ast.unparse(c.func) == "st.file_uploader" for c in calls(path))
    }
    seen: set[Role] = set()
    for entry in PAGES:
        if entry.draw.__module__.rpartition(".")[2] in with_field:
            seen |= entry.roles
    assert seen == UPLOADERS
    elsewhere = [p for p in sources("wfm/ui") if "file_uploader" in p.read_text() and p.parent.name != "pages"]
    assert not elsewhere, elsewhere


def drawn(stream: ClientConnection, part: str = "") -> tuple[list[str], str]:
    """Have the page, or a part of it, run: the texts until it is still, and what its last part is called by."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    asked.rerun_script.fragment_id = part
    stream.send(asked.SerializeToString())
    words: list[str] = []
    until = time.monotonic() + 60
    while time.monotonic() < until:
        told = ForwardMsg.FromString(bytes(stream.recv(timeout=until - time.monotonic())))
        kind = told.WhichOneof("type")
        if kind == "delta" and told.delta.new_element.HasField("text"):
            words.append(told.delta.new_element.text.body)
        elif kind == "auto_rerun":
            part = told.auto_rerun.fragment_id
        elif kind == "session_status_changed" and not told.session_status_changed.script_is_running and words:
            return words, part
    raise AssertionError(f"the page does not come to an end: {words}")


def test_a_part_is_drawn_for_who_is_there_now(tmp_path: Path) -> None:
    """Of another role since, or switched off: the whole page is drawn anew, and the part never with what it was given."""
    db = initialise(f"sqlite:///{tmp_path / 'wfm.db'}")
    create_user(db, OPERATOR, "root", PASSWORD, Role.ADMIN)
    create_user(db, OPERATOR, "pat", PASSWORD, Role.PLANNER)
    cookies = f"wfm_session={sign_in(db, 'pat', PASSWORD).token}"
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "app.py").write_text(
        "import streamlit as st\nfrom starlette.responses import PlainTextResponse\nfrom starlette.routing import Route\n"
        "async def health(request):\n    return PlainTextResponse('ok')\n"
        f"app = st.App({str(tmp_path / 'script.py')!r}, routes=[Route('/health', health)])\n"
    )
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WFM_DATA_DIR": str(tmp_path)}
    environment.pop("WFM_DATABASE_URL", None)
    command = [sys.executable, "-m", "streamlit", "run", tmp_path / "app.py", "--server.headless", "true"]
    options = ["--server.address", "127.0.0.1", "--server.fileWatcherType", "none", "--server.port", str(port)]
    with running([*command, *options], port, tmp_path, environment), page(port, cookies) as stream:
        assert drawn(stream)[0] == ["page of planner", "part of planner"]
        _, part = drawn(stream)
        assert drawn(stream, part)[0] == ["part of planner"]
        set_role(db, OPERATOR, "pat", Role.MANAGER)
        assert drawn(stream, part)[0] == ["page of manager", "part of manager"]
        _, part = drawn(stream)
        set_active(db, OPERATOR, "pat", False)
        assert drawn(stream, part)[0] == ["nobody"]
    db.close()
