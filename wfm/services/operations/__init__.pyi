from .backups import (
    make_backup as make_backup,
    restore_backup as restore_backup,
)
