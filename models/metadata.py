"""The tables' common ground: their schema in PostgreSQL and the names of their constraints."""

from sqlalchemy import MetaData, text
from sqlmodel import SQLModel

SCHEMA = "league"
"""PostgreSQL schema of the tables; `public` holds the views that legacy SQL reads."""

NEW_UUID = {"server_default": text("gen_random_uuid()")}
"""Column arguments of a surrogate key: a random UUIDv4, made by the database where a statement gives none."""

CONSTRAINT_NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


class Table(SQLModel):
    """A table of the league's schema; rows are read as they are stored and never load a relation by themselves."""

    metadata = MetaData(schema=SCHEMA, naming_convention=CONSTRAINT_NAMES)
