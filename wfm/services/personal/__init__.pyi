from .erasing import (
    Erased as Erased,
    erase_person as erase_person,
    scrub_files as scrub_files,
)
from .exporting import (
    export_person as export_person,
)
from .keeping import (
    apply_due as apply_due,
    apply_retention as apply_retention,
    kept_kinds as kept_kinds,
    set_retention as set_retention,
)
