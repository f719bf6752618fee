"""The filters and orders of a type, derived from its fields: whatever can be read can be asked by."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any, NamedTuple, Optional, cast
from uuid import UUID

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional, get_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.utils.str_converters import to_camel_case

from slugger.loaders.keyset import Order
from slugger.resolvers.argument import ABSENT, Direction, Nulls
from slugger.resolvers.connection import Lister
from slugger.resolvers.filter import (
    Ask,
    Read,
    belonging,
    both,
    compared,
    either,
    flagged,
    neither,
    read_id,
    read_uuid,
    read_value,
    related_by,
)
from slugger.resolvers.reading import One, Value, Windowed, reading_of
from slugger.schema.node import MODULES, lazy

_EQUAL = {
    "eq": "Equal to this.",
    "ne": "Other than this; what has no value does not count as other.",
    "in": "One of these.",
    "notIn": "None of these; what has no value does not count.",
}
_COMPARED = {
    "gt": "Greater or later than this.",
    "gte": "This, or greater or later.",
    "lt": "Less or earlier than this.",
    "lte": "This, or less or earlier.",
    "between": "From the first to the second of two values, both included.",
}
_SEARCHED = {
    "contains": "Holds this text, whatever case and accents.",
    "startsWith": "Begins with this text, whatever case and accents.",
}
_NULL = {"isNull": "Whether there is no value."}
_LISTS = ("in", "notIn", "between")


def asked(kind: Any, name: str, description: str, ask: Callable[[Any], Any] | None = None) -> Any:  # noqa: ANN401
    """Make a field of an input that need not be given; `ask` says what its value asks for."""
    return strawberry.field(
        default=ABSENT,
        graphql_type=Optional[kind],  # noqa: UP045  `|` needs a class
        name=name,
        description=description,
        metadata={"name": name, "ask": ask},
    )


def input_of(name: str, description: str, fields: Mapping[str, Any]) -> Any:  # noqa: ANN401  an input type
    """Make an input type of fields by their names in the graph."""
    # A field's name in Python is no keyword, and no attribute of a class.
    return strawberry.input(
        type(name, (), {f"{key}_": field for key, field in fields.items()}), description=description
    )


def _operators(kind: Any, name: str, what: str, *groups: Mapping[str, str]) -> Any:  # noqa: ANN401  an input type
    operators = {key: text for group in groups for key, text in group.items()} | _NULL
    fields = {
        key: asked(bool if key == "isNull" else list[kind] if key in _LISTS else kind, key, text)
        for key, text in operators.items()
    }
    return input_of(name, f"What {what} has to be; all that is given must hold.", fields)


OPERATORS: Mapping[Any, Any] = {
    int: _operators(int, "IntFilter", "a whole number", _EQUAL, _COMPARED),
    float: _operators(float, "FloatFilter", "a number", _EQUAL, _COMPARED),
    str: _operators(str, "StringFilter", "a text", _EQUAL, _SEARCHED),
    date: _operators(date, "DateFilter", "a day", _EQUAL, _COMPARED),
    time: _operators(time, "TimeFilter", "a time of day", _EQUAL, _COMPARED),
    datetime: _operators(datetime, "DateTimeFilter", "an instant", _EQUAL, _COMPARED),
    UUID: _operators(UUID, "UUIDFilter", "a UUID", _EQUAL),
    strawberry.ID: _operators(strawberry.ID, "IDFilter", "an id, global or plain,", _EQUAL),
}
"""The inputs by which values of each type are compared."""
_BY_ENUM: dict[str, Any] = {}


def _of_enum(definition: StrawberryEnumDefinition) -> Any:  # noqa: ANN401  an input type
    name = f"{definition.name}Filter"
    if name not in _BY_ENUM:
        _BY_ENUM[name] = _operators(definition.wrapped_cls, name, "a term", _EQUAL)
    return _BY_ENUM[name]


class Scalar(NamedTuple):
    """A field of a type whose value is a column of the row."""

    field: StrawberryField
    name: str
    reading: Value
    kind: Any


def scalars(node: type) -> Iterator[Scalar]:
    """List the fields of a type that rows can be compared and ordered by."""
    for field in _fields(node):
        reading, kind = reading_of(field), _bare(field)
        if isinstance(reading, Value) and reading.comparable and _comparable(kind):
            yield Scalar(field, _name(field), reading, kind)


def _fields(node: type) -> list[StrawberryField]:
    definition = get_object_definition(node, strict=True)
    return list(definition.fields)


def _name(field: StrawberryField) -> str:
    return field.graphql_name or to_camel_case(field.python_name)


def _bare(field: StrawberryField) -> Any:  # noqa: ANN401  a type of any kind
    kind = field.type
    return kind.of_type if isinstance(kind, StrawberryOptional) else kind


def _comparable(kind: Any) -> bool:  # noqa: ANN401  as above
    return isinstance(kind, StrawberryEnumDefinition) or kind is bool or _is_scalar(kind)


def _is_scalar(kind: Any) -> bool:  # noqa: ANN401  as above
    return not isinstance(kind, (StrawberryList, LazyType)) and kind in OPERATORS


def filter_type(node: type, *, shorthands: Mapping[str, tuple[Any, str, Ask]] | None = None) -> Any:  # noqa: ANN401
    """Make the filter of a type; `shorthands` are further fields: type, meaning, and what each asks."""
    noun = node.__name__
    itself = lazy(f"{noun}Filter", MODULES[noun])
    several = list[itself]  # type: ignore[valid-type]  # a type that is made when the program runs
    fields = {
        **{name: asked(kind, name, text, ask) for name, (kind, text, ask) in (shorthands or {}).items()},
        **dict(_derived(node)),
        "and": asked(several, "and", "Every one of these holds.", both),
        "or": asked(several, "or", "At least one of these holds; of none, nothing.", either),
        "not": asked(itself, "not", "This does not hold, be it that a value is missing.", neither),
    }
    return input_of(
        f"{noun}Filter", f"{(node.__doc__ or '').split(';')[0].rstrip('.')}: all that is given must hold.", fields
    )


def list_filter_type(node: type) -> Any:  # noqa: ANN401  an input type
    """Make the filter of a list of a type by how many of its rows meet a filter."""
    noun = node.__name__
    inner = lazy(f"{noun}Filter", MODULES[noun])
    meanings = {
        "any": "At least one meets this.",
        "none": "None meets this.",
        "every": "Each meets this, be there none.",
    }
    fields = {name: asked(inner, name, text) for name, text in meanings.items()}
    return input_of(f"{noun}ListFilter", "What the rows of a list have to be; all that is given must hold.", fields)


def _derived(node: type) -> Iterator[tuple[str, Any]]:
    for name, field, reading, kind in ((s.name, s.field, s.reading, s.kind) for s in scalars(node)):
        yield name, _of_scalar(name, field.description or "", reading, kind)
    for field in _fields(node):
        yield from _of_relation(_name(field), field, reading_of(field))


def _of_scalar(name: str, description: str, reading: Value, kind: Any) -> Any:  # noqa: ANN401  a field
    if kind is bool:
        return asked(bool, name, description, flagged(reading.column))
    if isinstance(kind, StrawberryEnumDefinition):
        return asked(_of_enum(kind), name, description, compared(reading.column, read_value, reading.terms))
    return asked(OPERATORS[kind], name, description, compared(reading.shown or reading.column, _reader(kind, reading)))


def _reader(kind: Any, reading: Value) -> Read:  # noqa: ANN401  a type
    if reading.noun:
        return read_id(reading.noun)
    return read_uuid if kind is strawberry.ID else read_value


def _of_relation(name: str, field: StrawberryField, reading: object) -> Iterator[tuple[str, Any]]:
    noun = _noun(field)
    if isinstance(reading, One) and noun in MODULES:
        relation = reading.batch.relation()
        inner = lazy(f"{noun}Filter", MODULES[noun])
        yield name, asked(inner, name, field.description or "", related_by(relation, reading.key))
        if reading.batch.by_primary_key:
            ask = compared(reading.key, read_id(noun))
            yield f"{name}Id", asked(OPERATORS[strawberry.ID], f"{name}Id", f"Id of: {field.description}", ask)
    if isinstance(reading, Windowed) and reading.key and (of := noun.removesuffix("Connection")) in MODULES:
        inner = lazy(f"{of}ListFilter", MODULES[of])
        yield name, asked(inner, name, field.description or "", belonging(reading.relation, reading.key))


def _noun(field: StrawberryField) -> str:
    kind = _bare(field)
    if isinstance(kind, LazyType):
        return kind.type_name
    return getattr(kind, "__name__", "")


def order_type(node: type, orders: Mapping[str, str], default: str, *, falling: bool = False) -> Any:  # noqa: ANN401
    """Make the order of a type; `orders` are those that have a name of their own, with their meaning."""
    noun = node.__name__
    values = {name: strawberry.enum_value(name, description=meaning) for name, meaning in orders.items()}
    for scalar in scalars(node):
        if scalar.reading.noun is None:  # the key has a field of its own, and a column is one member
            name, meaning = scalar.field.python_name.upper(), scalar.field.description
            column = scalar.reading.shown or scalar.reading.column
            values.setdefault(name, strawberry.enum_value(column, description=meaning))
    fields = strawberry.enum(
        cast("type[Enum]", Enum(f"{noun}OrderField", values)), description="What rows can be ordered by."
    )
    way = Direction.DESC if falling else Direction.ASC
    members = {
        "field": strawberry.field(default=fields[default], graphql_type=fields, description="What to order by."),
        "direction": strawberry.field(default=way, graphql_type=Direction, description="Direction of the order."),
        "nulls": strawberry.field(
            default=Nulls.LAST, graphql_type=Nulls, description="End at which rows without a value come."
        ),
    }
    return strawberry.input(type(f"{noun}Order", (), members), description="One key of an order.")


def lister(noun: str, default: Order, orders: Iterable[tuple[str, Order]] = ()) -> Lister:
    """Say how the rows of a type are listed, by the names of its filter and order."""
    module = MODULES[noun]
    return Lister(lazy(f"{noun}Filter", module), lazy(f"{noun}Order", module), default, dict(orders))
