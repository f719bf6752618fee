"""Seasons by year."""

from slugger.loaders.keyset import Key, Order
from slugger.loaders.page import Relation
from slugger.loaders.rows import RowsBy
from slugger.models.season import Season

seasons_by_year = RowsBy(Season, "year")
SEASONS = Relation(Season)
BY_YEAR = Order((Key("year"),))
