"""What an answer of each listing holds, as JSON Schema: keys in wire order, with type, unit and meaning."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from slugger.gateway.rest.noun import page_meta
from slugger.gateway.rest.parameters import PagedParams
from slugger.gateway.rest.players import PlayerQueryParams
from slugger.gateway.rest.players import meta as player_meta
from slugger.gateway.rest.teams import item as team_item
from slugger.loaders.legacy.ballpark import BALLPARKS
from slugger.loaders.legacy.game import GAMES
from slugger.loaders.legacy.player import PLAYERS
from slugger.loaders.legacy.team import TEAMS
from slugger.models.legacy import PITCH_COLUMNS
from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind, Measurement
from slugger.models.pitch import Pitch

JsonSchema: TypeAlias = dict[str, Any]

_UUID = {"type": "string", "format": "uuid"}
_DAY = {"type": "string", "format": "date"}
_TEXT = {"type": "string"}


def _maybe(schema: JsonSchema) -> JsonSchema:
    return schema | {"type": [schema["type"], "null"]}


_COLUMNS: Mapping[str, tuple[JsonSchema, str]] = {
    "team_id": (_UUID, "Id of the club."),
    "team_name": (_maybe(_TEXT), "Name of the club; null where there is none."),
    "league": (_maybe(_TEXT | {"examples": ["north", "south"]}), "Division; null for a club outside the league."),
    "ballpark_id": (_UUID, "Id of the ballpark."),
    "ballpark_name": (_TEXT, "TrackMan's name of the ballpark."),
    "city": (_maybe(_TEXT), "City of the ballpark."),
    "state": (_maybe(_TEXT), "State of the ballpark, in two letters."),
    "dimensions": ({"type": "null"}, "Always null."),
    "player_id": (_UUID, "Id of the player."),
    "player_name": (_TEXT, 'Name as "Last, First".'),
    "player_pitching_handedness": (_maybe(_TEXT), "Hand that the player pitches with; null if it was never seen."),
    "player_batting_handedness": (_maybe(_TEXT), "Side that the player bats from; null if it was never seen."),
    "is_hitter": ({"type": "boolean"}, "Whether the player bats."),
    "is_pitcher": ({"type": "boolean"}, "Whether the player pitches."),
    "game_id": (_UUID, "Id of the game."),
    "home_team_name": (_maybe(_TEXT), "Name of the home club."),
    "visiting_team_name": (_maybe(_TEXT), "Name of the visiting club."),
    "date": (_maybe(_DAY), "Day of the game."),
}
"""Type and meaning of the columns of the small listings."""

_FIGURES: Mapping[str, str] = {
    "page": "Number of the page.",
    "limit": "Most rows of a page.",
    "total_count": "Rows of all pages.",
    "pages": "Pages that hold all rows.",
    "has_more": "Whether rows follow on later pages.",
}

_TYPES: Mapping[Kind, JsonSchema] = {
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.DATE: _DAY,
    Kind.TIME: {"type": "string", "pattern": r"^\d\d:\d\d:\d\d\.\d\d$"},
    Kind.LOCAL_INSTANT: {"type": "string", "format": "date-time"},
}
_IDS = {
    "pitcher_id": "Id of the pitcher.",
    "batter_id": "Id of the batter.",
    "catcher_id": "Id of the catcher.",
    "game_id": "Id of the game.",
} | {f"{fielder}_player_id": f"Id of the fielder: {fielder}." for fielder in FIELDERS}


def items() -> dict[str, JsonSchema]:
    """Give the schema of one item by the name of its listing."""
    return {
        "teams": _team(),
        "ballparks": _listed(BALLPARKS.columns),
        "players": _listed(PLAYERS.columns),
        "games": _listed(GAMES.columns),
        "pitches": _object({name: _pitch_key(name) for name in PITCH_COLUMNS}),
    }


def metas() -> dict[str, JsonSchema]:
    """Give the schema of `meta` by the name of its listing, for those that come in pages."""
    listed = page_meta(PagedParams.model_validate({"order": "ASC"}), 0, 0)
    people = player_meta(PlayerQueryParams.model_validate({"order": "ASC"}), 0, 0)
    return {
        "players": _figures(people, "Rows of all pages."),
        "games": _figures(listed, "Rows of this page, not of all: see total_count."),
        "pitches": _figures(listed, "Rows of this page, not of all: see total_count."),
    }


def _object(properties: Mapping[str, JsonSchema]) -> JsonSchema:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def _listed(names: Iterable[str]) -> JsonSchema:
    return _object({name: _described(*_COLUMNS[name]) for name in names})


def _team() -> JsonSchema:
    shaped = team_item(dict.fromkeys(TEAMS.columns))
    ballpark = _listed(shaped.pop("ballpark")) | {"description": "The club's home ballpark."}
    club = _listed(shaped)["properties"]
    return _object(club | {"ballpark": ballpark})


def _figures(meta: Mapping[str, int | bool], total: str) -> JsonSchema:
    meanings = {**_FIGURES, "total": total}
    types = {name: "boolean" if isinstance(value, bool) else "integer" for name, value in meta.items()}
    return _object({name: _described({"type": kind}, meanings[name]) for name, kind in types.items()})


def _pitch_key(name: str) -> JsonSchema:
    if name in _IDS:
        return _described(_UUID if _always(name) else _maybe(_UUID), _IDS[name])
    measurement = _MEASURED[name]
    schema = _TYPES.get(measurement.kind, _TEXT)
    return _described(schema if _always(name) else _maybe(schema), measurement.meaning) | _further(measurement)


def _further(measurement: Measurement) -> JsonSchema:
    """Give what is known beyond the type; the terms are no enum, because rows of older databases hold others too."""
    found: JsonSchema = {}
    if measurement.unit:
        found["x-unit"] = measurement.unit
    if measurement.low is not None:
        found["x-typical-range"] = [measurement.low, measurement.high]
    if measurement.vocabulary:
        found["examples"] = [term.value for term in measurement.vocabulary]
    return found


def _described(schema: JsonSchema, meaning: str) -> JsonSchema:
    return schema | {"description": meaning}


def _always(name: str) -> bool:
    """Tell whether every pitch has a value."""
    return name in _REQUIRED


_MEASURED = {measurement.name: measurement for measurement in (*PITCH, *POSITIONING)}
_REQUIRED = {column.name for column in Pitch.__table__.columns if not column.nullable}  # type: ignore[attr-defined]
