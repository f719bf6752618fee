"""Operations answered by the planner alone, as the gateway has them answered."""

from typing import Any

from graphql import parse

from slugger.models.engine import Database
from slugger.resolvers.plan.planner import Planned, Planner, planned


async def answered(planner: Planner, query: str, variables: dict[str, Any], database: Database) -> Planned | None:
    """Answer by a plan, None where there is none."""
    prepared = planner.prepare(query, parse(query), None, variables)
    if prepared is None:
        return None
    statement, values = prepared
    return planned(statement, await database.direct.fetchrow(statement.written.text, *values))
