"""Repositories that reach across all tables: what is held on one person, and what is older than it is kept."""
