"""Pages of what is live: the published timeline."""
