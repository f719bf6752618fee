"""What is saved of a query: given as an input, brought into one form, held to its lengths and against the schema."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
import strawberry
from graphql import GraphQLSchema
from strawberry.scalars import JSON

from slugger.models.saved_query import (
    LARGEST_VARIABLES,
    LONGEST_DESCRIPTION,
    LONGEST_FOLDER,
    LONGEST_NAME,
    LONGEST_QUERY,
)
from slugger.resolvers.argument import ABSENT, given, is_storable
from slugger.resolvers.docstring import input_type
from slugger.resolvers.failure import Failure, InputTooLong, InvalidInput, Refusal
from slugger.resolvers.saved_document import DocumentError, check_variables, saved_operation

LONGEST = {
    "name": LONGEST_NAME,
    "description": LONGEST_DESCRIPTION,
    "folder": LONGEST_FOLDER,
    "query": LONGEST_QUERY,
    "operationName": LONGEST_NAME,
}
"""Most characters of each text."""


_NAME = "Name of the query, in one line"
_QUERY = "GraphQL document; its operations are queries"
_DESCRIPTION = "What the query answers, in plain text"
_FOLDER = "Folders that lead to the query, from the outermost in, with slashes between them"
_OPERATION_NAME = "Operation that is meant, where the document has several"
_VARIABLES = f"Values of variables by name, for whoever gives no others; at most {LARGEST_VARIABLES} bytes."


def _text(field: str, meaning: str, **options: Any) -> Any:  # noqa: ANN401  a field of an input
    return strawberry.field(description=f"{meaning}; at most {LONGEST[field]} characters.", **options)


@input_type
class SaveQueryInput:
    """A query to be saved."""

    name: str = _text("name", _NAME)
    query: str = _text("query", _QUERY)
    description: str | None = _text("description", _DESCRIPTION, default=ABSENT)
    folder: str | None = _text("folder", _FOLDER, default=ABSENT)
    variables: JSON | None = strawberry.field(default=ABSENT, description=_VARIABLES)
    operation_name: str | None = _text("operationName", _OPERATION_NAME, default=ABSENT)


@input_type
class UpdateSavedQueryInput:
    """What is to change of a saved query: what is absent stays, and null takes away what can be missing."""

    slug: str = strawberry.field(description="Slug of the saved query.")
    edit_token: str = strawberry.field(description="Token that `saveQuery` gave.")
    revision: int | None = strawberry.field(
        default=ABSENT, description="Revision that the changes start from; where another is stored, nothing changes."
    )
    name: str | None = _text("name", _NAME, default=ABSENT)
    query: str | None = _text("query", _QUERY, default=ABSENT)
    description: str | None = _text("description", _DESCRIPTION, default=ABSENT)
    folder: str | None = _text("folder", _FOLDER, default=ABSENT)
    variables: JSON | None = strawberry.field(default=ABSENT, description=_VARIABLES)
    operation_name: str | None = _text("operationName", _OPERATION_NAME, default=ABSENT)


@dataclass(frozen=True)
class InvalidQuery(Failure):
    """The document, or the values for its variables, cannot be saved: every reason, a sentence each."""

    problems: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """What people give of a saved query, by the names of its columns."""

    name: str
    query: str
    description: str | None
    folder: str | None
    variables: Any
    operation_name: str | None


def content_of(source: object) -> Content:
    """Give the content of an input or of a row; what an input leaves out is null."""
    told: dict[str, Any] = {name: given(getattr(source, name)) for name in Content.__dataclass_fields__}
    return Content(**told)


def changed(content: Content, changes: UpdateSavedQueryInput) -> Content:
    """Give the content with what `changes` does not leave out."""
    told = {name: getattr(changes, name) for name in Content.__dataclass_fields__}
    return replace(content, **{name: value for name, value in told.items() if value is not ABSENT})


def tidied(content: Content) -> Content:
    """Give the content with its texts in one form; raises Refusal where one is too long or no text of its kind."""
    tidy = replace(
        content,
        name=_held("name", content.name).strip(),
        query=_held("query", content.query),
        description=_held("description", content.description).strip() or None,
        folder=_folder(_held("folder", content.folder)),
        operation_name=_held("operationName", content.operation_name) or None,
        variables={} if content.variables is None else content.variables,
    )
    _refuse_unreadable("name", tidy.name)
    _refuse_unreadable("folder", tidy.folder or "-")
    return tidy


def hold_against(schema: GraphQLSchema, content: Content) -> None:
    """Hold the document against the schema and the variables against both; raises Refusal."""
    variables = content.variables
    if not isinstance(variables, Mapping):
        raise Refusal(InvalidInput("variables is not an object of values by name.", "variables"))
    try:
        operation = saved_operation(schema, content.query, content.operation_name)
        check_variables(schema, operation, variables)
    except DocumentError as error:
        raise Refusal(InvalidQuery("The query cannot be saved as it stands.", error.problems)) from None
    if len(orjson.dumps(variables)) > LARGEST_VARIABLES:
        message = f"variables takes more than {LARGEST_VARIABLES} bytes as JSON."
        raise Refusal(InputTooLong(message, "variables", LARGEST_VARIABLES))


def _held(field: str, text: str | None) -> str:
    """Give a text, empty for null, that is short enough and can be stored; raises Refusal."""
    most, text = LONGEST[field], text or ""
    if len(text) > most:
        raise Refusal(InputTooLong(f"{field} has {len(text)} characters: at most {most} can be saved.", field, most))
    if not is_storable(text):
        raise Refusal(InvalidInput(f"{field} holds a NUL character or half of a surrogate pair.", field))
    return text


def _folder(path: str) -> str | None:
    """Give a path of folders without empty parts and blanks around the others; None for one of no part."""
    return "/".join(part for name in path.split("/") if (part := name.strip())) or None


def _refuse_unreadable(field: str, text: str) -> None:
    """Refuse what a list would show as nothing, over several lines, or turned around."""
    if not text:
        raise Refusal(InvalidInput(f"{field} is empty.", field))
    if not text.isprintable():
        raise Refusal(InvalidInput(f"{field} holds a character that cannot be printed.", field))
