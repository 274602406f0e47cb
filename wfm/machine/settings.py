"""Settings of one process, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lives. `database_url` is an SQLAlchemy URL; `data_dir` holds the embedded database and the app's secrets."""

    database_url: str
    data_dir: Path

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """`WFM_DATABASE_URL` and `WFM_DATA_DIR`, with SQLite in the user's data folder as the default."""
        env = os.environ if environment is None else environment
        home = Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
        data_dir = Path(env.get("WFM_DATA_DIR") or home / "wfm")
        url = env.get("WFM_DATABASE_URL") or f"sqlite:///{data_dir / 'wfm.db'}"
        return cls(url, data_dir)
