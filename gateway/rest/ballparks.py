"""`GET /ballparks`."""

from typing import Annotated

from pydantic import Field

from slugger.gateway.rest.noun import Noun, whole
from slugger.gateway.rest.parameters import CONTAINS, Direction, Effect, ShortText, WholeParams
from slugger.loaders.legacy.ballpark import BALLPARKS


class BallparkQueryParams(WholeParams):
    """The parameters of `/ballparks`."""

    ballpark_name: Annotated[ShortText | None, Effect(CONTAINS, "ballpark_name")] = Field(
        None, description="Part of TrackMan's name of the ballpark, exact in case."
    )
    city: Annotated[ShortText | None, Effect(CONTAINS, "city")] = Field(
        None, description="Part of the city's name, exact in case."
    )
    state: Annotated[str | None, Field(max_length=2), Effect(CONTAINS, "state")] = Field(
        None, description="Letters of the state's code."
    )
    order: Direction = Field("ASC", description="Direction of the order by name.")


NOUN = Noun("ballparks", BallparkQueryParams, whole(BALLPARKS), aliases=("ballpark",))
