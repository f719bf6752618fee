"""`GET /players`."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from slugger.gateway.rest.noun import Meta, Noun, paged, pages_of
from slugger.gateway.rest.parameters import CONTAINS, EQUALS, Direction, Effect, Key, PagedParams
from slugger.loaders.legacy.player import PLAYERS

Handedness: TypeAlias = Literal["Left", "Right", "Switch", "Unknown", "None"]
"""The last two are taken and match nobody."""


class PlayerQueryParams(PagedParams):
    """The parameters of `/players`."""

    player_id: Annotated[Key | None, Effect(EQUALS, "player_id")] = Field(None, description="Id of the player.")
    team_id: Annotated[Key | None, Effect(EQUALS, "team_id")] = Field(
        None, description="Id of the club of the player's latest game."
    )
    team_name: Annotated[str | None, Effect(CONTAINS, "team_name")] = Field(
        None, description="Part of the name of that club, exact in case."
    )
    player_name: Annotated[str | None, Effect(CONTAINS, "player_name")] = Field(
        None, description='Part of the name as "Last, First", exact in case and accents.'
    )
    player_pitching_handedness: Annotated[Handedness | None, Effect(EQUALS, "player_pitching_handedness")] = Field(
        None, description="Hand that the player pitches with."
    )
    player_batting_handedness: Annotated[Handedness | None, Effect(EQUALS, "player_batting_handedness")] = Field(
        None, description="Side that the player bats from."
    )
    order: Direction = Field("ASC", description="Direction of the order by name, whatever case and accents.")


def meta(params: PagedParams, _: int, total: int) -> Meta:
    """Give the figures of a page of players, whose `total` counts all pages."""
    return {"page": params.page, "limit": params.limit, "total": total, "pages": pages_of(total, params.limit)}


NOUN = Noun("players", PlayerQueryParams, paged(PLAYERS, meta))
