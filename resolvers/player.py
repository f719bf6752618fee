"""Players: one by id, and lists of them."""

from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any

import strawberry

from slugger.loaders.page import Relation, Rows
from slugger.loaders.player import by_name, players_by_id
from slugger.models.player import Player
from slugger.resolvers.argument import ABSENT, Direction, asked_for, asked_for_id, conditions, falling
from slugger.resolvers.connection import After, Before, Connection, First, Last, connect, paging
from slugger.resolvers.context import Info
from slugger.resolvers.docstring import enum_type, input_type
from slugger.resolvers.identity import key_of
from slugger.resolvers.vocabulary import BATTING_HAND, HAND


@input_type
class PlayerFilter:
    """Which players; all that is given must hold."""

    search = asked_for(str, "Words that the name holds, in any order; case and accents make no difference.")
    team_id = asked_for_id("Team", "Players whose latest game was for this club.")
    is_pitcher = asked_for(bool, "Whether the player has pitched.")
    is_hitter = asked_for(bool, "Whether the player has batted.")
    throws = asked_for(HAND, "Hand that the player throws with.")
    bats = asked_for(BATTING_HAND, "Side that the player bats from.")


@enum_type
class PlayerOrderField(Enum):
    """What players can be ordered by."""

    NAME = strawberry.enum_value("name", description="Last name, then first name, without case and accents.")


@input_type
class PlayerOrder:
    """Order of players."""

    field: PlayerOrderField = strawberry.field(default=PlayerOrderField.NAME, description="What to order by.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Direction of the order.")


async def player(
    info: Info,
    identifier: Annotated[
        strawberry.ID, strawberry.argument(name="id", description="Global id or plain UUID of the player.")
    ],
) -> Player | None:
    """Give a player."""
    return await info.context.loaders.load(players_by_id, key_of("Player", identifier))


def players(relation: Relation, key: str | None = None) -> Callable[..., Connection]:
    """Make the resolver of the players in `relation` to the row's column `key`."""

    def resolve_players(
        root: Any,  # noqa: ANN401  rows of every table
        info: Info,
        *,
        first: First = ABSENT,
        after: After = ABSENT,
        last: Last = ABSENT,
        before: Before = ABSENT,
        matching: Annotated[
            PlayerFilter | None, strawberry.argument(name="filter", description="Which players; all unless given.")
        ] = ABSENT,
        order: Annotated[
            PlayerOrder | None, strawberry.argument(description="Order of the players; by name unless given.")
        ] = ABSENT,
    ) -> Connection:
        parent = getattr(root, key) if key else None
        chosen = by_name(descending=falling(order, Direction.ASC))
        return connect(info, Rows(relation, parent, conditions(matching)), paging(first, after, last, before), chosen)

    return resolve_players


def last_name(root: Player) -> str:
    """Give the part of the name before the comma; a name without a comma is a last name."""
    return root.player_name.partition(",")[0].strip()


def first_name(root: Player) -> str | None:
    """Give the part of the name after the comma."""
    return root.player_name.partition(",")[2].strip() or None
