"""What history teaches: cleaned days on a wall-clock table, the calendar, breaks in level."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
