"""Variables of a query in the parameters of an address: text that each variable's type says how to read."""

import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from graphql import (
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    get_nullable_type,
    is_input_object_type,
    is_input_type,
    type_from_ast,
)
from starlette.exceptions import HTTPException

from slugger.resolvers.saved_document import declared_variables, misfits

_WHOLE = re.compile("-?[0-9]{1,20}")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
_TEXTS = frozenset({"String", "ID"})


def variables_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, parameters: Iterable[tuple[str, str]]
) -> dict[str, object]:
    """Read parameters as the variables of an operation: a list by repetition, an input object as JSON.

    An empty text is null unless the variable takes texts. Refuses a parameter that is no variable, and a value that
    does not fit the variable's type, with 400.
    """
    declared = declared_variables(operation)
    given: dict[str, list[str]] = {}
    for name, text in parameters:
        given.setdefault(name, []).append(text)
    variables = {}
    for name, texts in given.items():
        if name not in declared:
            raise _refused(name, "the query has no variable of this name", declared)
        kind: Any = type_from_ast(schema, declared[name].type)
        if len(texts) > 1 and not isinstance(get_nullable_type(kind), GraphQLList):
            raise _refused(name, "it is given more than once, and takes no list")
        variables[name] = _read(kind, texts) if is_input_type(kind) else texts[0]
        if problems := misfits(schema, declared[name], variables[name]):
            raise _refused(name, problems[0].rstrip("."))
    return variables


def _refused(name: str, reason: str, declared: Iterable[str] = ()) -> HTTPException:
    others = ", ".join(declared)
    words = f"The parameter {name[:100]!r} cannot be used: {reason}{f'; it has {others}' if others else ''}."
    return HTTPException(HTTPStatus.BAD_REQUEST, words)


def _read(kind: GraphQLInputType, texts: list[str]) -> object:
    bare = get_nullable_type(kind)
    if isinstance(bare, GraphQLList):
        return [_read_one(bare.of_type, text) for text in texts]
    return _read_one(kind, texts[0])


def _read_one(kind: GraphQLInputType, text: str) -> object:
    """Read a text; one that is none of the type stays as it is, and will not fit."""
    bare = get_nullable_type(kind)
    if isinstance(bare, GraphQLList):
        return _json(text)
    if not text and not isinstance(kind, GraphQLNonNull) and bare.name not in _TEXTS:
        return None
    return _json(text) if is_input_object_type(bare) else _READ.get(bare.name, str)(text)


def _json(text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


_READ: Mapping[str, Callable[[str], object]] = {
    "Int": lambda text: int(text) if _WHOLE.fullmatch(text) else text,
    "Float": lambda text: float(text) if _NUMBER.fullmatch(text) else text,
    "Boolean": lambda text: {"true": True, "false": False}.get(text, text),
    "JSON": _json,
}
"""What reads a text, by the name of the type; texts of all others are what JSON has for them too."""
