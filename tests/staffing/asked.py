"""The package asked for the heads of a rational case, for tests and the benchmark."""

import math

from wfm.domain.planning.contacts import ServiceLevelDefinition
from wfm.staffing.queueing.erlang import erlangs
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
