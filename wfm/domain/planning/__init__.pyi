from .axis import (
    days_axis as days_axis,
    days_of as days_of,
    days_that_cover as days_that_cover,
    finer as finer,
    inside as inside,
    refined as refined,
    share_within as share_within,
    spread as spread,
)
from .centre_settings import (
    CentreSettings as CentreSettings,
    LeaveTakes as LeaveTakes,
)
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
    Queue as Queue,
    ServiceLevelDefinition as ServiceLevelDefinition,
    ServiceTarget as ServiceTarget,
    VolumeForecast as VolumeForecast,
    zone_of_most as zone_of_most,
)
from .hours import (
    HoursException as HoursException,
    OperatingHours as OperatingHours,
    Windows as Windows,
)
from .promises import (
    promise_doubt as promise_doubt,
    promise_words as promise_words,
    share_doubt as share_doubt,
    time_words as time_words,
)
from .requirement import (
    PER_INTERVAL as PER_INTERVAL,
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
    left_out_of as left_out_of,
)
