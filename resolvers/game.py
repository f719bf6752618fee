"""Games: one by id, the shorthands of their filter, and what is known of their pitches."""

from collections.abc import Awaitable
from typing import Annotated, Any

import strawberry

from slugger.loaders.condition import AnyOf, Belonging, Compared, Condition, Operator, Quantifier
from slugger.loaders.game import games_by_id, games_by_trackman_id
from slugger.loaders.player import APPEARANCES_OF_GAME
from slugger.loaders.rows import RowsBy
from slugger.loaders.season import seasons_by_year
from slugger.models.game import Game
from slugger.models.season import Season
from slugger.resolvers.argument import ABSENT, given, plain_text
from slugger.resolvers.context import Info
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.identity import key_of
from slugger.resolvers.reading import One, reads
from slugger.resolvers.related import sought


def find_game(
    identifier: Annotated[
        strawberry.ID | None, strawberry.argument(name="id", description="Global id or plain UUID of the game.")
    ] = ABSENT,
    trackman_game_id: Annotated[
        str | None, strawberry.argument(description="TrackMan's id, such as 20260501-YorkPark-1.")
    ] = ABSENT,
) -> tuple[RowsBy[Game], Any]:
    """Look for the game of the one argument that is given."""
    identifier, trackman_game_id = given(identifier), given(trackman_game_id)
    if (identifier is None) == (trackman_game_id is None):
        raise UserInputError("Give exactly one of id and trackmanGameId.")
    if identifier is not None:
        return games_by_id, key_of("Game", identifier)
    return games_by_trackman_id, plain_text(trackman_game_id or "")


game = sought(find_game)


def played_by(team: str) -> Condition:
    """Ask for games of a club, at home or visiting."""
    key = key_of("Team", team)
    return AnyOf(tuple(Compared(column, Operator.EQ, key) for column in ("home_team_id", "visiting_team_id")))


def played_in_by(player: str) -> Condition:
    """Ask for games that a player appears in."""
    himself = Compared("player_id", Operator.EQ, key_of("Player", player))
    return Belonging(APPEARANCES_OF_GAME, "game_id", Quantifier.ANY, himself)


@reads(One(seasons_by_year, "season_year"))
def season_of(root: Game, info: Info) -> Awaitable[Season | None]:
    """Give the season of a game."""
    return info.context.loaders.load(seasons_by_year, root.season_year)  # type: ignore[attr-defined]  # a derived column
