"""From a queue's load to required heads, channel by channel, shrinkage included."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
