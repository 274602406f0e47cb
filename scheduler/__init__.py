"""The optimizer: shifts and breaks for named people, with a proven bound, on OR-Tools."""
