from .calculator import (
    Answer as Answer,
    Question as Question,
    answer as answer,
)
from .channels.deferrable import (
    Callback as Callback,
    Email as Email,
)
from .channels.escalation import (
    Escalation as Escalation,
)
from .channels.outbound import (
    Campaign as Campaign,
    Outbound as Outbound,
)
from .channels.queue_load import (
    Performance as Performance,
    QueueingModel as QueueingModel,
)
from .channels.registry import (
    CHANNELS as CHANNELS,
    ChannelModel as ChannelModel,
)
from .channels.requirement import (
    predict as predict,
    staff as staff,
)
from .channels.risk import (
    chance_of_target as chance_of_target,
    day_cv as day_cv,
)
from .channels.shrinkage import (
    Shrinkage as Shrinkage,
    ShrinkageComponent as ShrinkageComponent,
)
from .plan import (
    StaffedPlan as StaffedPlan,
    staff_plan as staff_plan,
)
from .pools.pool_search import (
    MOST_QUEUES as MOST_QUEUES,
    SkillSet as SkillSet,
    pool as pool,
)
from .pools.pooling import (
    Pool as Pool,
    as_if_alone as as_if_alone,
    pools_of as pools_of,
    with_note as with_note,
)
from .queueing.chat_chain import (
    chat_heads as chat_heads,
    handle_times as handle_times,
)
from .queueing.inverse import (
    required_heads as required_heads,
)
from .simulation.dialling import (
    Dialling as Dialling,
    play_campaign as play_campaign,
)
from .simulation.outcome import (
    CampaignFelt as CampaignFelt,
    Estimate as Estimate,
    Felt as Felt,
    SimulationResult as SimulationResult,
)
from .simulation.playing import (
    Group as Group,
    Traffic as Traffic,
    simulate as simulate,
)
from .simulation.verdicts import (
    Standing as Standing,
    Verdict as Verdict,
    verdicts as verdicts,
)
