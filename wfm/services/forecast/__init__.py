"""Forecasts made and stored, planners' changes on them, and today's contacts."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
