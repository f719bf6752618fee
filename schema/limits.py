"""limits"""

from strawberry.extensions import SchemaExtension


class QueryLimits(SchemaExtension):
    """x"""
