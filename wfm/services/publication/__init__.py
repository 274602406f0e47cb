"""What every way of publishing does: nothing that happened since the draft was made is undone unseen."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
