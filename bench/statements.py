"""How many statements an answer takes, as the log of the embedded PostgreSQL tells."""

import asyncio
import re
import time

import asyncpg

from bench.contestant import Request, ask
from slugger.models import embedded

_LOGGED = re.compile(r"LOG:  (?:execute \S+|statement):(.*)")
_OUR_OWN = ("ALTER SYSTEM", "SELECT pg_reload_conf")
_READING = ("select", "with", "copy")
_SESSION = "select pg_advisory_unlock_all"


def count_sql(server: embedded.EmbeddedPostgres, port: int, request: Request) -> str:
    """Count the statements of one answer: those that read, plus those for the session, such as BEGIN and resets.

    Empty ones, which some pools send to see whether a connection lives, are not logged and so not counted.
    """
    log = server.data_dir / "postgres" / "log"
    asyncio.run(_log_statements(server.url, "all"))
    before = log.stat().st_size
    try:
        ask(port, request)
    finally:
        asyncio.run(_log_statements(server.url, "none"))
    entries = log.read_bytes()[before:].decode(errors="replace").replace("\n\t", " ").splitlines()
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
