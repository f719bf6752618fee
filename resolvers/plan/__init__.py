"""Whole operations as one SQL statement each, for those that are made of columns, relations, filters and aggregates."""
