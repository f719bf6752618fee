"""Ballparks as the legacy API lists them."""

from sqlalchemy import Text, cast, null
from sqlmodel import col

from slugger.loaders.legacy.listing import Listing, table_of
from slugger.models.ballpark import Ballpark

BALLPARKS = Listing(
    columns={
        "ballpark_id": cast(col(Ballpark.ballpark_id), Text),
        "ballpark_name": col(Ballpark.ballpark_name),
        "dimensions": null(),
        "city": col(Ballpark.city),
        "state": col(Ballpark.state),
    },
    source=table_of(Ballpark),
    order=(col(Ballpark.ballpark_name), col(Ballpark.ballpark_id)),
)
