"""What planning works with: contacts, planners' changes, requirements, and the runs that made them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
