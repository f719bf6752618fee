"""The parameters of a GraphQL request: which are one, and what they ask for."""

from typing import Any

from starlette.exceptions import HTTPException
from strawberry.http import GraphQLRequestData, GraphQLRequestProtocol

from slugger.gateway.persisted import names_document


def requested(parameters: object, protocol: GraphQLRequestProtocol) -> GraphQLRequestData:
    """Check the parameters of a request; refuses with 400."""
    if not isinstance(parameters, dict):
        raise HTTPException(400, "The body is not a JSON object with a `query`.")
    query, name = parameters.get("query"), parameters.get("operationName")
    extensions = _object(parameters, "extensions")
    if not _is_document(query) and not (query in (None, "") and names_document(extensions)):
        raise HTTPException(400, "The request has no `query`, the text of a GraphQL document.")
    if not isinstance(name, str | None):
        raise HTTPException(400, "The request's `operationName` is not a string.")
    return GraphQLRequestData(
        query=query or None,
        variables=_object(parameters, "variables"),
        operation_name=name or None,
        extensions=extensions,
        protocol=protocol,
    )


def _is_document(query: object) -> bool:
    return isinstance(query, str) and bool(query.strip())


def _object(parameters: dict[str, object], name: str) -> dict[str, Any] | None:
    value = parameters.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, dict):
        raise HTTPException(400, f"The request's `{name}` is not an object.")
    return value
