"""Players: one by id, and the words that a name is searched by."""

from typing import Annotated

import strawberry

from slugger.loaders.condition import All, Compared, Condition, Operator
from slugger.loaders.player import players_by_id
from slugger.loaders.rows import RowsBy
from slugger.models.names import fold
from slugger.models.player import Player
from slugger.resolvers.argument import plain_text
from slugger.resolvers.identity import key_of
from slugger.resolvers.related import sought


def find_player(
    identifier: Annotated[
        strawberry.ID, strawberry.argument(name="id", description="Global id or plain UUID of the player.")
    ],
) -> tuple[RowsBy[Player], object]:
    """Look for a player."""
    return players_by_id, key_of("Player", identifier)


player = sought(find_player)


def named(search: str) -> Condition:
    """Ask for a name that holds every word of `search`, in any order, whatever case and accents."""
    words = fold(plain_text(search).replace(",", " ")).split()
    return All(tuple(Compared("name_key", Operator.CONTAINS, word) for word in words))
