"""Repositories of schedules and the published timeline: drafts, what is live, publications, offers."""
