"""Games: one by id, and lists of them."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from slugger.loaders.game import PitchSpan, by_date, games_by_id, games_by_trackman_id, pitch_spans_by_game_id
from slugger.loaders.page import Relation, Rows
from slugger.loaders.season import Season, seasons_by_year
from slugger.models.game import Game
from slugger.resolvers.argument import (
    ABSENT,
    Direction,
    asked_for,
    asked_for_id,
    conditions,
    falling,
    given,
    plain_text,
)
from slugger.resolvers.connection import After, Before, Connection, First, Last, connect, paging
from slugger.resolvers.context import Info
from slugger.resolvers.docstring import enum_type, input_type
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.identity import key_of


@input_type
class GameFilter:
    """Which games; all that is given must hold."""

    season = asked_for(int, "Calendar year.")
    date_from = asked_for(date, "First day.")
    date_to = asked_for(date, "Last day.")
    team_id = asked_for_id("Team", "Games of this club, at home or visiting.")
    home_team_id = asked_for_id("Team", "Games of this club at home.")
    visiting_team_id = asked_for_id("Team", "Games of this club on the road.")
    ballpark_id = asked_for_id("Ballpark", "Games in this ballpark.")
    player_id = asked_for_id("Player", "Games that this player appears in.")
    verified = asked_for(bool, "Whether an operator of TrackMan has checked the game.")


@enum_type
class GameOrderField(Enum):
    """What games can be ordered by."""

    DATE = strawberry.enum_value("date", description="Day, then ballpark and session.")


@input_type
class GameOrder:
    """Order of games."""

    field: GameOrderField = strawberry.field(default=GameOrderField.DATE, description="What to order by.")
    direction: Direction = strawberry.field(
        default=Direction.ASC, description="Direction of the order; DESC gives the newest games first."
    )


async def game(
    info: Info,
    identifier: Annotated[
        strawberry.ID | None, strawberry.argument(name="id", description="Global id or plain UUID of the game.")
    ] = ABSENT,
    trackman_game_id: Annotated[
        str | None, strawberry.argument(description="TrackMan's id, such as 20260501-YorkPark-1.")
    ] = ABSENT,
) -> Game | None:
    """Give the game of the one argument that is given."""
    identifier, trackman_game_id = given(identifier), given(trackman_game_id)
    if (identifier is None) == (trackman_game_id is None):
        raise UserInputError("Give exactly one of id and trackmanGameId.")
    if identifier is not None:
        return await info.context.loaders.load(games_by_id, key_of("Game", identifier))
    return await info.context.loaders.load(games_by_trackman_id, plain_text(trackman_game_id or ""))


def games(relation: Relation, key: str | None = None) -> Callable[..., Connection]:
    """Make the resolver of the games in `relation` to the row's column `key`."""

    def resolve_games(
        root: Any,  # noqa: ANN401  rows of every table
        info: Info,
        *,
        first: First = ABSENT,
        after: After = ABSENT,
        last: Last = ABSENT,
        before: Before = ABSENT,
        matching: Annotated[
            GameFilter | None, strawberry.argument(name="filter", description="Which games; all unless given.")
        ] = ABSENT,
        order: Annotated[
            GameOrder | None, strawberry.argument(description="Order of the games; oldest first unless given.")
        ] = ABSENT,
    ) -> Connection:
        parent = getattr(root, key) if key else None
        chosen = by_date(descending=falling(order, Direction.ASC))
        return connect(info, Rows(relation, parent, conditions(matching)), paging(first, after, last, before), chosen)

    return resolve_games


def season_of(root: Game, info: Info) -> Awaitable[Season | None]:
    """Give the season of a game."""
    return info.context.loaders.load(seasons_by_year, root.date.year)


def pitch_span(root: Game, info: Info) -> Awaitable[PitchSpan]:
    """Give the number and the time of the game's pitches."""
    return info.context.loaders.load(pitch_spans_by_game_id, root.game_id)


async def pitch_count(root: Game, info: Info) -> int:
    """Count the pitches of a game."""
    return (await pitch_span(root, info)).pitches


async def first_pitch_at(root: Game, info: Info) -> datetime | None:
    """Give the instant of the first pitch."""
    return (await pitch_span(root, info)).first


async def last_pitch_at(root: Game, info: Info) -> datetime | None:
    """Give the instant of the last pitch."""
    return (await pitch_span(root, info)).last
