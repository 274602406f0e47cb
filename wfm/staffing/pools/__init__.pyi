from .pooling import (
    REPLICATIONS as REPLICATIONS,
    Pool as Pool,
    staff_pool as staff_pool,
    with_note as with_note,
)
