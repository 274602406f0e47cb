from .build_form import (
    new_schedule_form as new_schedule_form,
)
from .change_editors import (
    edit_containment as edit_containment,
    edit_layers as edit_layers,
    edit_special_days as edit_special_days,
)
from .choices import (
    accepts_undoing as accepts_undoing,
    chosen as chosen,
    day_range as day_range,
    delete_button as delete_button,
    first_and_last as first_and_last,
    jump as jump,
    on_days as on_days,
    palette as palette,
    run_words as run_words,
    schedule_words as schedule_words,
    scope_line as scope_line,
)
from .cover_view import (
    show_cover as show_cover,
    show_report as show_report,
)
from .desk.shift_desk import (
    show_desk as show_desk,
)
from .forecast_views import (
    show_ahead as show_ahead,
    show_figures as show_figures,
    show_making as show_making,
    show_marked_days as show_marked_days,
    show_past as show_past,
)
from .group_editors import (
    NO_TEAM as NO_TEAM,
    day_field as day_field,
    edit_classes as edit_classes,
    edit_teams as edit_teams,
    place_words as place_words,
    seen as seen,
    skill_words as skill_words,
)
from .hours_editor import (
    edit_hours as edit_hours,
)
from .job_panel import (
    begin_job as begin_job,
    running_job as running_job,
    told_job_failure as told_job_failure,
    watch_job as watch_job,
)
from .leave_entry import (
    credit_line as credit_line,
    draw_cost as draw_cost,
    draw_entry as draw_entry,
    shifts_told as shifts_told,
    span_of as span_of,
)
from .official.dialogue import (
    draft_buttons as draft_buttons,
)
from .official.differences import (
    show_differences as show_differences,
)
from .official.history import (
    show_publications as show_publications,
)
from .reasons_view import (
    show_reasons as show_reasons,
)
from .what_if import (
    QUANTILES as QUANTILES,
    panel as panel,
)
