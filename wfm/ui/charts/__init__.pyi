from .staffing_frames import (
    mean_level as mean_level,
)
