"""Ballparks by their ids."""

from slugger.loaders.keyset import Key, Order
from slugger.loaders.page import Relation
from slugger.loaders.rows import RowsBy
from slugger.models.ballpark import Ballpark

ballparks_by_id = RowsBy(Ballpark, "ballpark_id")
BALLPARKS = Relation(Ballpark)
BY_NAME = Order((Key("display_name"), Key("ballpark_name")))
"""By name; those without a name come last."""
