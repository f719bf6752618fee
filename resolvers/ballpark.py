"""Ballparks: one by id, and all of them."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from slugger.loaders.ballpark import all_ballparks, ballparks_by_id
from slugger.models.ballpark import Ballpark
from slugger.resolvers.argument import ABSENT, given
from slugger.resolvers.context import Info
from slugger.resolvers.identity import key_of
from slugger.resolvers.team import Confirmed, confirmed_only


async def ballpark(
    info: Info,
    identifier: Annotated[
        strawberry.ID, strawberry.argument(name="id", description="Global id or plain UUID of the ballpark.")
    ],
) -> Ballpark | None:
    """Give a ballpark."""
    return await info.context.loaders.load(ballparks_by_id, key_of("Ballpark", identifier))


async def ballparks(info: Info, confirmed: Confirmed = ABSENT) -> Sequence[Ballpark]:
    """Give the ballparks by name."""
    return confirmed_only(await info.context.loaders.load_whole(all_ballparks), given(confirmed))
