"""How much one request may ask for."""

DEFAULT_PAGE_ROWS = 50
"""Rows of a page where neither `first` nor `last` is given: what a table on a screen shows."""
MAX_PAGE_ROWS = 1_000
"""Most rows of one page, and most ids of `nodes`: three games of pitches; longer lists are walked by cursor."""
LIST_ROWS = 20
"""Rows that a list without pages is taken to have: twice the clubs of the league."""

MAX_DEPTH = 16
"""Most fields inside each other: a game's pitches with their pitchers' clubs take 9."""
MAX_ROWS = 50_000
"""Most objects that a request may give, taking every page as full: a quarter of a season's pitches."""
MAX_STATEMENTS = 100
"""Most SQL statements that a request may cause: they queue for the few connections that all requests share."""
MAX_VALUES = 300_000
"""Most single values of those objects: a page of pitches with every measurement takes half of it, in about a second."""
MAX_TEXT = 200
"""Most characters of a text argument: three times the longest name."""
MAX_FILTER_VALUES = 1_000
"""Most values of a list in a filter."""
MAX_FILTER_DEPTH = 16
"""Most inputs of a filter inside each other: a club's pitchers by their pitches to a batter of a name take 7."""
MAX_FILTER_PARTS = 250
"""Most inputs of a filter in all."""
MAX_ORDER_KEYS = 8
"""Most keys of an order."""
