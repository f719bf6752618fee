"""Ballparks: one by id, and all of them."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from slugger.loaders.ballpark import all_ballparks
from slugger.models.ballpark import Ballpark
from slugger.resolvers.argument import ABSENT, given
from slugger.resolvers.context import Info
from slugger.resolvers.identity import key_of
from slugger.resolvers.team import Confirmed


async def ballpark(
    info: Info,
    identifier: Annotated[
        strawberry.ID, strawberry.argument(name="id", description="Global id or plain UUID of the ballpark.")
    ],
) -> Ballpark | None:
    """Give a ballpark."""
    return await info.context.loaders.ballparks_by_id.load(key_of("Ballpark", identifier))


async def ballparks(info: Info, confirmed: Confirmed = ABSENT) -> Sequence[Ballpark]:
    """Give the ballparks by name."""
    return await all_ballparks(info.context.sessions, given(confirmed))
