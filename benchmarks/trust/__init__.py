"""The bars of trust, measured by attacks on the running product: races, many at once, kills, strangers, nonsense.

Each module is a program that says how it is run. None shares code with the checks it makes: what must hold is stated
here a second time, over the tables as any reader of the database sees them.
"""
