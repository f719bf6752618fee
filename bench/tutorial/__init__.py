"""The rival that is built as tutorials build it: Strawberry types over SQLAlchemy rows, a DataLoader a relation.

Each table is one mapped class and one type with resolvers; enums are the texts of the tables.
"""
