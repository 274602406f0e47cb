"""What a search hands back, how any schedule is judged, and why something could not be met."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
