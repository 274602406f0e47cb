"""The package asked for the heads of a rational case and for Erlang C, for tests and the benchmark."""

import math

from wfm.domain.planning.contacts import ServiceLevelDefinition
from wfm.staffing.queueing.erlang import erlang_a, erlangs
from wfm.staffing.queueing.inverse import required_heads


def heads_of(case):
    """The package's answer to a rational case."""
    load = erlangs(float(case.volume), float(case.aht), float(case.interval))
    return int(
        required_heads(
            load, float(case.aht), float(case.seconds), float(case.share),
            patience_seconds=math.inf if case.patience is None else float(case.patience),
            definition=ServiceLevelDefinition(case.definition), max_occupancy=float(case.occupancy),
            max_abandonment=None if case.abandonment is None else float(case.abandonment),
        )
    )  # fmt: skip


def erlang_c(load, heads, aht_seconds, threshold_seconds=20.0):
    """M/M/n: callers wait as long as it takes; where load >= heads everyone waits for ever."""
    return erlang_a(load, heads, aht_seconds, math.inf, threshold_seconds)
