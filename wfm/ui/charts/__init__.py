"""Figures as frames, and frames as charts; nothing here reads a database or a session."""
