"""The loaders of one request: what is asked for in the same moment is read by one statement."""

from asyncio import get_running_loop
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from aiodataloader import DataLoader

from slugger.loaders.ballpark import ballparks_by_id
from slugger.loaders.game import PitchSpan, games_by_id, games_by_trackman_id, pitch_spans_by_game_id
from slugger.loaders.page import Page, PageRequest, Rows, counts, pages
from slugger.loaders.pitch import pitches_by_id, pitches_by_uid
from slugger.loaders.player import appearances_by_game_id, players_by_id
from slugger.loaders.positioning import positioning_by_pitch_id
from slugger.loaders.season import Season, seasons_by_year
from slugger.loaders.team import (
    codes_by_team_id,
    names_by_team_id,
    teams_by_code,
    teams_by_home_ballpark_id,
    teams_by_id,
    teams_by_name,
)
from slugger.loaders.trackman_file import trackman_files_by_id
from slugger.models.ballpark import Ballpark
from slugger.models.engine import Sessions
from slugger.models.game import Game
from slugger.models.pitch import Pitch
from slugger.models.player import Appearance, Player
from slugger.models.positioning import Positioning
from slugger.models.team import Team
from slugger.models.trackman_file import TrackmanFile

Key = TypeVar("Key")
Found = TypeVar("Found")
Loader: TypeAlias = DataLoader[Key, Found]


@dataclass(frozen=True)
class Loaders:
    """One loader for each way to a row; they remember what they read, so a request sees one state of each row."""

    teams_by_id: Loader[UUID, Team | None]
    teams_by_code: Loader[str, Team | None]
    teams_by_name: Loader[str, Team | None]
    teams_by_home_ballpark_id: Loader[UUID, Team | None]
    codes_by_team_id: Loader[UUID, list[str]]
    names_by_team_id: Loader[UUID, list[str]]
    ballparks_by_id: Loader[UUID, Ballpark | None]
    players_by_id: Loader[UUID, Player | None]
    appearances_by_game_id: Loader[UUID, list[Appearance]]
    games_by_id: Loader[UUID, Game | None]
    games_by_trackman_id: Loader[str, Game | None]
    pitch_spans_by_game_id: Loader[UUID, PitchSpan]
    pitches_by_id: Loader[UUID, Pitch | None]
    pitches_by_uid: Loader[UUID, Pitch | None]
    positioning_by_pitch_id: Loader[UUID, Positioning | None]
    seasons_by_year: Loader[int, Season | None]
    trackman_files_by_id: Loader[UUID, TrackmanFile | None]
    pages: Loader[PageRequest, Page]
    counts: Loader[Rows, int]


_BATCHES: tuple[Callable[[Sessions, Any], Awaitable[Sequence[Any]]], ...] = (
    *(teams_by_id, teams_by_code, teams_by_name, teams_by_home_ballpark_id, codes_by_team_id, names_by_team_id),
    *(ballparks_by_id, players_by_id, appearances_by_game_id),
    *(games_by_id, games_by_trackman_id, pitch_spans_by_game_id),
    *(pitches_by_id, pitches_by_uid, positioning_by_pitch_id),
    *(seasons_by_year, trackman_files_by_id, pages, counts),
)


def make_loaders(sessions: Sessions) -> Loaders:
    """Make the loaders of a request, bound to the running event loop."""
    return Loaders(**{batch.__name__: _loader(sessions, batch) for batch in _BATCHES})


def _loader(sessions: Sessions, batch: Callable[[Sessions, Any], Awaitable[Sequence[Any]]]) -> Loader[Any, Any]:
    async def load(keys: list[Any]) -> list[Any]:
        return list(await batch(sessions, keys))

    return DataLoader(load, loop=get_running_loop())
