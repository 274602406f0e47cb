"""Judges a schedule against its problem from the two files alone; shares no code with the optimizer and its check.

`python -m benchmarks.judge PROBLEM SCHEDULE` prints what a planner would check by hand. The rules are stated a second
time here, from `docs/format.md`, so that a fault of the product cannot hide in its own check.
"""
