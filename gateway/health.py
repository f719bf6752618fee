"""Whether the process lives, and whether it can answer."""

import asyncio
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from slugger.gateway.context import ProcessContext, process_of
from slugger.gateway.database import current_revision, needed_revision
from slugger.gateway.failures import DATABASE_FAILURES, UNREACHABLE

NEVER_CACHED = {"cache-control": "no-store"}

OUTDATED = "The database is not at this version's migrations: run `slugger db upgrade`."


async def healthz(_: Request) -> Response:
    """Answer 200 while the process lives; the database plays no part."""
    return JSONResponse({"status": "alive"}, headers=NEVER_CACHED)


async def readyz(request: Request) -> Response:
    """Answer 200 when the database is reachable and its migrations are current, else 503 with the reason."""
    reason = await unreadiness(process_of(request))
    if reason is None:
        return JSONResponse({"status": "ready"}, headers=NEVER_CACHED)
    return JSONResponse({"status": "not ready", "reason": reason}, HTTPStatus.SERVICE_UNAVAILABLE, NEVER_CACHED)


async def api_health(request: Request) -> Response:
    """Answer as the legacy main application does, without the text of a database error."""
    process = process_of(request)
    reachable = await unreadiness(process) != UNREACHABLE
    state = ("healthy", "connected") if reachable else ("unhealthy", "disconnected")
    body = {
        "status": state[0],
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "uptime": round(process.uptime(), 3),
        "database": state[1],
    }
    return JSONResponse(body, HTTPStatus.OK if reachable else HTTPStatus.SERVICE_UNAVAILABLE, NEVER_CACHED)


async def unreadiness(process: ProcessContext) -> str | None:
    """Say why requests cannot be answered; None when they can."""
    try:
        async with asyncio.timeout(process.settings.health_seconds):
            found = {await current_revision(database) for database in (process.database, process.reader)}
    except DATABASE_FAILURES:
        return UNREACHABLE
    return None if found == {needed_revision()} else OUTDATED
