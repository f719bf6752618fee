"""Clubs: one by id, code or name, and all of them."""

from typing import Annotated, Any

import strawberry

from slugger.loaders.condition import EVERYTHING, Compared, Condition, Operator
from slugger.loaders.rows import RowsBy
from slugger.loaders.team import BY_NAME, TEAMS, teams_by_code, teams_by_id, teams_by_name
from slugger.models.team import Team
from slugger.resolvers.argument import ABSENT, given, plain_text
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.identity import key_of
from slugger.resolvers.related import listed_all, sought

Confirmed = Annotated[
    bool | None,
    strawberry.argument(description="Only those that the league knows, or only those that it does not."),
]


def find_team(
    identifier: Annotated[
        strawberry.ID | None, strawberry.argument(name="id", description="Global id or plain UUID of the club.")
    ] = ABSENT,
    code: Annotated[
        str | None, strawberry.argument(description="Any TrackMan code of the club, exact in case.")
    ] = ABSENT,
    name: Annotated[
        str | None, strawberry.argument(description="Any name of the club, today's or an older one, in any case.")
    ] = ABSENT,
) -> tuple[RowsBy[Team], Any]:
    """Look for the club of the one argument that is given."""
    identifier, code, name = given(identifier), given(code), given(name)
    if [identifier, code, name].count(None) != 2:  # noqa: PLR2004  all but one
        raise UserInputError("Give exactly one of id, code and name.")
    if identifier is not None:
        return teams_by_id, key_of("Team", identifier)
    if code is not None:
        return teams_by_code, plain_text(code)
    return teams_by_name, plain_text(name or "").lower()


def confirmed_only(confirmed: Confirmed = ABSENT) -> Condition:
    """Ask for the confirmed or the unconfirmed, or for all."""
    wanted = given(confirmed)
    return EVERYTHING if wanted is None else Compared("confirmed", Operator.EQ, wanted)


team = sought(find_team)
teams = listed_all(TEAMS, BY_NAME, confirmed_only)
