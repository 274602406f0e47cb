"""Workforce management for contact centres: the domain, the staffing engine, storage, services, commands and pages."""

__version__ = "0.1.0"
