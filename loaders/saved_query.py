"""Saved queries by their ids and slugs."""

from slugger.loaders.keyset import Key, Order
from slugger.loaders.page import Relation
from slugger.loaders.rows import RowsBy
from slugger.models.saved_query import SavedQuery

saved_queries_by_id = RowsBy(SavedQuery, "query_id")
saved_queries_by_slug = RowsBy(SavedQuery, "slug")

SAVED_QUERIES = Relation(SavedQuery)
BY_FOLDER = Order((Key("folder"), Key("name"), Key("slug")))
"""By folder, name and slug; those in no folder come last."""
