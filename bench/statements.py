"""How many statements an answer takes, as the log of the embedded PostgreSQL tells."""

import asyncio
import re
import time
from collections.abc import Mapping

import asyncpg

from bench.contestant import Request, ask
from slugger.models import embedded

_LOGGED = re.compile(r"LOG:  (?:execute \S+|statement):(.*)")
_OUR_OWN = ("ALTER SYSTEM", "SELECT pg_reload_conf")
_READING = ("select", "with", "copy")
_SESSION = "select pg_advisory_unlock_all"
_AFTERWARDS = 0.05
"""Seconds after an answer in which a server may still say something to the database."""


def count_sql(server: embedded.EmbeddedPostgres, asked: Mapping[str, tuple[int, Request]]) -> dict[str, str]:
    """Count the statements of each answer: those that read, plus those for the session, such as BEGIN and resets.

    What is asked stands with the port that it is sent to. Empty statements, which some pools send to see whether a
    connection lives, are not logged and so not counted.
    """
    log, said = server.data_dir / "postgres" / "log", dict[str, str]()
    asyncio.run(_log_statements(server.url, "all"))
    try:
        for name, (port, request) in asked.items():
            before = log.stat().st_size
            ask(port, request)
            time.sleep(_AFTERWARDS)
            said[name] = log.read_bytes()[before:].decode(errors="replace")
    finally:
        asyncio.run(_log_statements(server.url, "none"))
    return {name: _count(text) for name, text in said.items()}


def _count(log: str) -> str:
    entries = log.replace("\n\t", " ").splitlines()
    found = [match[1].strip() for entry in entries if (match := _LOGGED.search(entry))]
    said = [text.lower() for text in found if not text.startswith(_OUR_OWN)]
    reading = sum(text.startswith(_READING) and not text.startswith(_SESSION) for text in said)
    return f"{reading}+{len(said) - reading}"


async def _log_statements(url: str, which: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"ALTER SYSTEM SET log_statement = '{which}'")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
    time.sleep(0.3)  # noqa: ASYNC251  the only task; the signal reaches the other sessions meanwhile
