"""Fields and conditions of pitches as a caller names them, written as GraphQL."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from slugger.client.errors import ArgumentError
from slugger.client.introspection import Types

PITCH_FIELDS: Final = (
    *("gameDate", "game.trackmanGameId", "pitchNumber", "pitchUid"),
    *("inning", "topOrBottom", "outs", "balls", "strikes", "pitchOfPa"),
    *("pitcher.playerId", "pitcher.name", "pitcherThrows", "pitcherTeamCode"),
    *("batter.playerId", "batter.name", "batterSide", "batterTeamCode"),
    *("pitchType", "pitchCall", "kOrBb", "playResult"),
    *("relSpeed", "spinRate", "spinAxis", "inducedVertBreak", "horzBreak"),
    *("relHeight", "relSide", "extension", "plateLocHeight", "plateLocSide"),
    *("exitSpeed", "angle", "direction", "distance"),
)
"""Fields of a pitch unless others are asked for: when, who, what came of it, its flight, and the batted ball."""

DAY: Final = "gameDate"
"""The field, and the condition, that holds the day of a pitch."""
_PITCH = "Pitch"


def camel_case(name: str) -> str:
    """Write a name as the schema does: `rel_speed` is `relSpeed`, `pitcher.last_name` is `pitcher.lastName`."""
    return re.sub(r"(?<=[^_.])_+(\w)", lambda found: found[1].upper(), name)


def conditions(where: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give the conditions with the schema's names; raises ArgumentError for one on the day, which has its arguments."""
    found: dict[str, Any] = _named(where or {})
    if DAY in found:
        raise ArgumentError(f"The days are the first arguments: leave {DAY} out of where.")
    return found


def _named(value: Any) -> Any:  # noqa: ANN401  any value of GraphQL
    if isinstance(value, Mapping):
        return {camel_case(str(name)): _named(inner) for name, inner in value.items()}
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)  # in one order, so that the cache knows the question again
    return [_named(inner) for inner in value] if isinstance(value, list | tuple) else value


def field_names(fields: Iterable[str], types: Types) -> list[str]:
    """Give the schema's names of fields, each once; raises ArgumentError for one that a pitch does not have."""
    if isinstance(fields, str):
        raise ArgumentError(f"fields is a list of names, such as [{fields!r}].")
    names = list(dict.fromkeys(map(camel_case, fields)))
    for name in names:
        _check(name, types)
    if not names:
        raise ArgumentError("No field is asked for.")
    return names


def _check(name: str, types: Types) -> None:
    kind = _PITCH
    *outer, last = name.split(".")
    for place, part in enumerate([*outer, last]):
        found = types.field(kind, part)
        if found is None:
            near = get_close_matches(part, types.fields.get(kind, ()), n=3)
            meant = f" Is it {' or '.join(near)}?" if near else ""
            raise ArgumentError(f"{name} is no field of a pitch: {kind} has no {part}.{meant}")
        if found.lists and types.is_object(found.name):
            raise ArgumentError(f"{part} is a list, which a row of pitches cannot hold: ask for it with Client.frame.")
        if place == len(outer) and types.is_object(found.name):
            raise ArgumentError(
                f"{name} has fields of its own: name one, such as {name}.{next(iter(types.fields[found.name]))}."
            )
        kind = found.name


def pitch_query(names: Iterable[str]) -> str:
    """Write the query of pitches with fields, whose variable `filter` says which."""
    tree: dict[str, Any] = {}
    for name in names:
        branch = tree
        for part in name.split("."):
            branch = branch.setdefault(part, {})
    return f"query Pitches($filter: PitchFilter) {{ pitches(filter: $filter) {{ nodes {_braced(tree)} }} }}"


def _braced(tree: Mapping[str, Any]) -> str:
    return f"{{ {' '.join(f'{name} {_braced(inner)}' if inner else name for name, inner in tree.items())} }}"
