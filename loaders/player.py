"""Players by their ids, clubs and games."""

from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from slugger.loaders.keyset import Column, Key, Order
from slugger.loaders.page import Relation
from slugger.loaders.rows import RowsBy
from slugger.models.game import Game
from slugger.models.player import Appearance, Player
from slugger.models.trackman_file import FileState, TrackmanFile

_LOADED = col(TrackmanFile.state) == literal_column(f"'{FileState.LOADED.value}'")

players_by_id = RowsBy(Player, "player_id")


def _in_game(appearance: Any, game: Column) -> ColumnElement[bool]:  # noqa: ANN401  the table or an alias of it
    # The column `game` may be that of the table of games, which its name would hide here.
    itself = aliased(Game, name="game_of_file")
    files = (
        select(TrackmanFile.file_id)
        .join(itself, col(itself.trackman_game_id) == TrackmanFile.trackman_game_id)
        .where(col(itself.game_id) == game, _LOADED)
    )
    return appearance.file_id.in_(files.correlate_except(TrackmanFile, itself))  # type: ignore[no-any-return]


def _who_appear_in(player: Any, game: Column) -> ColumnElement[bool]:  # noqa: ANN401  as above
    players = select(Appearance.player_id).where(_in_game(Appearance, game))
    return player.player_id.in_(players.correlate_except(Appearance))  # type: ignore[no-any-return]


def appeared(player: Column, trackman_game_id: Column) -> ColumnElement[bool]:
    """Ask for `player` to appear in a current file of a game."""
    appearances = (
        select(Appearance.player_id)
        .join(TrackmanFile)
        .where(col(Appearance.player_id) == player, col(TrackmanFile.trackman_game_id) == trackman_game_id, _LOADED)
    )
    return appearances.correlate_except(Appearance, TrackmanFile).exists()


PLAYERS = Relation(Player)
PLAYERS_OF_TEAM = Relation(Player, lambda player, team: player.team_id == team)
PLAYERS_OF_GAME = Relation(Player, _who_appear_in)
APPEARANCES_OF_GAME = Relation(Appearance, _in_game)
BY_ROLE = Order((Key("team_id"), Key("role"), Key("name"), Key("player_id"), Key("name_key"), Key("file_id")))
BY_NAME = Order((Key("name_key"), Key("player_id")))
