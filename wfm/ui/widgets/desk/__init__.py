"""The desk under a timeline: a shift is chosen, changed by a form, and the change is told before it is kept."""
