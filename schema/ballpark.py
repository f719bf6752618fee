"""Ballparks."""

import strawberry

from slugger.loaders.game import GAMES_OF_BALLPARK
from slugger.loaders.pitch import PITCHES_IN_BALLPARK
from slugger.loaders.team import teams_by_home_ballpark_id
from slugger.resolvers.docstring import object_type
from slugger.resolvers.related import known, related
from slugger.schema.directives import Unit
from slugger.schema.filter import filter_type
from slugger.schema.listing import stats_field, window_field
from slugger.schema.node import TEAM, Node, column, identity


def _outfield(ft: str, direction: str) -> object:
    return strawberry.field(
        known(ft),
        graphql_type=int | None,
        description=f"Distance from home plate to the fence in {direction}. In ft.",
        directives=[Unit(symbol="ft")],
    )


@object_type
class Ballpark(Node):
    """A ballpark."""

    id = identity("Ballpark", "ballpark_id")
    ballpark_id = column(strawberry.ID, "Key of the ballpark, a UUID.")
    name = strawberry.field(
        known("display_name"), graphql_type=str | None, description="Name today; null until the ballpark is confirmed."
    )
    trackman_name = strawberry.field(
        known("ballpark_name"), graphql_type=str, description="Name that TrackMan uses, as in the ids of games."
    )
    confirmed = column(bool, "Whether the league knows the ballpark; otherwise only files name it.")
    city = column(str | None, "City.")
    state = column(str | None, "State, by its two letters.")
    left_field = _outfield("lf_ft", "left field")
    left_center_field = _outfield("lcf_ft", "left center field")
    center_field = _outfield("cf_ft", "center field")
    right_center_field = _outfield("rcf_ft", "right center field")
    right_field = _outfield("rf_ft", "right field")
    home_team = strawberry.field(
        related(teams_by_home_ballpark_id, "ballpark_id"), graphql_type=TEAM | None, description="Club at home here."
    )
    games = window_field("Game", GAMES_OF_BALLPARK, "ballpark_id", "Games played here.")
    pitch_stats = stats_field(
        PITCHES_IN_BALLPARK, "ballpark_id", "Groups, with their figures, of the pitches thrown here."
    )


BallparkFilter = filter_type(Ballpark)
