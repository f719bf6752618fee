"""How much one request may ask for, by the role of who asks."""

from pydantic import Field
from pydantic.dataclasses import dataclass

DEFAULT_PAGE_ROWS = 50
"""Rows of a page where neither `first` nor `last` is given: what a table on a screen shows."""
MAX_PAGE_ROWS = 1_000
"""Most rows of one page, and most ids of `nodes`: three games of pitches; longer lists are walked by cursor."""
LIST_ROWS = 20
"""Rows that a list without pages is taken to have: twice the clubs of the league."""
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
DEFAULT_GROUPS, MAX_GROUPS = 100, 5_000
"""Groups of pitches that are given unless `first` says how many, and most of them: the pitch types of a season's
pitchers take a fifth."""
MAX_GROUP_KEYS = 8
"""Most keys of a grouping."""
LEAST_WIDTH, GREATEST_WIDTH, FARTHEST_ORIGIN = 1e-6, 1e6, 1e6
"""Widths of bins, and how far from 0 one may begin: measured values have six decimals."""
QUALIFYING_PITCHES = 100
"""Pitches from which on a player counts among those whom others are ranked against: about a game of a starter."""


@dataclass(frozen=True)
class Limits:
    """What one request of a role may ask for; a fragment counts wherever it is spread."""

    characters: int = Field(
        default=100_000, ge=1, description="Characters of a document: a thousand ids take half of it."
    )
    tokens: int = Field(default=2_000, ge=1, description="Tokens of a document.")
    depth: int = Field(
        default=16,
        ge=1,
        description="Fields inside each other, introspection aside: a game's pitches' pitchers' clubs take 9.",
    )
    root_fields: int = Field(default=100, ge=1, description="Fields at the root of an operation.")
    selections: int = Field(
        default=5_000, ge=1, description="Fields and fragments: every measurement of a pitch in thirty places."
    )
    aliases: int = Field(
        default=500, ge=1, description="Fields under another name: every measurement of a pitch, three times."
    )
    directives: int = Field(default=100, ge=1, description="Uses of directives.")
    inputs: int = Field(
        default=2_000, ge=1, description="Values in the variables, each list and object and what is in it counted."
    )
    text: int = Field(
        default=MAX_TEXT,
        ge=1,
        le=MAX_TEXT,
        description="Characters of a text among the arguments of a query, cursors aside.",
    )
    page_rows: int = Field(
        default=MAX_PAGE_ROWS, ge=1, le=MAX_PAGE_ROWS, description="Rows of one page, and ids of `nodes`."
    )
    nodes: int = Field(
        default=50_000,
        ge=1,
        description="Objects of an answer, taking every page as full: a quarter of a season's pitches.",
    )
    values: int = Field(
        default=300_000,
        ge=1,
        description="Single values of those objects: a page of pitches with every measurement takes half of it.",
    )
    statements: int = Field(
        default=100,
        ge=1,
        description="SQL statements: they queue for the few connections that all requests share.",
    )


ANONYMOUS = Limits()
"""The limits of a request about whose sender nothing is known."""
