"""Commands for the centre: set up, import, accounts."""
