from .changes import (
    EVERY_DAY as EVERY_DAY,
    KINDS as KINDS,
    TREATMENTS as TREATMENTS,
    Containment as Containment,
    Layer as Layer,
    QueueDay as QueueDay,
    QueueLayer as QueueLayer,
    Scenario as Scenario,
    SpecialDay as SpecialDay,
)
from .contacts import (
    AS_CHANNEL as AS_CHANNEL,
    DEFAULT_TARGETS as DEFAULT_TARGETS,
    LIVE as LIVE,
    Channel as Channel,
    ComponentWeight as ComponentWeight,
    ContactHistory as ContactHistory,
    OperatingHours as OperatingHours,
    Queue as Queue,
    ServiceLevelDefinition as ServiceLevelDefinition,
    ServiceTarget as ServiceTarget,
    VolumeForecast as VolumeForecast,
)
from .promises import (
    promise_doubt as promise_doubt,
    promise_words as promise_words,
    share_doubt as share_doubt,
    time_words as time_words,
)
from .requirement import (
    Coverage as Coverage,
    DeferrableWork as DeferrableWork,
    PoolRow as PoolRow,
    StaffedPool as StaffedPool,
    StaffingRequirement as StaffingRequirement,
)
from .runs import (
    ForecastRun as ForecastRun,
    Job as Job,
    JobState as JobState,
    RequirementRun as RequirementRun,
)
