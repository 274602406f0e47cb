"""Forecasts of contact volume and handle time by interval, on statsmodels."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
