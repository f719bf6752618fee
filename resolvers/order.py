"""Orders: from what a client asks for to the keys that rows are ordered by."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Protocol

from slugger.loaders.keyset import Key, Order
from slugger.resolvers.argument import Direction, Nulls
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.limits import MAX_ORDER_KEYS


class Ordering(Protocol):
    """One key of an order, as the client gives it."""

    field: Enum
    direction: Direction
    nulls: Nulls


def order_of(asked: Sequence[Ordering] | None, default: Order, orders: Mapping[str, Order]) -> Order:
    """Give the order that is asked for, made total by the default's keys; `orders` are those with names of their own.

    Raises UserInputError where a field is named twice.
    """
    if not asked:
        return default
    if len(asked) > MAX_ORDER_KEYS:
        raise UserInputError(f"order has {len(asked)} keys: at most {MAX_ORDER_KEYS} can be given.")
    keys: dict[str, Key] = {}
    for ordering in asked:
        for key in _keys(ordering, orders):
            if key.column in keys:
                raise UserInputError(f"order names {ordering.field.name} twice, or with a field that it includes.")
            keys[key.column] = key
    return Order(tuple(_total(keys.values(), default)))


def _keys(ordering: Ordering, orders: Mapping[str, Order]) -> list[Key]:
    falling, first = ordering.direction is Direction.DESC, ordering.nulls is Nulls.FIRST
    named = orders.get(ordering.field.value)
    if named is None:
        return [Key(ordering.field.value, falling, first)]
    return [Key(key.column, key.descending != falling, first) for key in named.keys]


def _total(keys: Iterable[Key], default: Order) -> Iterable[Key]:
    chosen = list(keys)
    named = {key.column for key in chosen}
    return [*chosen, *(key for key in default.keys if key.column not in named)]
