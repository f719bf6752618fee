"""The table of saved queries: what a row may hold."""

import asyncpg
import pytest

ROW = {
    "slug": "hardest-hit-2",
    "name": "Hardest hit",
    "description": "Which balls were hit hardest?",
    "folder": "batting/reports",
    "query": "{ players { totalCount } }",
    "variables": '{"n": 3}',
    "edit_hash": b"h" * 32,
    "revision": 1,
}
INSERT = """INSERT INTO league.saved_query
    (slug, name, description, folder, query, variables, edit_hash, revision, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now())"""

REFUSED: dict[str, list[object]] = {
    "slug": ["", "A", "a b", "-a", "a--b", "a-", "a.json", "a/b", "é", "a" * 81],
    "name": ["", "n" * 121],
    "description": ["", "d" * 2_001],
    "folder": ["", "f" * 201],
    "query": ["", "q" * 100_001],
    "variables": ["[]", "null", "1", f'{{"x": "{"x" * 1_000_000}"}}'],
    "edit_hash": [b"", b"h" * 31],
    "revision": [0],
}


async def test_a_row_is_held(connection: asyncpg.Connection) -> None:
    await connection.execute(INSERT, *ROW.values())
    await connection.execute(INSERT, *(ROW | {"slug": "a", "description": None, "folder": None}).values())
    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute(INSERT, *ROW.values())


@pytest.mark.parametrize(
    ("column", "value"),
    [(column, value) for column, values in REFUSED.items() for value in values],
    ids=lambda value: str(value)[:20],
)
async def test_what_is_no_value_of_a_column_is_refused(
    connection: asyncpg.Connection, column: str, value: object
) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await connection.execute(INSERT, *(ROW | {column: value}).values())
    assert refusal.value.constraint_name == f"saved_query_{column}_check"
