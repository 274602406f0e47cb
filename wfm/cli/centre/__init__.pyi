from .importing import (
    group as group,
)
