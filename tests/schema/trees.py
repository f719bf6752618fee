"""Filters as hypothesis draws them: trees of the schema's own inputs, with values that rows have and others."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLNamedType
from hypothesis import strategies as st

from slugger.tests.schema.oracle import Graph, key_of, kinds, many

Draw = Callable[[st.SearchStrategy[Any]], Any]
_TEXTS = st.text(st.sampled_from("aAbB éÉßẞİıñÑ%_\\'1.Σς"), max_size=4)
_ANY: Mapping[str, st.SearchStrategy[Any]] = {
    "Int": st.integers(-(2**31), 2**31 - 1) | st.integers(-1, 6),
    "Float": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-3, 200).map(float),
    "String": _TEXTS,
    "Date": st.dates().map(str),
    "Time": st.times().map(str),
    "DateTime": st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)).map(datetime.isoformat),  # noqa: DTZ001  the zone comes from the strategy
    "UUID": st.uuids().map(str),
    "ID": st.uuids().map(str),
    "Boolean": st.booleans(),
}
COMBINED = ("and", "or", "not")
_UUID = 32
"""Digits of a UUID; keys of other lengths are made of several parts."""


class Trees:
    """Draws filters of the small league."""

    def __init__(self, graph: Graph) -> None:
        """Draw values that the rows of `graph` have, beside others."""
        self.graph = graph
        self.values = cache(self._values)

    def filtering(self, draw: Draw, noun: str, depth: int = 3) -> dict[str, Any]:
        """Draw a filter of a type."""
        lists = many(noun)
        fields = {
            name: kind
            for name, kind in kinds(f"{noun}Filter").items()
            if name in lists or not kind.name.endswith("ListFilter")
        }
        names = sorted(set(draw(st.lists(self._names(noun, fields, depth), min_size=depth == 3, max_size=3))))
        return {name: self._value(draw, noun, name, fields[name], depth) for name in names}

    def _names(self, noun: str, fields: Mapping[str, GraphQLNamedType], depth: int) -> st.SearchStrategy[str]:
        inner = [name for name, kind in fields.items() if _is_of_rows(kind)]
        plain = [name for name in fields if name not in inner]
        filled = [name for name in plain if self.values(noun, name)]
        values = st.sampled_from(filled) | st.sampled_from(plain)
        return values | st.sampled_from(COMBINED) | st.sampled_from(inner) if depth else values

    def _value(self, draw: Draw, noun: str, name: str, kind: GraphQLNamedType, depth: int) -> Any:
        if name in {"and", "or"}:
            return [self.filtering(draw, noun, depth - 1) for _ in range(draw(st.integers(0, 3)))]
        if name == "not":
            return self.filtering(draw, noun, depth - 1)
        if kind.name.endswith("ListFilter"):
            of, how = kind.name.removesuffix("ListFilter"), draw(st.sampled_from(["any", "none", "every"]))
            return {how: self.filtering(draw, of, depth - 1)}
        if _is_of_rows(kind):
            return self.filtering(draw, kind.name.removesuffix("Filter"), depth - 1)
        if not isinstance(kind, GraphQLInputObjectType):
            return draw(self.operand(noun, name, kind))
        operators = draw(st.lists(st.sampled_from(sorted(kind.fields)), min_size=1, max_size=2, unique=True))
        return {operator: draw(self.operands(noun, name, operator)) for operator in operators}

    def operands(self, noun: str, name: str, operator: str) -> st.SearchStrategy[Any]:
        """Draw what an operator takes."""
        if operator == "isNull":
            return st.booleans()
        one = self.operand(noun, name, kinds(kinds(f"{noun}Filter")[name].name)["eq"])
        if operator == "between":
            return st.lists(one, min_size=2, max_size=2)
        return st.lists(one, max_size=4) if operator in {"in", "notIn"} else one

    def operand(self, noun: str, name: str, kind: GraphQLNamedType) -> st.SearchStrategy[Any]:
        """Draw one value that a field is compared with."""
        if isinstance(kind, GraphQLEnumType):
            return st.sampled_from(sorted(kind.values))
        known = self.values(noun, name)
        drawn = _ANY[kind.name]
        if not known:
            return drawn
        had: st.SearchStrategy[Any] = st.sampled_from(known)
        if kind.name == "ID":
            plain = len(key_of(known[0])) == _UUID
            had, drawn = (had | had.map(key_of), drawn) if plain else (had, had)
        if kind.name == "String":
            had = had | st.tuples(had, st.integers(0, 9), st.integers(1, 5)).map(_piece)
        return had | drawn

    def _values(self, noun: str, name: str) -> list[Any]:
        """Give some values of a field, or ids for a field that asks by one."""
        led = name.removesuffix("Id")
        if name in self.graph.rows[noun][0]:
            found = {row[name] for row in self.graph.rows[noun] if isinstance(row[name], (str, int, float))}
        elif led.capitalize() in self.graph.rows:
            found = {row["id"] for row in self.graph.rows[led.capitalize()]}
        elif led in self.graph.rows[noun][0]:
            found = {row[led]["id"] for row in self.graph.rows[noun] if row[led]}
        else:
            found = {2025, 2026} if name == "season" else set()
        return sorted(found)[:: max(1, len(found) // 40)]


def _is_of_rows(kind: GraphQLNamedType) -> bool:
    return isinstance(kind, GraphQLInputObjectType) and bool({"and", "any"} & kind.fields.keys())


def _piece(cut: tuple[str, int, int]) -> str:
    text, start, size = cut
    piece = text[start % (len(text) or 1) :][:size]
    return piece.swapcase() if size % 2 else piece
