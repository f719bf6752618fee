"""Filters read by hand: the small league as the graph shows it, and which of its rows meet a filter."""

import unicodedata
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from graphql import GraphQLEnumType, GraphQLNamedType, GraphQLObjectType, GraphQLScalarType, get_named_type

from slugger.schema.sdl import schema

Row = dict[str, Any]
Filter = Mapping[str, Any]
LISTS = {"Team": "teams", "Ballpark": "ballparks"}
"""Types of short tables, and the fields at the root that list them."""


@cache
def kinds(type_name: str) -> dict[str, GraphQLNamedType]:
    """Give the fields of a type, without lists and non-nulls."""
    named: Any = schema._schema.type_map[type_name]
    return {name: get_named_type(definition.type) for name, definition in named.fields.items()}


CONNECTIONS = {
    noun: root
    for root, kind in kinds("Query").items()
    if (noun := kind.name.removesuffix("Connection")) != kind.name
    and {f"{noun}Filter", f"{noun}ListFilter"} <= schema._schema.type_map.keys()
}
"""Types of long tables that are related to others, and the fields at the root that give windows of them."""
NOUNS = LISTS | CONNECTIONS


@cache
def leaves(noun: str) -> list[str]:
    """List the fields of a type that are values that can be asked by."""
    plain = (GraphQLScalarType, GraphQLEnumType)
    asked = kinds(f"{noun}Filter")
    return [name for name, kind in kinds(noun).items() if isinstance(kind, plain) and name in asked]


@cache
def many(noun: str) -> dict[str, str]:
    """Give the fields of a type that lead to many rows of a type that can be filtered, and are read by hand here."""
    found = {name: kind.name.removesuffix("Connection") for name, kind in kinds(noun).items()}
    return {name: of for name, of in found.items() if (noun, name) in _BELONGS}


@cache
def ones(noun: str) -> dict[str, str]:
    """Give the fields of a type that lead to one row of a type that can be filtered."""
    return {
        name: kind.name
        for name, kind in kinds(noun).items()
        if isinstance(kind, GraphQLObjectType) and kind.name in NOUNS
    }


class Graph:
    """Every row by type, in the default order, with the ids of the rows that it leads to."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        """Find each row by its id, and the rows of each list."""
        self.rows = rows
        self._by_id: dict[str, Row] = {row["id"]: row for of_noun in rows.values() for row in of_noun}
        self._lists = {
            (noun, name, row["id"]): [other for other in rows[of] if _BELONGS[noun, name](row, other)]
            for noun in rows
            for name, of in many(noun).items()
            for row in rows[noun]
        }
        self._known: dict[tuple[int, str], bool] = {}

    def meet(self, noun: str, filtering: Filter) -> list[str]:
        """Give the ids of the rows that meet a filter, in the default order."""
        self._known.clear()
        return [row["id"] for row in self.rows[noun] if self.holds(noun, row, filtering)]

    def holds(self, noun: str, row: Row, filtering: Filter) -> bool:
        """Tell whether a row meets a filter."""
        place = (id(filtering), row["id"])
        if place not in self._known:
            asked = ((name, value) for name, value in filtering.items() if value is not None)
            self._known[place] = all(self._part(noun, row, name, value) for name, value in asked)
        return self._known[place]

    def _part(self, noun: str, row: Row, name: str, asked: Any) -> bool:
        if name == "and":
            return all(self.holds(noun, row, part) for part in asked)
        if name == "or":
            return any(self.holds(noun, row, part) for part in asked)
        if name == "not":
            return not self.holds(noun, row, asked)
        if (noun, name) in _SHORTHANDS:
            return _SHORTHANDS[noun, name](row, asked)
        if name in many(noun):
            return all(self._quantified(noun, row, name, how, inner) for how, inner in asked.items())
        return self._one_or_value(noun, row, name, asked)

    def _one_or_value(self, noun: str, row: Row, name: str, asked: Any) -> bool:
        if name in ones(noun):
            other = self._by_id.get(row[name]["id"]) if row[name] else None
            return other is not None and self.holds(ones(noun)[name], other, asked)
        if isinstance(asked, bool):
            return row[name] is asked
        led = name.removesuffix("Id")
        if led != name and led in ones(noun):
            return _compared("ID", row[led] and row[led]["id"], asked)
        return _compared(kinds(noun)[name].name, row[name], asked)

    def _quantified(self, noun: str, row: Row, name: str, how: str, inner: Filter | None) -> bool:
        if inner is None:
            return True
        met = [self.holds(many(noun)[name], other, inner) for other in self._lists[noun, name, row["id"]]]
        return {"any": any(met), "none": not any(met), "every": all(met)}[how]


async def read_graph(league: Any) -> Graph:
    """Read the whole league."""
    rows: dict[str, list[Row]] = {}
    for noun in NOUNS:
        rows[noun] = await _read(league, noun)
    return Graph(rows)


async def _read(league: Any, noun: str) -> list[Row]:
    led = " ".join(f"{name} {{ id }}" for name in ones(noun))
    more = {"Game": "appearances { player { id } }", "TrackmanFile": "warnings { kind }"}.get(noun, "")
    selection = f"{' '.join(leaves(noun))} {led} {more}"
    root = NOUNS[noun]
    if noun in LISTS:
        found: list[Row] = (await league.ask(f"{{ {root} {{ {selection} }} }}"))[root]
        return found
    rows: list[Row] = []
    page = f"nodes {{ {selection} }} pageInfo {{ endCursor }}"
    query = f"query ($after: String) {{ {root}(first: 500, after: $after) {{ {page} }} }}"
    cursor = None
    while True:
        read = (await league.ask(query, after=cursor))[root]
        rows, cursor = rows + read["nodes"], read["pageInfo"]["endCursor"]
        if cursor is None:
            return rows


def _is(led: Row | None, row: Row) -> bool:
    return led is not None and led["id"] == row["id"]


def _same(led: Row | None, identifier: str) -> bool:
    return led is not None and key_of(led["id"]) == key_of(identifier)


def _turn(row: Row) -> tuple[Any, ...]:
    return row["game"]["id"], row["inning"], row["topOrBottom"], row["paOfInning"]


def _plays(player: str, game: Row) -> bool:
    return any(key_of(one["player"]["id"]) == key_of(player) for one in game["appearances"])


_BELONGS: Mapping[tuple[str, str], Callable[[Row, Row], bool]] = {
    ("Game", "pitches"): lambda game, pitch: _is(pitch["game"], game),
    ("Game", "plateAppearances"): lambda game, appearance: _is(appearance["game"], game),
    ("Game", "players"): lambda game, player: _plays(player["id"], game),
    ("Game", "trackmanFiles"): lambda game, file: _is(file["game"], game),
    ("Player", "games"): lambda player, game: _plays(player["id"], game),
    ("Player", "pitchesThrown"): lambda player, pitch: _is(pitch["pitcher"], player),
    ("Player", "pitchesSeen"): lambda player, pitch: _is(pitch["batter"], player),
    ("Player", "pitchesCaught"): lambda player, pitch: _is(pitch["catcher"], player),
    ("Player", "plateAppearances"): lambda player, appearance: _is(appearance["batter"], player),
    ("Player", "plateAppearancesPitched"): lambda player, appearance: _is(appearance["pitcher"], player),
    ("Team", "players"): lambda team, player: _is(player["team"], team),
    ("Team", "games"): lambda team, game: _is(game["homeTeam"], team) or _is(game["visitingTeam"], team),
    ("Team", "pitchesThrown"): lambda team, pitch: _is(pitch["pitcherTeam"], team),
    ("Team", "pitchesSeen"): lambda team, pitch: _is(pitch["batterTeam"], team),
    ("Team", "plateAppearances"): lambda team, appearance: _is(appearance["batterTeam"], team),
    ("Ballpark", "games"): lambda ballpark, game: _is(game["ballpark"], ballpark),
    ("PlateAppearance", "pitches"): lambda appearance, pitch: _turn(appearance) == _turn(pitch),
}
"""Which rows belong to a row, by type and field."""
_SHORTHANDS: Mapping[tuple[str, str], Callable[[Row, Any], bool]] = {
    ("Game", "season"): lambda game, year: int(game["date"][:4]) == year,
    ("Game", "teamId"): lambda game, team: _same(game["homeTeam"], team) or _same(game["visitingTeam"], team),
    ("Game", "playerId"): lambda game, player: _plays(player, game),
    ("Pitch", "season"): lambda pitch, year: int(pitch["gameDate"][:4]) == year,
    ("Pitch", "teamId"): lambda pitch, team: _same(pitch["pitcherTeam"], team) or _same(pitch["batterTeam"], team),
    ("Pitch", "playerId"): lambda pitch, player: _same(pitch["pitcher"], player) or _same(pitch["batter"], player),
    ("PlateAppearance", "season"): lambda turn, year: int(turn["gameDate"][:4]) == year,
    ("PlateAppearance", "teamId"): lambda turn, team: (
        _same(turn["pitcherTeam"], team) or _same(turn["batterTeam"], team)
    ),
    ("PlateAppearance", "playerId"): lambda turn, one: _same(turn["pitcher"], one) or _same(turn["batter"], one),
    ("Player", "search"): lambda player, text: all(
        folded(word) in folded(player["name"]) for word in text.replace(",", " ").split()
    ),
    ("TrackmanFile", "hasWarnings"): lambda file, wanted: bool(file["warnings"]) is wanted,
}
"""What the fields of filters ask that are not fields of the type."""


def _compared(kind: str, value: Any, asked: Filter) -> bool:
    read = _READ.get(kind, lambda given: given)
    if value is not None:
        value = read(value)
    return all(_operator(name, value, operand, read) for name, operand in asked.items())


def _operator(name: str, value: Any, operand: Any, read: Callable[[Any], Any]) -> bool:
    if name == "isNull":
        return (value is None) is operand
    if value is None:
        return False
    if name in {"in", "notIn"}:
        return (value in [read(item) for item in operand]) is (name == "in")
    if name == "between":
        return bool(read(operand[0]) <= value <= read(operand[1]))
    return _OPERATORS[name](value, read(operand))


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, operand: value == operand,
    "ne": lambda value, operand: value != operand,
    "gt": lambda value, operand: value > operand,
    "gte": lambda value, operand: value >= operand,
    "lt": lambda value, operand: value < operand,
    "lte": lambda value, operand: value <= operand,
    "contains": lambda value, operand: folded(operand) in folded(value),
    "startsWith": lambda value, operand: folded(value).startswith(folded(operand)),
}


def folded(text: str) -> str:
    """Fold a text: decomposed, without the marks of Latin letters, in lower case, a sharp s as two."""
    bare = (c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in bare).replace("ß", "ss")


def key_of(identifier: str) -> str:
    """Give the key of an id, global or plain, without the hyphens of a UUID."""
    try:
        noun, _, key = urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4)).decode("ascii").partition(":")
    except ValueError:
        noun, key = "", identifier
    return (key if noun in NOUNS else identifier).replace("-", "").lower()


_READ: Mapping[str, Callable[[Any], Any]] = {
    "ID": key_of,
    "UUID": str.lower,
    "DateTime": datetime.fromisoformat,
}
