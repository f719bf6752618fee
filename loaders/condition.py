"""Conditions on rows as values: what is asked of a table's columns and of the rows that they lead to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import ARRAY, ColumnElement, Select, and_, any_, false, func, literal_column, not_, or_, select, true
from sqlalchemy import all_ as every_of
from sqlalchemy.orm import aliased

from slugger.loaders.bound import Value, bound, comparable
from slugger.loaders.keyset import Column, attribute

if TYPE_CHECKING:
    from slugger.loaders.page import Relation


class Operator(Enum):
    """How a column is compared with a value; a column without a value meets none of these but IS_NULL."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_NULL = "is_null"
    IS_NOT_NULL = "is_not_null"


class Quantifier(Enum):
    """How many of the rows that belong to a row have to meet a condition."""

    ANY = "any"
    NONE = "none"
    EVERY = "every"


@dataclass(frozen=True)
class Compared:
    """A column compared with a value; IN and NOT_IN compare with a tuple of values."""

    column: str
    operator: Operator
    value: Value = None


@dataclass(frozen=True)
class All:
    """Every part holds; without parts, always."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds; without parts, never."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold, be it that a value is missing."""

    part: "Condition"


@dataclass(frozen=True)
class Belonging:
    """So many of the rows that belong to the row, by its column `key`, meet a condition."""

    relation: "Relation"
    key: str
    quantifier: Quantifier
    condition: "Condition"


Condition: TypeAlias = Compared | All | AnyOf | Not | Belonging
"""A condition; equal ones ask for the same."""

EVERYTHING = All()


def mapped(condition: Condition, change: Callable[[Value], Value]) -> Condition:
    """Give the condition with every value changed, in the order in which they stand."""
    match condition:
        case Compared(column, operator, value):
            return condition if value is None else Compared(column, operator, change(value))
        case All(parts):
            return All(tuple(mapped(part, change) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(mapped(part, change) for part in parts))
        case Not(part):
            return Not(mapped(part, change))
        case Belonging(relation, key, quantifier, inner):
            return Belonging(relation, key, quantifier, mapped(inner, change))


def names(condition: Condition) -> list[str]:
    """Name what is asked, without the values: a cursor holds only where the same is asked."""
    match condition:
        case Compared(column, operator):
            return [f"{column} {operator.value}"]
        case All(parts) | AnyOf(parts):
            inner = sorted(name for part in parts for name in names(part))
            return inner if isinstance(condition, All) else [f"({' or '.join(inner)})"]
        case Not(part):
            return [f"not ({' '.join(names(part))})"]
        case Belonging(_, key, quantifier, inner):
            return [f"{quantifier.value} by {key} ({' '.join(names(inner))})"]


def holds(condition: Condition, entity: object) -> ColumnElement[bool]:
    """Give the condition in SQL on rows of `entity`, a table or an alias of one."""
    match condition:
        case Compared(column, operator, value):
            return _COMPARE[operator](attribute(entity, column), value)
        case All(parts):
            return and_(true(), *(holds(part, entity) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(holds(part, entity) for part in parts))
        case Not(part):
            return holds(part, entity).is_not(true())
        case Belonging(relation, key, quantifier, inner):
            return _belonging(relation, attribute(entity, key), quantifier, inner)


def one_of(column: Column, keys: Iterable[Any] | Value) -> ColumnElement[bool]:
    """Ask for `column` to hold one of `keys`, sent as one array: their number is not limited by the protocol."""
    equal: ColumnElement[bool] = column == any_(_array(column, keys))
    return equal


def folded(text: ColumnElement[str] | Column) -> ColumnElement[str]:
    """Fold a text to what it is searched by: without case and accents, a sharp s as two."""
    marks: ColumnElement[str] = literal_column("'[\u0300-\u036f]'")
    bare = func.regexp_replace(
        func.normalize(text, literal_column("NFKD")), marks, literal_column("''"), literal_column("'g'")
    )
    return func.replace(func.lower(bare), literal_column("'ß'"), literal_column("'ss'"))


def _array(column: Column, keys: Any) -> Any:  # noqa: ANN401  values of any type, or the slot of them
    listed = list(keys) if isinstance(keys, (tuple, list, set, frozenset, dict)) else keys
    return bound(listed, ARRAY(comparable(column.type)))


def _belonging(relation: "Relation", key: Column, quantifier: Quantifier, condition: Condition) -> ColumnElement[bool]:
    entity: Any = aliased(relation.table)
    belongs = relation.belonging(entity, key) if relation.belonging else true()
    sought = Not(condition) if quantifier is Quantifier.EVERY else condition
    rows: Select[Any] = select(literal_column("1")).select_from(entity).where(belongs, holds(sought, entity))
    found = rows.correlate_except(entity).exists()
    return found if quantifier is Quantifier.ANY else not_(found)


def _plain(column: Column, value: Value) -> Any:  # noqa: ANN401  a parameter
    return bound(value, comparable(column.type))


_COMPARE: Mapping[Operator, Callable[[Column, Value], ColumnElement[bool]]] = {
    Operator.EQ: lambda column, value: column == _plain(column, value),
    Operator.NE: lambda column, value: column != _plain(column, value),
    Operator.IN: one_of,
    Operator.NOT_IN: lambda column, values: and_(column.is_not(None), column != every_of(_array(column, values))),
    Operator.GT: lambda column, value: column > _plain(column, value),
    Operator.GTE: lambda column, value: column >= _plain(column, value),
    Operator.LT: lambda column, value: column < _plain(column, value),
    Operator.LTE: lambda column, value: column <= _plain(column, value),
    Operator.CONTAINS: lambda column, text: func.strpos(folded(column), folded(_plain(column, text))) > 0,
    Operator.STARTS_WITH: lambda column, text: func.starts_with(folded(column), folded(_plain(column, text))),
    Operator.IS_NULL: lambda column, _: column.is_(None),
    Operator.IS_NOT_NULL: lambda column, _: column.is_not(None),
}
"""What each operator is in SQL."""
