"""Whatever a query asks for, its answer has no more objects than were estimated."""

import asyncio
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from slugger.gateway.answer import objects_in
from slugger.resolvers.errors import SizeError
from slugger.resolvers.limits import ANONYMOUS
from slugger.schema.limits import read
from slugger.schema.sdl import print_sdl, schema

SCALARS = {
    "Date": nodes.String("2026-05-01"),
    "DateTime": nodes.String("2026-05-01T19:05:00Z"),
    "JSON": nodes.String("x"),
    "Time": nodes.String("19:05"),
    "UUID": nodes.String("0b0f2b36-5b1e-4d7e-9c2e-0a4b2b7ce2a1"),
}
QUERIES = queries(print_sdl(), custom_scalars={name: st.just(node) for name, node in SCALARS.items()})


async def test_no_answer_to_a_random_query_has_more_objects_than_estimated(league: Any) -> None:
    asked: list[str] = []

    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(QUERIES)
    def collect(query: str) -> None:
        asked.append(query)

    await asyncio.to_thread(collect)
    answered = 0
    for query in asked:
        try:
            checked = read(schema._schema, query, ANONYMOUS.tokens).check(None, {}, ANONYMOUS)
        except SizeError:
            continue  # a condition on every figure has more tokens than a document may have
        result = await league.answer(query)
        if checked.requested is None:
            assert checked.errors
            assert result.data is None
        elif result.data is not None:
            answered += 1
            assert objects_in(orjson.dumps(result.data)) <= checked.requested, query
    assert answered
