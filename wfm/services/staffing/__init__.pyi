from .assumptions import (
    EVERY_QUEUE as EVERY_QUEUE,
    Assumptions as Assumptions,
)
from .requirements import (
    make_requirement as make_requirement,
    shared_queues as shared_queues,
    what_if as what_if,
)
from .staffing_outlook import (
    Outlook as Outlook,
    drivers as drivers,
    outlook as outlook,
)
