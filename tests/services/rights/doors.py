"""Every service that may be called: the data of the table of rights in docs/security.md."""

from __future__ import annotations

from tests.services.rights.desk_doors import DESK
from tests.services.rights.file_doors import FILES
from tests.services.rights.people_doors import PEOPLE
from tests.services.rights.planning_doors import PLANNING
from tests.services.rights.timeline_doors import TIMELINE

DOORS = (*PEOPLE, *PLANNING, *TIMELINE, *DESK, *FILES)
