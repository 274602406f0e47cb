"""Where a database is: its URL checked, told without its secrets, and for SQLite its file."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from wfm.domain.errors import StorageError

_SHOWN_PARAMETERS = frozenset({"host", "port", "dbname", "service", "sslmode"})
"""Parameters of a database URL that may be told; any other may be a secret, as `?password=` is."""


def parsed(url: str) -> URL:
    """The URL with its driver; StorageError, without anything secret, for one that names no lasting database."""
    try:
        found = make_url(url)
        found.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            f"WFM_DATABASE_URL must be a database URL such as sqlite:///wfm.db, got {_beginning(url)}"
        ) from error
    if found.drivername in ("postgres", "postgresql"):
        found = found.set(drivername="postgresql+psycopg")
    if found.get_backend_name() == "sqlite" and sqlite_path(found) is None:
        raise StorageError("an in-memory database is lost when the command ends; name a file, as in sqlite:///wfm.db")
    return found


def _beginning(url: str) -> str:
    """What may be told of an address that cannot be read: where a password may stand is anyone's guess."""
    scheme = urlsplit(url).scheme if ":" in url else ""
    if "@" in url or "?" in url or len(url) > 40:
        return f"one that begins with {scheme}:" if scheme else "something else"
    return repr(url)


def shown(url: URL) -> str:
    """The database as told to people: never with its password, wherever in the address it stands."""
    path = sqlite_path(url)
    if path is not None:
        return str(path)
    told = {name: value for name, value in url.query.items() if name in _SHOWN_PARAMETERS}
    return url.set(query=told).render_as_string(hide_password=True)


def sqlite_path(url: URL) -> Path | None:
    """The file of an embedded database; None for a server's, or one in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def make_file(path: Path) -> None:
    """An empty file that only its owner may read: it will hold personal data."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
