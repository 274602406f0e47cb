"""Use cases: each module does one thing that a planner, manager or rep asks for, and checks who may ask."""
