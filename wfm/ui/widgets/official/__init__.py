"""Publishing on the pages: the dialogue, what a draft changes, and what was published."""
