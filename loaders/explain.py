"""What PostgreSQL's planner expects of a statement."""

from typing import Any

import orjson
from sqlalchemy import Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement, Executable
from sqlalchemy.sql.compiler import SQLCompiler

from slugger.models.engine import Sessions


class _Explained(Executable, ClauseElement):
    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explained)
def _written(explained: _Explained, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"EXPLAIN (FORMAT JSON) {compiler.process(explained.statement, **options)}"


async def expected_rows(sessions: Sessions, statement: Select[Any]) -> int:
    """Give the number of rows that the planner expects of `statement`, without running it."""
    async with sessions() as session:
        connection = await session.connection()
        plan = (await connection.execute(_Explained(statement))).scalar_one()
    return int((orjson.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])
