from .escalation import (
    Escalation as Escalation,
    escalated as escalated,
    together as together,
)
from .outbound import (
    Campaign as Campaign,
)
from .queue_load import (
    QueueingModel as QueueingModel,
)
from .registry import (
    CHANNELS as CHANNELS,
    ChannelModel as ChannelModel,
)
from .requirement import (
    predict as predict,
    staff as staff,
)
from .shrinkage import (
    Shrinkage as Shrinkage,
)
