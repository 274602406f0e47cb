"""Shifts around a schedule that are not its to change: they give cover and hold seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wfm.domain.people import Shift


@dataclass(frozen=True, slots=True)
class GivenShift:
    """A fixed shift with the speeds that it works at; `shift.agent` is "" for somebody who is no agent of the problem.

    One that names an agent began before day 0: its rest counts from its end.
    """

    shift: Shift
    skills: Mapping[str, float]
