"""Players by their ids, clubs, games and parts of their names."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select

from slugger.loaders.keyset import Column, Key, Order, attribute
from slugger.loaders.page import Conditions, Relation
from slugger.loaders.rows import one_of, rows_by
from slugger.models.engine import Sessions
from slugger.models.game import Game
from slugger.models.names import fold
from slugger.models.player import Appearance, Player
from slugger.models.trackman_file import FileState, TrackmanFile


async def players_by_id(sessions: Sessions, ids: Sequence[UUID]) -> list[Player | None]:
    """Give the player of each id."""
    return await rows_by(sessions, Player, "player_id", ids)


async def appearances_by_game_id(sessions: Sessions, ids: Sequence[UUID]) -> list[list[Appearance]]:
    """Give the appearances in the current files of each game, by club, role and name."""
    order = (Appearance.team_id, Appearance.role, Appearance.name, Appearance.player_id)
    statement = (
        select(Game.game_id, Appearance)
        .join(TrackmanFile, col(TrackmanFile.trackman_game_id) == Game.trackman_game_id)
        .join(Appearance, col(Appearance.file_id) == TrackmanFile.file_id)
        .where(one_of(attribute(Game, "game_id"), set(ids)), col(TrackmanFile.state) == FileState.LOADED.value)
        .order_by(*(col(column) for column in order))
    )
    found: dict[UUID, list[Appearance]] = {game: [] for game in ids}
    async with sessions() as session:
        for game, appearance in await session.exec(statement):
            found[game].append(appearance)
    return [found[game] for game in ids]


def appeared(player: UUID | Column, trackman_game_id: Column) -> ColumnElement[bool]:
    """Ask for `player` to appear in a current file of a game."""
    appearances = (
        select(Appearance.player_id)
        .join(TrackmanFile)
        .where(
            col(Appearance.player_id) == player,
            col(TrackmanFile.trackman_game_id) == trackman_game_id,
            col(TrackmanFile.state) == FileState.LOADED.value,
        )
    )
    return appearances.correlate_except(Appearance, TrackmanFile).exists()


def named(search: str) -> ColumnElement[bool]:
    """Ask for a name that holds every word of `search`, in any order, whatever case and accents."""
    words = fold(search.replace(",", " ")).split()
    return and_(True, *(col(Player.name_key).contains(word, autoescape=True) for word in words))


def _in_game(game: Column) -> ColumnElement[bool]:
    players = (
        select(Appearance.player_id)
        .join(TrackmanFile, col(TrackmanFile.file_id) == Appearance.file_id)
        .join(Game, col(Game.trackman_game_id) == TrackmanFile.trackman_game_id)
        .where(col(Game.game_id) == game, col(TrackmanFile.state) == FileState.LOADED.value)
    )
    return col(Player.player_id).in_(players.correlate_except(Appearance, TrackmanFile, Game))


CONDITIONS: Conditions = {
    "search": named,
    "team_id": lambda team: col(Player.team_id) == team,
    "is_pitcher": lambda is_pitcher: col(Player.is_pitcher) == is_pitcher,
    "is_hitter": lambda is_hitter: col(Player.is_hitter) == is_hitter,
    "throws": lambda hand: col(Player.player_pitching_handedness) == hand,
    "bats": lambda hand: col(Player.player_batting_handedness) == hand,
}

PLAYERS = Relation(Player, CONDITIONS)
PLAYERS_OF_TEAM = Relation(Player, CONDITIONS, lambda team: col(Player.team_id) == team)
PLAYERS_OF_GAME = Relation(Player, CONDITIONS, _in_game)


def by_name(*, descending: bool = False) -> Order:
    """Order players by name."""
    return Order("NAME", (Key("name_key", descending), Key("player_id", descending)))
