"""Cursors that Python makes hold the text that PostgreSQL would write."""

from typing import Any

import pytest
from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import array

from slugger.loaders.game import BY_DATE
from slugger.loaders.keyset import Key, Order, attribute, ordering
from slugger.loaders.pitch import AS_THROWN
from slugger.loaders.player import BY_NAME
from slugger.loaders.trackman_file import NEWEST_FIRST
from slugger.models import Game, Pitch, Player, TrackmanFile
from slugger.resolvers.cursor import SEAL_BYTES
from slugger.resolvers.opaque import from_opaque

COLUMNS = {
    "SPIN_RATE": "spin_rate",
    "EXIT_SPEED": "exit_speed",
    "TIME": "time",
    "THROWN_AT": "thrown_at",
    "DATE": "date",
    "NOTES": "shown_notes",
    "PITCH_CALL": "shown_pitch_call",
    "PITCH_TYPE": "pitch_type",
    "ZONE_CELL": "zone_cell",
    "IN_ZONE": "in_zone",
    "PLAY_ID": "play_id",
    "RUNS_SCORED": "runs_scored",
    "COUNT": "count",
}


def by_one(column: str) -> Order:
    return Order((Key(column), *AS_THROWN.keys))


CASES = [
    *(("pitches", Pitch, by_one(column), f"order: {{field: {name}}}") for name, column in COLUMNS.items()),
    ("pitches", Pitch, AS_THROWN, "filter: null"),
    ("games", Game, BY_DATE, "filter: null"),
    ("players", Player, BY_NAME, "filter: null"),
    ("trackmanFiles", TrackmanFile, NEWEST_FIRST, "filter: null"),
    ("trackmanFiles", TrackmanFile, Order((Key("size", descending=True), *NEWEST_FIRST.keys)), "order: {field: SIZE}"),
]


@pytest.mark.parametrize(("root", "table", "order", "arguments"), CASES, ids=[case[3] + case[0] for case in CASES])
async def test_a_cursor_holds_the_keys_as_postgresql_writes_them(
    league: Any, root: str, table: Any, order: Order, arguments: str
) -> None:
    page = (await league.ask(f"{{ {root}(first: 1000, {arguments}) {{ edges {{ cursor }} }} }}"))[root]
    keys = array([func.to_json(attribute(table, key.column)) for key in order.keys])
    statement: Any = select(cast(func.array_to_json(keys), Text)).order_by(*ordering(table, order)).limit(1000)
    async with league.database.sessions() as session:
        written = [text for (text,) in await session.exec(statement)]
    bodies = [(from_opaque(edge["cursor"]) or b"")[SEAL_BYTES:].decode() for edge in page["edges"]]
    assert bodies == written
    assert len(set(bodies)) == len(bodies)
