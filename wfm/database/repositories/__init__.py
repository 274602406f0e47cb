"""Repositories: domain objects in, domain objects out, one per kind of thing."""
