"""`GET /teams`."""

from typing import Annotated, Any, Literal

from pydantic import Field

from slugger.gateway.rest.noun import Noun, whole
from slugger.gateway.rest.parameters import CONTAINS, LIKE, Direction, Effect, ShortText, WholeParams
from slugger.loaders.legacy.team import TEAMS


class TeamQueryParams(WholeParams):
    """The parameters of `/teams`."""

    home_ballpark_name: Annotated[ShortText | None, Effect(LIKE, "ballpark_name")] = Field(
        None, description="TrackMan's name of the home ballpark; `%` and `_` stand for any characters and any one."
    )
    team_name: Annotated[ShortText | None, Effect(CONTAINS, "team_name")] = Field(
        None, description="Part of the club's name, exact in case."
    )
    league: Annotated[Literal["north", "south"] | None, Effect(CONTAINS, "league")] = Field(
        None, description="Division."
    )
    order: Direction = Field("DESC", description="Direction of the order by name.")


_BALLPARK = ("ballpark_id", "ballpark_name", "city", "state", "dimensions")


def item(row: dict[str, Any]) -> dict[str, Any]:
    """Give a club with its ballpark inside."""
    club = {name: value for name, value in row.items() if name not in _BALLPARK}
    return club | {"ballpark": {name: row[name] for name in _BALLPARK}}


NOUN = Noun("teams", TeamQueryParams, whole(TEAMS, item))
