"""Colours of charts and timeline in the light and the dark theme; the widgets' own colours are in the theme file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme's chart colours, each a CSS colour.

    `queues` are the hues of stacked series in order; the rest name what they draw.
    """

    required: str
    scheduled: str
    short: str
    over: str
    band: str
    line: str
    actual: str
    muted: str
    text: str
    grid: str
    surface: str
    queues: tuple[str, ...]


LIGHT = Palette(
    required="#17252b",
    scheduled="#7cc4bb",
    short="#d6453d",
    over="#d9a441",
    band="#0f766e",
    line="#0f766e",
    actual="#5a6b73",
    muted="#8a9aa2",
    text="#3a4a52",
    grid="#e5ebed",
    surface="#ffffff",
    queues=("#0f766e", "#3b6fd4", "#c2742a", "#7d56c2", "#b0447a", "#5b8a2d", "#4b6472", "#a1842a"),
)

DARK = Palette(
    required="#f2f6f8",
    scheduled="#1f7f76",
    short="#f0685f",
    over="#e0b458",
    band="#2bb5a8",
    line="#45cfc1",
    actual="#a9bac2",
    muted="#7d9099",
    text="#c3d0d6",
    grid="#26343a",
    surface="#10181c",
    queues=("#2bb5a8", "#6f9df0", "#e09a55", "#a98be6", "#dd7fae", "#93c25c", "#93aab6", "#d3b75a"),
)


def palette_of(theme: str | None) -> Palette:
    """The palette of the theme named `dark`; the light one for any other, and where the browser has not told."""
    return DARK if theme == "dark" else LIGHT
