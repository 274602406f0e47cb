from .agents import AGENT as AGENT
from .clock_words import (
    WEEKDAYS as WEEKDAYS,
    date_windows as date_windows,
    day_windows as day_windows,
    hours_text as hours_text,
    opening_hours as opening_hours,
    windows_text as windows_text,
)
from .contracts import (
    CONTRACT as CONTRACT,
)
from .dialects import (
    CELLS as CELLS,
    TOML as TOML,
    Dialect as Dialect,
    Plain as Plain,
    Toml as Toml,
    cut as cut,
    shown as shown,
)
from .forms import (
    Day as Day,
    Flag as Flag,
    Form as Form,
    Minutes as Minutes,
    Number as Number,
    NumberOf as NumberOf,
    OneOf as OneOf,
    Text as Text,
    Whole as Whole,
    Zone as Zone,
)
from .json_files import (
    in_file as in_file,
    load_json as load_json,
)
from .nested import (
    ListOf as ListOf,
    Nested as Nested,
    Pair as Pair,
    Parts as Parts,
    Speeds as Speeds,
    TableOf as TableOf,
)
from .people import (
    DATED_TERMS as DATED_TERMS,
    REP as REP,
    SITE as SITE,
    TEAM as TEAM,
    TRAINING_CLASS as TRAINING_CLASS,
)
from .queues import (
    QUEUE as QUEUE,
)
from .shifts import (
    ACTIVITY as ACTIVITY,
    BREAK as BREAK,
    SHIFT as SHIFT,
)
from .tables import (
    Entity as Entity,
    Field as Field,
    loaded as loaded,
    read as read,
    stored as stored,
    write as write,
)
from .toml_files import (
    toml_text as toml_text,
)
from .toml_reading import (
    parse_toml as parse_toml,
)
from .values import (
    MOST as MOST,
    Door as Door,
    Fields as Fields,
    Value as Value,
)
from .words import (
    bare as bare,
    channel_of as channel_of,
)
