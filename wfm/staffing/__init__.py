"""Queueing theory and simulation: from forecast to required heads, and from heads to the service customers feel."""
