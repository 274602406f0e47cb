"""Workforce management for contact centres: the domain, the staffing engine, storage, services, commands and pages."""

from wfm.machine import keep_kernels

__version__ = "0.2.0"

keep_kernels()  # before anything imports numba
