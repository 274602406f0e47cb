"""Settings of one process, read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


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
