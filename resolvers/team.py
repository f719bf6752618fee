"""Clubs: one by id, code or name, and all of them."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import strawberry

from slugger.loaders.team import all_teams, teams_by_code, teams_by_id, teams_by_name
from slugger.models.ballpark import Ballpark
from slugger.models.team import Team
from slugger.resolvers.argument import ABSENT, given, plain_text
from slugger.resolvers.context import Info
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.identity import key_of

Named = TypeVar("Named", Team, Ballpark)


async def team(
    info: Info,
    identifier: Annotated[
        strawberry.ID | None, strawberry.argument(name="id", description="Global id or plain UUID of the club.")
    ] = ABSENT,
    code: Annotated[
        str | None, strawberry.argument(description="Any TrackMan code of the club, exact in case.")
    ] = ABSENT,
    name: Annotated[
        str | None, strawberry.argument(description="Any name of the club, today's or an older one, in any case.")
    ] = ABSENT,
) -> Team | None:
    """Give the club of the one argument that is given."""
    loaders = info.context.loaders
    identifier, code, name = given(identifier), given(code), given(name)
    if [identifier, code, name].count(None) != 2:  # noqa: PLR2004  all but one
        raise UserInputError("Give exactly one of id, code and name.")
    if identifier is not None:
        return await loaders.load(teams_by_id, key_of("Team", identifier))
    if code is not None:
        return await loaders.load(teams_by_code, plain_text(code))
    return await loaders.load(teams_by_name, plain_text(name or ""))


Confirmed = Annotated[
    bool | None,
    strawberry.argument(description="Only those that the league knows, or only those that it does not."),
]


async def teams(info: Info, confirmed: Confirmed = ABSENT) -> Sequence[Team]:
    """Give the clubs by name."""
    return confirmed_only(await info.context.loaders.load_whole(all_teams), given(confirmed))


def confirmed_only(rows: Sequence[Named], confirmed: bool | None) -> Sequence[Named]:
    """Give the confirmed or the unconfirmed of `rows`, or all."""
    return [row for row in rows if confirmed in {None, row.confirmed}]
