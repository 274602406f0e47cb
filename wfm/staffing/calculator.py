"""The calculator: one question about one interval, answered by one of the models."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from wfm.domain.errors import InputError
from wfm.domain.planning import ServiceLevelDefinition
from wfm.staffing.channels import Shrinkage
from wfm.staffing.queueing import (
    Service,
    chat_heads,
    chat_service,
    checked,
    erlang_a,
    erlang_b,
    erlang_b_lines,
    erlang_b_load,
    erlangs,
    handle_times,
    heads_of_promise,
    promise,
    real_heads_of_promise,
    with_redials,
)

CalculatorModel = Literal["erlang_a", "erlang_b", "erlang_c", "chat"]

MOST = 1_000_000
"""Erlangs and heads of one question: beyond every centre, and the time an answer takes grows with them."""

MOST_CHATS = 100
"""Chats that one rep may hold at once in a question."""


@dataclass(frozen=True, slots=True)
class Question:
    """One interval of one queue.

    `volume` contacts in `interval_minutes`, or `load` in erlangs instead; times in seconds. With `heads` the answer is
    the service they give, without it the heads that keep `share` within `seconds`. For erlang_b, 1 - `share` is the
    blocking asked for; with heads and neither volume nor load the answer is the load they carry at that blocking.
    `redial_share` is the chance that a caller who hung up calls again (erlang_a with heads).
    `handle_seconds` is the chat AHT by number of chats held, instead of AHT, concurrency and slowdown.
    """

    model: CalculatorModel = "erlang_a"
    volume: float | None = None
    load: float | None = None
    interval_minutes: float = 30.0
    aht_seconds: float = 300.0
    patience_seconds: float = 180.0
    heads: float | None = None
    share: float = 0.80
    seconds: float = 20.0
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED
    max_occupancy: float = 1.0
    max_abandonment: float | None = None
    shrinkage: float = 0.0
    concurrency: int = 1
    concurrency_slowdown: float = 0.3
    handle_seconds: tuple[float, ...] = ()
    redial_share: float = 0.0

    def __post_init__(self) -> None:
        if self.model not in get_args(CalculatorModel):
            raise InputError(f"model must be one of {', '.join(get_args(CalculatorModel))}, got {self.model!r}")
        if self.volume is not None and self.load is not None:
            raise InputError("volume or load must be given, not both")
        if self.volume is None and self.load is None and not (self.model == "erlang_b" and self.heads is not None):
            raise InputError("volume or load must be given")
        if self.volume is not None and not self.interval_minutes > 0:
            raise InputError(f"interval_minutes must be > 0, got {self.interval_minutes:g}")
        for name, value in (("load in erlangs", self.erlangs), ("heads", self.heads or 0.0)):
            if value > MOST:
                raise InputError(f"{name} must be at most {MOST:,}, got {value:g}")
        chats = max(self.concurrency, len(self.handle_seconds))
        if chats > MOST_CHATS:
            raise InputError(f"concurrency must be at most {MOST_CHATS}, got {chats}")
        if self.redial_share and (self.model != "erlang_a" or self.heads is None):
            raise InputError("redial_share needs model erlang_a and heads")

    @property
    def erlangs(self) -> float:
        """The load as it is told, or of what is told; that of the longest handle time, where chats have several."""
        load = self.load
        if load is None:
            load = (self.volume or 0.0) * self.aht_seconds / 60.0 / self.interval_minutes
        if self.handle_seconds and self.aht_seconds > 0:
            load *= max(self.handle_seconds) / self.aht_seconds
        return load


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures for one question; shares in 0..1, times in seconds, None where the model says nothing.

    `heads` asked about or required, `real_heads` the real number that just keeps the promise (None when heads were
    given), `scheduled` the whole heads after shrinkage. `service_level` is by the definition asked for.
    """

    model: str
    load: float
    heads: float
    scheduled: float
    real_heads: float | None = None
    blocking: float | None = None
    service_level: float | None = None
    offered: float | None = None
    answered: float | None = None
    excluding_short: float | None = None
    virtual: float | None = None
    asa_seconds: float | None = None
    mean_wait_seconds: float | None = None
    p_wait: float | None = None
    p_wait_within: float | None = None
    immediate: float | None = None
    abandonment: float | None = None
    occupancy: float | None = None
    queue_length: float | None = None
    in_system: float | None = None


def answer(question: Question) -> Answer:
    """Heads for a target, or the service of heads; InputError for values out of range.

    >>> found = answer(Question("erlang_c", volume=120, interval_minutes=30, aht_seconds=300, shrinkage=0.3))
    >>> found.load, found.heads, found.scheduled
    (20.0, 25.0, 36.0)
    """
    if question.model == "erlang_b":
        return _lines(question)
    if question.model == "chat":
        return _chat(question)
    return _calls(question)


def _load(question: Question) -> float:
    if question.load is not None:
        return float(checked("load", question.load))
    return float(erlangs(question.volume or 0.0, question.aht_seconds, 60.0 * question.interval_minutes))


def _gross(question: Question, heads: float) -> float:
    return float(Shrinkage.of(question.shrinkage).whole(heads))


def _lines(question: Question) -> Answer:
    """Erlang B: blocking, lines or load, whichever is not given."""
    goal = 1.0 - question.share
    if question.volume is None and question.load is None:
        heads = float(question.heads or 0.0)
        load = float(erlang_b_load(heads, goal))
    else:
        load = _load(question)
        heads = float(erlang_b_lines(load, goal)) if question.heads is None else question.heads
    blocking = float(erlang_b(load, heads))
    occupancy = load * (1.0 - blocking) / heads if heads > 0 else 0.0
    return Answer("erlang_b", load, heads, _gross(question, heads), blocking=blocking, occupancy=occupancy)


def _calls(question: Question) -> Answer:
    """Erlang A, or Erlang C, which is Erlang A with patience without end."""
    load = _load(question)
    patience = math.inf if question.model == "erlang_c" else question.patience_seconds
    exact: float | None = None
    heads = question.heads
    if heads is None:
        kept = promise(
            question.aht_seconds,
            question.seconds,
            question.share,
            patience,
            question.definition,
            question.max_occupancy,
            question.max_abandonment,
        )
        heads = float(heads_of_promise(load, kept))
        exact = float(real_heads_of_promise(load, kept))
    if question.redial_share:
        attempts = with_redials(load, heads, question.aht_seconds, patience, question.redial_share, question.seconds)
        return _answer(question, float(attempts.load), heads, exact, attempts.service)
    service = erlang_a(load, heads, question.aht_seconds, patience, question.seconds)
    return _answer(question, load, heads, exact, service)


def _chat(question: Question) -> Answer:
    """The chat chain."""
    handle = (
        checked("handle_seconds", question.handle_seconds)
        if question.handle_seconds
        else handle_times(question.aht_seconds, question.concurrency, question.concurrency_slowdown)
    )
    load = _load(question)
    if question.volume is not None:
        arrivals = float(checked("volume", question.volume)) / (60.0 * question.interval_minutes)
    else:
        arrivals = load / question.aht_seconds if question.aht_seconds > 0 else 0.0
    heads = question.heads
    if heads is None:
        heads = float(
            chat_heads(
                arrivals,
                handle,
                question.seconds,
                question.share,
                patience_seconds=question.patience_seconds,
                definition=question.definition,
                max_occupancy=question.max_occupancy,
                max_abandonment=question.max_abandonment,
            )
        )
    elif heads != math.floor(heads):
        raise InputError(f"heads must be whole for chat, got {heads}")
    service = chat_service(arrivals, heads, handle, question.patience_seconds, question.seconds)
    return _answer(question, load, heads, None, service)


def _answer(question: Question, load: float, heads: float, exact: float | None, service: Service) -> Answer:
    queue = float(service.queue_length)
    served = load * (1.0 - float(service.abandonment))
    return Answer(
        question.model,
        load,
        heads,
        _gross(question, heads),
        real_heads=exact,
        service_level=float(service.level(question.definition)),
        offered=float(service.offered),
        answered=float(service.answered),
        excluding_short=float(service.excluding_short),
        virtual=float(service.virtual),
        asa_seconds=float(service.asa),
        mean_wait_seconds=float(service.mean_wait),
        p_wait=float(service.p_wait),
        p_wait_within=float(service.p_wait_within),
        immediate=float(np.clip(1.0 - service.p_wait, 0.0, 1.0)),
        abandonment=float(service.abandonment),
        occupancy=float(service.occupancy),
        queue_length=queue,
        in_system=None if question.model == "chat" else queue + served,
    )
