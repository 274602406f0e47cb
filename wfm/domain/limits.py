"""How much a file or a text may hold, each limit with its reason.

The limits keep every door under 1.5 GB of memory and under a minute for an honest file of that size; they are many times
what the largest centre needs. Sizes are counted while reading: what a file says of itself is not believed.
"""

from __future__ import annotations

MOST_BYTES = 200_000_000
"""A table (CSV, Excel): five million rows of forty characters, and what the page takes."""

MOST_UNPACKED = 500_000_000
"""One part of a workbook once unpacked: a full Excel sheet of ten columns has 400 MB."""

MOST_PART = 10_000_000
"""The parts of a workbook that name its sheets and styles, which are kept whole."""

MOST_PARTS = 10_000
"""Files packed into one workbook."""

MOST_ROWS = 5_000_000
"""Rows of a history: twenty queues, two years, 5-minute intervals and a fifth more."""

MOST_FORECAST = 2_000_000
"""Rows of a forecast file: forty queues, 64 weeks of quarter hours and a tenth more."""

MOST_RECORDS = 100_000
"""Rows of reps or queues: no centre has as many."""

MOST_COLUMNS = 1_000
"""Columns with a name or a value."""

MOST_HEADER = 200
"""Characters of a column's name."""

MOST_CELL = 131_072
"""Characters of a cell: four times what Excel allows, and the bound of Python's CSV reader."""

MOST_LINE = 1_000_000
"""Characters of a row, or of one token of a workbook: what must be held before it is understood."""

MOST_WORDS = 100_000
"""Different values of a column of names: queues, languages, zones, skill sets."""

MOST_QUEUES = 1_000
"""Queues of one file of history."""

MOST_SLOTS = 2_000_000
"""Intervals from a queue's first row to its last: 57 years of quarter hours; a mistyped year is met before memory is."""

MOST_SPANNED = 100_000_000
"""Intervals that all queues of a file span together."""

MOST_REFUSED = 100_000
"""Refused rows that are kept to be told; a file with more of them is another kind of file."""

MOST_JSON = 32_000_000
"""Bytes of a JSON file: the problem of a thousand reps and four weeks has 2 MB, and a value takes up to thirty times its text."""

MOST_TOML = 1_000_000
"""Bytes of a TOML file: a thousand queues have 300 kB, and a megabyte of the worst kind takes five seconds."""

MOST_ITEMS = 1_000_000
"""Values of one list of a file."""

MOST_DEPTH = 50
"""Lists and tables within one another."""

MOST_NAME = 200
"""Characters of a name or an id, as the database holds them."""

MOST_TEXT = 2_000
"""Characters of a reason, a note or a decision: a page of text."""

MOST_EXCEPTIONS = 1_000
"""Days of a queue with hours of their own: twenty a year for fifty years."""
