"""What a schedule costs: the terms of the objective, and the exact split of heads over skills."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
