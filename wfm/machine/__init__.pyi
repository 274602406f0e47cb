from .children import (
    end_process as end_process,
    leave_current_folder as leave_current_folder,
    python_process as python_process,
)
from .compiled import (
    bare_kernel as bare_kernel,
    interpreted as interpreted,
    kernel as kernel,
    written_in as written_in,
)
from .execution import (
    Executor as Executor,
    Serial as Serial,
    check_cores as check_cores,
    make_executor as make_executor,
)
from .files import (
    append_private as append_private,
    new_file as new_file,
    private_file as private_file,
    write_file as write_file,
    write_files as write_files,
)
from .kernel_cache import (
    is_compiled as is_compiled,
    keep_kernels as keep_kernels,
    note_compiled as note_compiled,
)
from .logs import (
    cause as cause,
    fault as fault,
    incident as incident,
    note as note,
    start_logging as start_logging,
)
from .random_numbers import (
    RandomState as RandomState,
    below as below,
    exponential as exponential,
    normal as normal,
    stream as stream,
    uniform as uniform,
)
from .settings import (
    Settings as Settings,
    trusted_proxies as trusted_proxies,
)
