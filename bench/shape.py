"""What an answer says, whoever gives it: the content in one shape, and where two contents differ.

The contestants name and nest a little differently: lists stand in `nodes` or by themselves, terms are enums or the
texts of the tables, the pitch type is one field or two. Nothing else is smoothed over but the last digits of a float.
"""

import io
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pyarrow.parquet

from bench.vocabulary import NAMES, pitch_type

MIX = ("relSpeed", "inducedVertBreak", "horzBreak")
"""Averages of a group."""
RELATIVE, ABSOLUTE = 1e-9, 1e-12
"""How far two numbers may lie apart: sums of floats depend on the order of the rows."""


def plain(value: Any) -> Any:  # noqa: ANN401  any part of an answer
    """Give a part of an answer without `nodes`, with enums instead of texts and one pitch type instead of two."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "nodes" in value:
        return plain(value["nodes"])
    found = {name: plain(item) if isinstance(item, (list, dict)) else term(name, item) for name, item in value.items()}
    if "autoPitchType" in found:
        found["pitchType"] = pitch_type(found.pop("autoPitchType"), found.pop("taggedPitchType"))
    return found


def term(field: str, value: Any) -> Any:  # noqa: ANN401  a cell of any field
    """Give the enum of a text in a field that holds terms; other fields keep their values."""
    names = NAMES.get(field)
    if names is None or value in names.values():
        return value
    return names.get(value)


def groups(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the groups of a pitch mix in one order, from `pitchStats` or from the aggregates of a connection."""
    found = _aggregates(data) if "players" in data else [_group(node) for node in data["pitchStats"]["nodes"]]
    return sorted(found, key=lambda group: (group["pitcher"] or "", group["pitchType"] or "", group["count"]))


def _group(node: Mapping[str, Any]) -> dict[str, Any]:
    key, averages = node["key"], {name: _inner(node[name], "avg") for name in MIX}
    rate = node["whiff"]["rate"] if "whiff" in node else node["whiffRate"]
    pitcher = key["pitcher"] and key["pitcher"]["name"]
    named = {"pitcher": pitcher, "pitchType": term("pitchType", key["pitchType"])}
    return {**named, "count": node["count"], **averages, "whiff": rate}


def _inner(value: Any, name: str) -> Any:  # noqa: ANN401  an average, or an object that has it
    return value[name] if isinstance(value, dict) else value


def _aggregates(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = {player["playerId"]: player["playerName"] for player in data["players"]["nodes"]}
    return [
        {
            "pitcher": names.get(pitcher),
            "pitchType": term("pitchType", kind),
            "count": group["count"]["pitchId"],
            **{name: group["average"][name] for name in MIX},
            "whiff": group["whiffRate"]["pitchCall"],
        }
        for group in data["pitches"]["groupedAggregates"]
        for pitcher, kind in [group["keys"]]
    ]


def table(body: bytes) -> list[dict[str, Any]]:
    """Give the rows of a Parquet file, with the cells that JSON would have."""
    rows = pyarrow.parquet.read_table(io.BytesIO(body)).to_pylist()
    return [plain({name.rpartition(".")[2]: _cell(value) for name, value in row.items()}) for row in rows]


def _cell(value: Any) -> Any:  # noqa: ANN401  a cell of any type
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(UUID(bytes=value)) if isinstance(value, bytes) else str(value) if isinstance(value, UUID) else value


def difference(left: Any, right: Any, place: str = "") -> str | None:  # noqa: ANN401  any parts of answers
    """Say where two contents differ first and how; None when they do not."""
    if isinstance(left, dict) and isinstance(right, dict):
        return _named_difference(left, right, place)
    if isinstance(left, list) and isinstance(right, list):
        return _listed_difference(left, right, place)
    return None if _same(left, right) else f"{place or 'it'} is {left!r}, not {right!r}"


def _named_difference(left: Mapping[str, Any], right: Mapping[str, Any], place: str) -> str | None:
    if left.keys() != right.keys():
        return f"{place or 'it'} has other fields: {', '.join(sorted(left.keys() ^ right.keys()))}"
    found = (difference(left[name], right[name], f"{place}.{name}".lstrip(".")) for name in left)
    return next(filter(None, found), None)


def _listed_difference(left: Sequence[Any], right: Sequence[Any], place: str) -> str | None:
    if len(left) != len(right):
        return f"{place or 'it'} has {len(left)} entries, not {len(right)}"
    found = (difference(*pair, f"{place}[{at}]") for at, pair in enumerate(zip(left, right, strict=True)))
    return next(filter(None, found), None)


def _same(left: Any, right: Any) -> bool:  # noqa: ANN401  any cells
    if left == right:
        return isinstance(left, bool) is isinstance(right, bool)
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return isinstance(left, str) and isinstance(right, str) and _same_instant(left, right)


def _same_instant(left: str, right: str) -> bool:
    try:
        return datetime.fromisoformat(left) == datetime.fromisoformat(right)
    except (TypeError, ValueError):
        return False
