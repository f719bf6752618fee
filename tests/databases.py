"""Databases of tests: copies of a template, which take hundredths of a second."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from slugger.models.engine import Database, connect

_numbers = itertools.count(1)


def on(url: str, database: str) -> str:
    """Give `url` with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@asynccontextmanager
async def copy_of(template: str) -> AsyncIterator[Database]:
    """Give a copy of the database at `template`, which nobody may be connected to; it is dropped at the end."""
    name = f"copy_{next(_numbers)}"
    connection = await asyncpg.connect(on(template, "slugger"))
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(template).path[1:]} STRATEGY file_copy")
    made = connect(on(template, name))
    yield made
    await made.close()
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()
