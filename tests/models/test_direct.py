"""What the connections for whole answers hold is bounded, whatever is asked on them."""

from collections.abc import AsyncIterator

import pytest

from slugger.models.direct import LONGEST_PREPARED, MOST_PREPARED, Direct

HELD = "SELECT pg_backend_pid()::text, coalesce(sum(length(statement)), 0)::text FROM pg_prepared_statements"


@pytest.fixture
async def direct(postgres_url: str) -> AsyncIterator[Direct]:
    opened = Direct(postgres_url, size=1, server_settings={})
    yield opened
    await opened.close()


def statement(number: int, length: int) -> str:
    text = f"SELECT {number}::text -- "
    return text + "x" * (length - len(text))


async def test_prepared_statements_are_bounded_by_their_length(direct: Direct) -> None:
    servers = set[bytes]()
    for number in range(12):
        assert list(await direct.fetchrow(statement(number, LONGEST_PREPARED))) == [str(number).encode()]
        server, held = await direct.fetchrow(HELD)
        assert int(held) <= MOST_PREPARED
        servers.add(server)
    assert len(servers) == 3


async def test_what_is_asked_again_stays_on_its_connection(direct: Direct) -> None:
    for number in range(300):
        await direct.fetchrow(statement(number % 4, LONGEST_PREPARED))
        await direct.fetchrow(statement(number, LONGEST_PREPARED + 1))
    _, held = await direct.fetchrow(HELD)
    assert int(held) >= 4 * LONGEST_PREPARED
