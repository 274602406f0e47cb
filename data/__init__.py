"""The demo centre Harbor & Pine: a seeded generator and the files it makes."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the generated files live."""
