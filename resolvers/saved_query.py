"""Saved queries: found by their slugs, saved, updated and deleted."""

import re
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from hashlib import sha256
from typing import Annotated, ParamSpec, TypeVar

import strawberry
from graphql import GraphQLSchema
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from slugger.loaders.condition import AnyOf, Compared, Condition, Operator
from slugger.loaders.rows import RowsBy
from slugger.loaders.saved_query import saved_queries_by_slug
from slugger.models.engine import Sessions
from slugger.models.names import fold
from slugger.models.saved_query import SavedQuery
from slugger.resolvers.argument import given, plain_text
from slugger.resolvers.context import Info
from slugger.resolvers.docstring import input_type
from slugger.resolvers.failure import Failure, NotAllowed, Refusal
from slugger.resolvers.reading import Value, reads
from slugger.resolvers.related import sought
from slugger.resolvers.saved_content import (
    Content,
    SaveQueryInput,
    UpdateSavedQueryInput,
    changed,
    content_of,
    hold_against,
    tidied,
)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

MOST_SAVED_QUERIES = 10_000
"""Most rows of the table, which anybody could fill where saving is open."""
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What every slug looks like."""
TOKEN_BYTES = 16
_APOSTROPHES = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]")
_LONGEST_STEM = 60
_NUMBERED = range(2, 10)


@input_type
class DeleteSavedQueryInput:
    """A saved query that is to go."""

    slug: str = strawberry.field(description="Slug of the saved query.")
    edit_token: str = strawberry.field(description="Token that `saveQuery` gave.")


@dataclass(frozen=True)
class QuerySaved:
    """A query is saved; the token that allows changes is told this once."""

    saved_query: SavedQuery
    edit_token: str


@dataclass(frozen=True)
class QueryUpdated:
    """A saved query has changed."""

    saved_query: SavedQuery


@dataclass(frozen=True)
class QueryDeleted:
    """A saved query is gone."""

    slug: str


@dataclass(frozen=True)
class UnknownSavedQuery(Failure):
    """No saved query has the slug."""

    slug: str


@dataclass(frozen=True)
class RevisionConflict(Failure):
    """Somebody has changed the saved query since the revision that the changes start from."""

    revision: int


@dataclass(frozen=True)
class SavedQueriesFull(Failure):
    """There are as many saved queries as there may be."""

    most: int


def find_saved_query(
    slug: Annotated[str, strawberry.argument(description="Its name in addresses, as in `/q/{slug}`.")],
) -> tuple[RowsBy[SavedQuery], str]:
    """Look for a saved query."""
    return saved_queries_by_slug, plain_text(slug)


saved_query = sought(find_saved_query)


def long_text(column: str) -> Callable[[SavedQuery], str | None]:
    """Make the resolver of a text that is too long to be ordered by, since a cursor would have to hold it."""

    @reads(Value(column, comparable=False))
    def resolve_text(root: SavedQuery) -> str | None:
        text: str | None = getattr(root, column)
        return text

    return resolve_text


def telling_of(text: str) -> Condition:
    """Ask for saved queries that hold a text anywhere."""
    plain = plain_text(text)
    columns = ("name", "folder", "description", "slug", "query")
    return AnyOf(tuple(Compared(column, Operator.CONTAINS, plain) for column in columns))


def may_save_queries(info: Info) -> bool:
    """Tell whether whoever asks may save queries."""
    return info.context.writes is not None


def _answering(mutation: Callable[Arguments, Awaitable[Result]]) -> Callable[Arguments, Awaitable[Result | Failure]]:
    """Make a mutation answer with the failure of a Refusal."""

    @wraps(mutation)
    async def resolve(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result | Failure:
        try:
            return await mutation(*args, **kwargs)
        except Refusal as refusal:
            return refusal.failure

    return resolve


@_answering
async def save_query(
    info: Info, what: Annotated[SaveQueryInput, strawberry.argument(name="input", description="What to save.")]
) -> QuerySaved:
    """Save a query under a slug that no other has."""
    sessions = _writing(info)
    content = tidied(content_of(what))
    hold_against(_schema(info), content)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    async with sessions.begin() as session:
        await _refuse_full(session)
        return QuerySaved(await _insert(session, content, token), token)


@_answering
async def update_saved_query(
    info: Info, what: Annotated[UpdateSavedQueryInput, strawberry.argument(name="input", description="What changes.")]
) -> QueryUpdated:
    """Change a saved query, whose slug stays."""
    async with _writing(info).begin() as session:
        row = await _owned(session, what.slug, what.edit_token)
        if given(what.revision) not in (None, row.revision):
            message = f"Somebody has changed the saved query meanwhile: it is at revision {row.revision}."
            raise Refusal(RevisionConflict(message, row.revision))
        _change(row, tidied(changed(content_of(row), what)), _schema(info))
    return QueryUpdated(row)


@_answering
async def delete_saved_query(
    info: Info, what: Annotated[DeleteSavedQueryInput, strawberry.argument(name="input", description="What goes.")]
) -> QueryDeleted:
    """Delete a saved query."""
    async with _writing(info).begin() as session:
        await session.delete(await _owned(session, what.slug, what.edit_token))
    return QueryDeleted(what.slug)


def _writing(info: Info) -> Sessions:
    if info.context.writes is None:
        raise Refusal(NotAllowed("Queries cannot be saved or changed on this server."))
    return info.context.writes


def _schema(info: Info) -> GraphQLSchema:
    return info._raw_info.schema


async def _refuse_full(session: AsyncSession) -> None:
    count = (await session.exec(select(func.count()).select_from(SavedQuery))).one()
    if count >= MOST_SAVED_QUERIES:
        message = f"There are {count} saved queries, as many as there may be: delete one first."
        raise Refusal(SavedQueriesFull(message, MOST_SAVED_QUERIES))


async def _insert(session: AsyncSession, content: Content, token: str) -> SavedQuery:
    """Write a row under the first slug that is free, whoever else is writing."""
    for slug in _slugs(content.name):
        row = SavedQuery(slug=slug, edit_hash=_hash(token), **vars(content))
        written = insert(SavedQuery).values(row.model_dump()).on_conflict_do_nothing(index_elements=["slug"])
        if (await session.exec(written.returning(col(SavedQuery.query_id)))).first():
            return row
    raise AssertionError  # the slugs have no end


def _slugs(name: str) -> Iterator[str]:
    """Give slugs for a name, the plainest first, without end."""
    words = re.findall(r"[a-z0-9]+", _APOSTROPHES.sub("", fold(name)))
    stem = "-".join(words)[:_LONGEST_STEM].strip("-") or "query"
    yield stem
    yield from (f"{stem}-{number}" for number in _NUMBERED)
    while True:
        yield f"{stem}-{secrets.token_hex(4)}"


async def _owned(session: AsyncSession, slug: str, token: str) -> SavedQuery:
    """Give a saved query, which nobody else can change meanwhile, to whoever has its token; raises Refusal."""
    found = None
    if SLUG.fullmatch(slug):
        found = (await session.exec(select(SavedQuery).where(col(SavedQuery.slug) == slug).with_for_update())).first()
    if found is None:
        raise Refusal(UnknownSavedQuery("There is no saved query of this slug.", slug))
    if not secrets.compare_digest(found.edit_hash, _hash(token)):
        raise Refusal(NotAllowed("The token is not the one of this saved query."))
    return found


def _change(row: SavedQuery, content: Content, schema: GraphQLSchema) -> None:
    before, after = vars(content_of(row)), vars(content)
    changes = {name: value for name, value in after.items() if value != before[name]}
    # A document that the schema has left behind may still get another name.
    if not changes.keys().isdisjoint({"query", "variables", "operation_name"}):
        hold_against(schema, content)
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.revision, row.updated_at = row.revision + 1, datetime.now(UTC)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
