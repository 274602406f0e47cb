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
