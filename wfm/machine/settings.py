"""Settings of one process, read once from the environment."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from wfm.domain.errors import SetupError


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lives. `database_url` is an SQLAlchemy URL; `data_dir` holds the embedded database and the app's secrets."""

    database_url: str
    data_dir: Path

    @classmethod
    def read(cls) -> Settings:
        """`WFM_DATABASE_URL` and `WFM_DATA_DIR`, with SQLite in the user's data folder as the default.

        That folder is the one the system keeps for programs: `$XDG_DATA_HOME/wfm` or `~/.local/share/wfm` on Linux.
        """
        chosen = os.environ.get("WFM_DATA_DIR")
        data_dir = Path(chosen) if chosen else user_data_path("wfm", appauthor=False)
        url = os.environ.get("WFM_DATABASE_URL") or f"sqlite:///{data_dir / 'wfm.db'}"
        return cls(url, data_dir)


def trusted_proxies() -> tuple[str, ...]:
    """`WFM_PROXY`: addresses and networks of the proxies whose word on who is calling is believed; none by default."""
    told = [part.strip() for part in os.environ.get("WFM_PROXY", "").split(",")]
    for part in filter(None, told):
        try:
            ipaddress.ip_network(part)
        except ValueError as error:
            raise SetupError(
                f"WFM_PROXY must be addresses or networks such as 127.0.0.1 or 10.0.0.0/8, got {part!r}"
            ) from error
    return tuple(filter(None, told))
