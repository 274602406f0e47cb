"""Where a sign-in comes from: a proxy is believed when it is named, and nobody else is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.requests import HTTPConnection

from tests.served_app import ask, free_port, running
from wfm.database.engine import initialise
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import SetupError
from wfm.machine import trusted_proxies
from wfm.services.centre.accounts import create_user
from wfm.services.centre.attempts import PER_NAME
from wfm.ui.door.callers import BEHIND, address_of, caller_of, from_own_page

ROOT = Path(__file__).parents[3]
PASSWORD = "correct-horse-battery"


def connection(kind: str = "http", **headers: str) -> HTTPConnection:
    """A request with these headers."""
    sent = [(name.replace("_", "-").lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    return HTTPConnection({"type": kind, "path": "/", "headers": sent, "client": ("192.0.2.1", 5), "scheme": "http"})


def test_a_named_proxy_is_believed(tmp_path: Path) -> None:
    """With its address in `WFM_PROXY`, people behind it count apart, and what they invent before it counts for nothing."""
    db, port = initialise(f"sqlite:///{tmp_path / 'wfm.db'}"), free_port()
    create_user(db, OPERATOR, "pat", PASSWORD, Role.PLANNER)
    db.close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WFM_DATA_DIR": str(tmp_path), "WFM_PROXY": "127.0.0.0/8"}
    environment.pop("WFM_DATABASE_URL", None)

    def post(password: str, forwarded: str) -> int:
        form = urlencode({"username": "pat", "password": password}).encode()
        kind = "application/x-www-form-urlencoded"
        return ask(port, "POST", "/sign-in", form, Content_Type=kind, X_Forwarded_For=forwarded)[0]

    with running([sys.executable, "-m", "wfm.cli", "app", "--port", str(port)], port, tmp_path, environment):
        told = [post("wrong", f"203.0.113.{n}, 192.0.2.1") for n in range(PER_NAME + 1)]
        assert told == [401] * PER_NAME + [429]
        assert post(PASSWORD, "192.0.2.2") == 303


def test_a_server_of_others_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody said whom to believe, all who come with the header count as one."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    assert address_of(connection().scope) == "192.0.2.1"
    assert address_of(connection(X_Forwarded_For="203.0.113.9").scope) == BEHIND
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")
    assert address_of(connection(X_Forwarded_For="203.0.113.9").scope) == "192.0.2.1"


@pytest.mark.parametrize("told", ["*", "proxy.example", "10.0.0.1/8", "127.0.0.1, x"])
def test_only_addresses_and_networks_are_proxies(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else is refused with what was seen, before the app begins."""
    monkeypatch.setenv("WFM_PROXY", told)
    with pytest.raises(SetupError, match="WFM_PROXY must be addresses or networks"):
        trusted_proxies()


def test_proxies_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several, with commas between; none where nothing is set."""
    monkeypatch.setenv("WFM_PROXY", "127.0.0.1, ::1,10.0.0.0/8,")
    assert trusted_proxies() == ("127.0.0.1", "::1", "10.0.0.0/8")
    monkeypatch.delenv("WFM_PROXY")
    assert trusted_proxies() == ()


def test_a_secret_of_another_length_is_none() -> None:
    """What this app cannot have given is not looked up."""
    assert caller_of(connection(Cookie=f"wfm_device={'x' * 43}")).device == "x" * 43
    for other in ("x" * 42, "x" * 44, "", "é" * 43):
        assert caller_of(connection(Cookie=f"wfm_device={other}")).device is None


@pytest.mark.parametrize(
    ("headers", "own", "needed"),
    [
        ({}, True, False),
        ({"Origin": "http://wfm.example"}, True, True),
        ({"Origin": "https://WFM.example"}, True, True),
        ({"Origin": "http://wfm.example:81"}, False, False),
        ({"Origin": "http://wfm.example.evil.example"}, False, False),
        ({"Origin": "http://[broken"}, False, False),
        ({"Origin": "null"}, False, False),
        ({"Origin": "null", "Sec_Fetch_Site": "cross-site"}, False, False),
        ({"Sec_Fetch_Site": "same-site"}, False, False),
    ],
)
def test_what_comes_from_this_sites_own_page(headers: dict[str, str], own: bool, needed: bool) -> None:
    """The origin is the host asked for; a websocket must name it, a form need not."""
    found = connection(Host="wfm.example", **headers)
    assert (from_own_page(found), from_own_page(found, needed=True)) == (own, needed)
