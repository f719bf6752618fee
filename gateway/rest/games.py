"""`GET /games`."""

from typing import Annotated

from pydantic import Field

from slugger.gateway.rest.clubs import ClubName
from slugger.gateway.rest.noun import Noun, page_meta, paged
from slugger.gateway.rest.parameters import CONTAINS, NAMED, Direction, Effect, PagedParams, ShortText
from slugger.loaders.legacy.game import GAMES


class GameQueryParams(PagedParams):
    """The parameters of `/games`."""

    home_team_name: Annotated[ClubName | None, Effect(NAMED, "home_team")] = Field(
        None, description="Name of the home club: those of the list, and any other that a club has or had."
    )
    visiting_team_name: Annotated[ClubName | None, Effect(NAMED, "visiting_team")] = Field(
        None, description="Name of the visiting club: those of the list, and any other that a club has or had."
    )
    ballpark_name: Annotated[ShortText | None, Effect(CONTAINS, "ballpark_name")] = Field(
        None, description="Part of TrackMan's name of the ballpark, exact in case."
    )
    date: Annotated[str | None, Field(max_length=50), Effect(CONTAINS, "date")] = Field(
        None, description='Part of the day as YYYY-MM-DD, such as "2025-07".'
    )
    order: Direction = Field("DESC", description="Direction of the order by day.")


NOUN = Noun("games", GameQueryParams, paged(GAMES, page_meta), takes_club_names=True)
