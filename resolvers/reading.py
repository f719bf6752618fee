"""What a resolver reads, declared beside it: whoever knows that need not call it for every row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from graphql import GraphQLField
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from slugger.loaders.keyset import Order
from slugger.loaders.page import PageRequest, Relation
from slugger.loaders.percentile import PercentileRequest
from slugger.loaders.rows import RowsBy
from slugger.loaders.stats import StatsRequest

Resolver = TypeVar("Resolver", bound=Callable[..., Any])
Written: TypeAlias = Callable[[str], str]
"""From the SQL text of a column to the SQL text of what the answer holds."""


def as_stored(column: str) -> str:
    """Leave a column as it is."""
    return column


@dataclass(frozen=True)
class Value:
    """A column of the row, written into the answer in some form."""

    column: str
    written: Written = as_stored
    terms: Mapping[str, str] | None = None
    """Of a column that holds terms: the name in the graph of each stored spelling."""
    noun: str | None = None
    """Of a column that holds a key: the type whose global id it is."""
    comparable: bool = True
    """Whether the stored value can be compared with one of the graph."""
    shown: str | None = None
    """Of a column that holds texts that the graph does not show: the column of what it shows, for comparisons."""


@dataclass(frozen=True)
class Figure:
    """A value that a subquery finds for the row, by the row's columns in SQL."""

    columns: tuple[str, ...]
    sought: Callable[..., str]


@dataclass(frozen=True)
class One:
    """The row of another table that the column `key` leads to, or none."""

    batch: RowsBy[Any]
    key: str


@dataclass(frozen=True)
class Sought:
    """One row of a table that the arguments name."""

    find: Callable[..., tuple[Any, Any]]
    """From the arguments to the batch function and the key."""


@dataclass(frozen=True)
class Listed:
    """All rows that belong to the row by its column `key`, or one value of each."""

    relation: Relation
    order: Order
    key: str | None = None
    value: str | None = None
    ask: Callable[..., Any] | None = None
    """From the arguments, where there are any, to the condition."""


@dataclass(frozen=True)
class Windowed:
    """A window of the rows that belong to the row by its column `key`."""

    relation: Relation
    key: str | None
    ask: Callable[..., PageRequest]
    """From the parent's key and the arguments to what is read."""


@dataclass(frozen=True)
class Embedded:
    """An object made of the same row: the columns that its fields read have names with this prefix."""

    prefix: str


@dataclass(frozen=True)
class Repeated:
    """A list of objects made of the same row, one for each prefix whose column `shown` is not null."""

    prefixes: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class Argued:
    """A column of the row whose name follows from the arguments."""

    column: Callable[..., str]
    """From the arguments to the name. Raises UserInputError."""


@dataclass(frozen=True)
class Grouped:
    """Groups, with their figures, of the pitches that belong to the row by its column `key`."""

    relation: Relation
    key: str | None
    ask: Callable[..., StatsRequest]
    """From the parent's key and the arguments to what is read."""


@dataclass(frozen=True)
class Ranked:
    """The ranks of the player whom the column `key` names among the players of a season."""

    key: str
    ask: Callable[..., PercentileRequest]
    """From the player's key and the arguments to what is read."""


@dataclass(frozen=True)
class Computed:
    """A value that the resolver makes of the row's columns in Python, or by loaders of its own."""

    columns: tuple[str, ...] = ()


Reading: TypeAlias = (
    Value | Figure | One | Sought | Listed | Windowed | Embedded | Repeated | Argued | Grouped | Ranked | Computed
)
"""What a resolver reads."""

_READINGS: dict[Callable[..., Any], Reading] = {}


def reads(reading: Reading) -> Callable[[Resolver], Resolver]:
    """Declare what a resolver reads."""

    def declare(resolver: Resolver) -> Resolver:
        _READINGS[resolver] = reading
        return resolver

    return declare


def reading_of(field: StrawberryField) -> Reading | None:
    """Give what a field is declared to read; None where its resolver says nothing."""
    if field.base_resolver is None:
        return Value(field.python_name)
    resolver: Any = field.base_resolver.wrapped_func
    return _READINGS.get(resolver)


def strawberry_field(field: GraphQLField) -> StrawberryField | None:
    """Give the definition of a field of the schema; None for one that is not ours, as of the introspection."""
    known: StrawberryField | None = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return known


def parts_of(field: GraphQLField) -> int | None:
    """Give how many objects at most a list is that is made of the row; None for any other field."""
    known = strawberry_field(field)
    match reading_of(known) if known else None:
        case Repeated(prefixes):
            return len(prefixes)
    return None


def columns_of(reading: Reading) -> tuple[str, ...]:
    """Give the columns of the row that a reading needs."""
    match reading:
        case Value(column):
            return (column,)
        case Figure(columns) | Computed(columns):
            return columns
        case One(_, key) | Windowed(_, str(key)) | Listed(_, _, str(key)) | Grouped(_, str(key)) | Ranked(key):
            return (key,)
    return ()
