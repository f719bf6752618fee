"""The loaders of one request."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from strawberry.dataloader import DataLoader

from bench import orm


class Loaders:
    """One DataLoader a relation; each batch opens a session of its own, for a session does one thing at a time.

    What is loaded are rows, which the fields of the types are read from.
    """

    def __init__(self, sessions: orm.Sessions) -> None:
        """Load through `sessions`."""
        self.sessions = sessions
        self.team: DataLoader[UUID, Any] = DataLoader(load_fn=self._teams)
        self.ballpark: DataLoader[UUID, Any] = DataLoader(load_fn=self._ballparks)
        self.player: DataLoader[UUID, Any] = DataLoader(load_fn=self._players)
        self.pitches: DataLoader[tuple[UUID, int], Any] = DataLoader(load_fn=self._pitches_of_games)

    async def _teams(self, ids: list[UUID]) -> list[orm.Team | None]:
        async with self.sessions() as session:
            rows = await session.scalars(select(orm.Team).where(orm.Team.team_id.in_(ids)))
            found = {row.team_id: row for row in rows}
        return [found.get(key) for key in ids]

    async def _ballparks(self, ids: list[UUID]) -> list[orm.Ballpark | None]:
        async with self.sessions() as session:
            rows = await session.scalars(select(orm.Ballpark).where(orm.Ballpark.ballpark_id.in_(ids)))
            found = {row.ballpark_id: row for row in rows}
        return [found.get(key) for key in ids]

    async def _players(self, ids: list[UUID]) -> list[orm.Player | None]:
        async with self.sessions() as session:
            rows = await session.scalars(select(orm.Player).where(orm.Player.player_id.in_(ids)))
            found = {row.player_id: row for row in rows}
        return [found.get(key) for key in ids]

    async def _pitches_of_games(self, keys: list[tuple[UUID, int]]) -> list[Sequence[orm.Pitch]]:
        """Load the first pitches of games; a key is a game's id and how many of them."""
        rank = func.row_number().over(partition_by=orm.Pitch.game_id, order_by=orm.Pitch.pitch_number)
        games = {game for game, _ in keys}
        ranked = select(orm.Pitch, rank.label("rank")).where(orm.Pitch.game_id.in_(games)).subquery()
        pitch, most = aliased(orm.Pitch, ranked), max(first for _, first in keys)
        of_game = defaultdict(list)
        async with self.sessions() as session:
            shown = select(pitch).where(ranked.c.rank <= most).order_by(pitch.game_id, pitch.pitch_number)
            for row in await session.scalars(shown):
                of_game[row.game_id].append(row)
        return [of_game[game][:first] for game, first in keys]
