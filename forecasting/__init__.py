"""Forecasts of contact volume and handle time by interval, on statsmodels."""
