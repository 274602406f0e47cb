"""The look stands in the package once, and every way to start the app has it."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from tests.served_app import free_port, new_session, running, sign_in
from wfm.database.engine import open_database
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre.accounts import create_user
from wfm.ui.base.theme import DARK, LIGHT, Palette
from wfm.ui.door.sign_in import sign_in_page
from wfm.ui.frame import streamlit_options

ROOT = Path(__file__).parents[2]
PASSWORD = "correct-horse-battery"

DOORS = {
    "wfm app": ("-m", "wfm.cli", "app", "--port"),
    "streamlit run app.py": ("-m", "streamlit", "run", ROOT / "app.py", "--server.headless", "true", "--server.port"),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_shows_the_same_look(door: str, tmp_path: Path, sqlite_template: Path) -> None:
    """Browsers are told the package's theme by `wfm app` and by Streamlit on a checkout, from any folder."""
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "wfm.db")
    db = open_database(f"sqlite:///{tmp_path / 'data' / 'wfm.db'}")
    create_user(db, OPERATOR, "planner", PASSWORD, Role.PLANNER)
    db.close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WFM_DATA_DIR": str(tmp_path / "data")}
    environment.pop("WFM_DATABASE_URL", None)
    port = free_port()
    with running([sys.executable, *DOORS[door], str(port)], port, tmp_path, environment):
        told = new_session(port, sign_in(port, "planner", PASSWORD))
    options, theme = streamlit_options(), told.custom_theme
    assert told.config.ToolbarMode.Name(told.config.toolbar_mode) == options["client.toolbarMode"].upper()
    assert not told.config.gather_usage_stats
    assert theme.base_radius == options["theme.baseRadius"]
    assert list(theme.heading_font_sizes) == options["theme.headingFontSizes"]
    for name in ("light", "dark"):
        shown = getattr(theme, name)
        assert shown.primary_color == options[f"theme.{name}.primaryColor"]
        assert shown.sidebar.background_color == options[f"theme.{name}.sidebar.backgroundColor"]
        assert list(shown.chart_categorical_colors) == options[f"theme.{name}.chartCategoricalColors"]


def test_the_checkout_says_no_more_than_it_must() -> None:
    """What Streamlit reads before app.py is one option, and the package says the same of it."""
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"browser": {"gatherUsageStats": False}}
    assert streamlit_options()["browser.gatherUsageStats"] is False


@pytest.mark.parametrize(("name", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_charts_and_sign_in_have_the_colours_of_the_theme(name: str, palette: Palette) -> None:
    """What does not reach the browser as Streamlit's theme agrees with it."""
    theme = {key.removeprefix(f"theme.{name}."): value for key, value in streamlit_options().items()}
    assert list(palette.queues) == theme["chartCategoricalColors"]
    assert palette.surface == theme["backgroundColor"]
    assert f"--accent: {theme['primaryColor']}" in sign_in_page("/")
    assert f"--text: {theme['textColor']}" in sign_in_page("/")
