"""The arguments of grouped pitches: keys, bins, conditions on the figures and the order, checked and made ready."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from enum import Enum
from typing import Any, Protocol

from slugger.loaders.condition import EVERYTHING, All, AnyOf, Compared, Condition, Not
from slugger.loaders.keyset import Key
from slugger.loaders.page import Relation, Rows
from slugger.loaders.stats import NAME, StatsRequest
from slugger.loaders.stats_figure import percentile_column
from slugger.loaders.stats_key import KEY, MAX_BINS, Bin
from slugger.resolvers.argument import ABSENT, Direction, given
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.filter import Ask, condition_of, naming
from slugger.resolvers.limits import (
    DEFAULT_GROUPS,
    FARTHEST_ORIGIN,
    GREATEST_WIDTH,
    LEAST_WIDTH,
    MAX_GROUP_KEYS,
    MAX_GROUPS,
    MAX_ORDER_KEYS,
)

_BINNED = f"{KEY}bin_of_"
"""What the column of an order by bins begins with, until the place of their measure among the bins is known."""


class Binned(Protocol):
    """Bins, as the client gives them."""

    of: Enum
    width: float
    origin: float


def request_of(relation: Relation, parent: Any, arguments: Mapping[str, Any]) -> StatsRequest:  # noqa: ANN401  a key
    """Give what the arguments ask for, but for the columns. Raises UserInputError, which names the argument."""
    with naming("filter"):
        rows = Rows(relation, parent, condition_of(arguments.get("matching")))
    keys, bins = _keys(given(arguments.get("group_by")) or ()), _bins(given(arguments.get("bins")) or ())
    having, order = given(arguments.get("having")), given(arguments.get("order_by")) or ()
    first = given(arguments.get("first"))
    return StatsRequest(
        rows,
        keys,
        bins,
        EVERYTHING if having is None else _having(having),
        _order(order, keys, [bin_.of for bin_ in bins]),
        _limit(first),
        unasked=first is None,
    )


def _keys(asked: Sequence[Enum]) -> tuple[str, ...]:
    if len(asked) > MAX_GROUP_KEYS:
        raise UserInputError(f"groupBy: {len(asked)} keys: at most {MAX_GROUP_KEYS} can be given.")
    _once("groupBy", asked)
    return tuple(key.value for key in asked)


def _once(argument: str, members: Sequence[Enum]) -> None:
    twice = next((member.name for member in members if members.count(member) > 1), None)
    if twice is not None:
        raise UserInputError(f"{argument}: {twice} is given twice.")


def _bins(asked: Sequence[Binned]) -> tuple[Bin, ...]:
    if len(asked) > MAX_BINS:
        raise UserInputError(f"bins: {len(asked)} are given: at most {MAX_BINS} can be.")
    _once("bins", [bins.of for bins in asked])
    return tuple(map(_bin, asked))


def _bin(asked: Binned) -> Bin:
    width, origin = float(asked.width), float(asked.origin)
    if not LEAST_WIDTH <= width <= GREATEST_WIDTH:
        raise UserInputError(f"bins.width: {width:g} is no width: it is from {LEAST_WIDTH:g} to {GREATEST_WIDTH:g}.")
    if not abs(origin) <= FARTHEST_ORIGIN:
        raise UserInputError(f"bins.from: {origin:g} is too far from 0: at most {FARTHEST_ORIGIN:g}.")
    return Bin(asked.of.value, width, origin)


def _limit(first: int | None) -> int:
    if first is None:
        return DEFAULT_GROUPS
    if not 0 <= first <= MAX_GROUPS:
        raise UserInputError(f"first: {first}: 0 to {MAX_GROUPS} groups can be given.")
    return first


# Conditions on figures


def _having(asked: object) -> Condition:
    with naming("having"):
        having = condition_of(asked)
        if not _asks(having):
            raise UserInputError("it asks for nothing.")
        return having


def _asks(condition: Condition) -> bool:
    match condition:
        case All(parts) | AnyOf(parts):
            return any(map(_asks, parts))
        case Not(part):
            return _asks(part)
    return True


def within(prefix: str) -> Ask:
    """Ask for the figures of an object whose columns have the prefix."""
    return lambda asked: _prefixed(prefix, condition_of(asked))


def _prefixed(prefix: str, condition: Condition) -> Condition:
    match condition:
        case Compared(column, operator, value):
            return Compared(prefix + column, operator, value)
        case All(parts):
            return All(tuple(_prefixed(prefix, part) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_prefixed(prefix, part) for part in parts))
        case Not(part):
            return Not(_prefixed(prefix, part))
    raise TypeError(type(condition).__name__)


def fraction(at: float) -> str:
    """Name the column of the percentile at a fraction. Raises UserInputError unless it is from 0 to 1."""
    if not 0 <= at <= 1 or math.isnan(at):
        raise UserInputError(f"at: {at:g} is no fraction: it is from 0 to 1.")
    return percentile_column(at)


def of_percentile(asked: Any) -> Condition:  # noqa: ANN401  an input type
    """Ask for a percentile by the operators of a number."""
    column = fraction(asked.at_)
    with naming("value"):
        return _prefixed(column, asked.__dataclass_fields__["value_"].metadata["ask"](asked.value_))


# Orders


def _order(asked: Sequence[object], keys: Sequence[str], binned: Sequence[str]) -> tuple[Key, ...]:
    if len(asked) > MAX_ORDER_KEYS:
        raise UserInputError(f"orderBy: {len(asked)} keys: at most {MAX_ORDER_KEYS} can be given.")
    found: dict[str, Key] = {}
    with naming("orderBy"):
        for part in asked:
            key = _of_group(chosen(part), keys, binned)
            if key.column in found:
                raise UserInputError("a value is given twice.")
            found[key.column] = key
    return tuple(found.values())


def _of_group(key: Key, keys: Sequence[str], binned: Sequence[str]) -> Key:
    """Check that a key of the order is one of the group's."""
    if not key.column.startswith(KEY):
        return key
    of = key.column.removeprefix(_BINNED)
    if of != key.column:
        if of not in binned:
            raise UserInputError("the groups have no such bins: give them in bins.")
        return replace(key, column=f"{KEY}bin_{binned.index(of)}")
    if key.column.removeprefix(KEY) not in keys and key.column.removeprefix(KEY).removesuffix(NAME) not in keys:
        raise UserInputError("the groups have no such key: give it in groupBy.")
    return key


def chosen(part: object) -> Key:
    """Give the key of an order's part, which names one value."""
    named = [
        (field.metadata, value)
        for field in fields(part)  # type: ignore[arg-type]  # inputs are dataclasses
        if (value := getattr(part, field.name)) not in (None, ABSENT)
    ]
    if len(named) != 1:
        raise UserInputError("each part names one value.")
    metadata, value = named[0]
    key: Key = metadata["ask"](value)
    return key


def by(column: str) -> Callable[[Direction], Key]:
    """Order by a column."""
    return lambda direction: Key(column, descending=direction is Direction.DESC)


def by_part(prefix: str) -> Callable[[object], Key]:
    """Order by a value of an object whose columns have the prefix."""

    def ask(part: object) -> Key:
        key = chosen(part)
        return replace(key, column=prefix + key.column)

    return ask


def by_percentile(asked: Any) -> Key:  # noqa: ANN401  an input type
    """Order by a percentile."""
    return Key(fraction(asked.at), descending=asked.direction is Direction.DESC)


def by_bins(asked: Any) -> Key:  # noqa: ANN401  an input type
    """Order by the bins of a measure."""
    return Key(f"bin_of_{asked.of.value}", descending=asked.direction is Direction.DESC)
