"""Ballparks: one by id, and all of them."""

from typing import Annotated

import strawberry

from slugger.loaders.ballpark import BALLPARKS, BY_NAME, ballparks_by_id
from slugger.loaders.rows import RowsBy
from slugger.models.ballpark import Ballpark
from slugger.resolvers.identity import key_of
from slugger.resolvers.related import listed_all, sought
from slugger.resolvers.team import confirmed_only


def find_ballpark(
    identifier: Annotated[
        strawberry.ID, strawberry.argument(name="id", description="Global id or plain UUID of the ballpark.")
    ],
) -> tuple[RowsBy[Ballpark], object]:
    """Look for a ballpark."""
    return ballparks_by_id, key_of("Ballpark", identifier)


ballpark = sought(find_ballpark)
ballparks = listed_all(BALLPARKS, BY_NAME, confirmed_only)
