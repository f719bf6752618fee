"""Clubs that have a home ballpark, as the legacy API lists them."""

from sqlalchemy import Text, cast, null
from sqlmodel import col

from slugger.loaders.legacy.listing import Listing, table_of
from slugger.loaders.legacy.names import shown_name
from slugger.models.ballpark import Ballpark
from slugger.models.team import Team

TEAMS = Listing(
    columns={
        "team_id": cast(col(Team.team_id), Text),
        "team_name": shown_name(),
        "league": col(Team.league),
        "ballpark_id": cast(col(Ballpark.ballpark_id), Text),
        "ballpark_name": col(Ballpark.ballpark_name),
        "city": col(Ballpark.city),
        "state": col(Ballpark.state),
        "dimensions": null(),
    },
    source=table_of(Team).join(table_of(Ballpark), col(Team.home_ballpark_id) == col(Ballpark.ballpark_id)),
    order=(shown_name(), col(Team.team_id)),
)
"""The columns of a club, then those of its ballpark."""
