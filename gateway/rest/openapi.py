"""The OpenAPI 3.1 document of the surface, derived from the declared listings."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version as version_of
from typing import Any

from slugger.gateway.rest.items import JsonSchema, items, metas
from slugger.gateway.rest.noun import Noun
from slugger.gateway.rest.parameters import QueryParams

DIALECT = "https://json-schema.org/draft/2020-12/schema"
JSON = "application/json"
UUID4 = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"

INTRODUCTION = (
    "Clubs, ballparks, players, games and radar-tracked pitches of the Atlantic League. Parameters that are not listed "
    "are ignored; of one that is given twice the last value counts. A page beyond the last is empty, never an error."
)

_TRACE = {"x-trace-id": {"description": "Id under which the server logged the failure.", "schema": {"type": "string"}}}
_TAG = {"ETag": {"description": "Weak tag of the answer, for If-None-Match.", "schema": {"type": "string"}}}
_WAIT = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}
_ALLOW = {"Allow": {"description": "Methods that the path takes.", "schema": {"type": "string"}}}


def document(prefix: str, nouns: Iterable[Noun], further: Mapping[str, JsonSchema] | None = None) -> dict[str, Any]:
    """Describe the listings under `prefix`, and the path items of `further` by their paths."""
    nouns = tuple(nouns)
    return {
        "openapi": "3.1.0",
        "info": {"title": "ALPBAPI", "version": version_of("slugger"), "description": INTRODUCTION},
        "jsonSchemaDialect": DIALECT,
        "servers": [{"url": prefix}],
        "security": [{}, {"ApiKey": []}],
        "paths": {**dict(_paths(nouns)), **(further or {})},
        "components": {
            "securitySchemes": {"ApiKey": _API_KEY},
            "schemas": {**_FAILURES, **dict(_envelopes(nouns))},
            "responses": _RESPONSES,
        },
    }


def _paths(nouns: Iterable[Noun]) -> Iterator[tuple[str, JsonSchema]]:
    for noun in nouns:
        for name in (noun.name, *noun.aliases):
            yield f"/{name}", {"get": _operation(noun, name)}


def _operation(noun: Noun, name: str) -> JsonSchema:
    summary = f"List {noun.name}" if name == noun.name else f"List {noun.name}: another name of /{noun.name}"
    return {
        "operationId": f"list{name.capitalize()}",
        "summary": summary,
        "parameters": list(parameters(noun.parameters)),
        "responses": {
            "200": {
                "description": f"The {noun.name}.",
                "headers": _TAG,
                "content": _content(noun.name.capitalize()),
            },
            "304": {"description": "What If-None-Match names is still the answer.", "headers": _TAG},
            "400": {"$ref": "#/components/responses/Invalid"},
            **GUARDED,
        },
    }


def parameters(model: type[QueryParams]) -> Iterator[JsonSchema]:
    """Describe the parameters of a listing; none is required, and leaving one out is no null."""
    for name, found in model.model_json_schema()["properties"].items():
        described = {key: value for key, value in found.items() if key not in {"title", "anyOf", "description"}}
        schema = described | next((one for one in found.get("anyOf", ()) if one != {"type": "null"}), {})
        if schema.get("default", ...) is None:
            del schema["default"]
        if schema.get("format") == "uuid4":
            schema |= {"format": "uuid", "pattern": UUID4}
        yield {"name": name, "in": "query", "description": found["description"], "schema": schema}


def _envelopes(nouns: Iterable[Noun]) -> Iterator[tuple[str, JsonSchema]]:
    every_item, every_meta = items(), metas()
    for noun in nouns:
        title, item = noun.name.capitalize(), f"{noun.name.capitalize()}Item"
        properties: JsonSchema = {
            "success": _TRUE,
            "message": {"const": f"{title} retrieved successfully"},
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}},
        }
        if noun.name in every_meta:
            properties["meta"] = every_meta[noun.name]
        yield item, every_item[noun.name]
        yield title, {"type": "object", "properties": properties, "required": list(properties)}


def _content(schema: str) -> JsonSchema:
    return {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _refusal(meaning: str, schema: str, headers: JsonSchema | None = None) -> JsonSchema:
    response = {"description": meaning, "content": _content(schema)}
    return response | {"headers": headers} if headers else response


_API_KEY = {
    "type": "apiKey",
    "in": "header",
    "name": "x-api-key",
    "description": "Needed where the server has been given keys; else it is not looked at.",
}
# With a type: generators of clients stumble over a constant without one.
_TRUE, _FALSE = ({"type": "boolean", "enum": [value]} for value in (True, False))
_FAILURES: JsonSchema = {
    "Invalid": {
        "type": "object",
        "properties": {
            "success": _FALSE,
            "message": {"const": "Invalid request parameters"},
            "errors": {"type": "string", "description": "Each parameter that is wrong and why, over several lines."},
        },
        "required": ["success", "message", "errors"],
    },
    "Gateway": {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]},
    "Failed": {
        "type": "object",
        "properties": {"success": _FALSE, "message": {"type": "string"}},
        "required": ["message"],
    },
}
_RESPONSES: JsonSchema = {
    "Invalid": _refusal("A parameter is not valid.", "Invalid"),
    "Forbidden": _refusal("The API key is missing, unknown or revoked.", "Gateway"),
    "NotAllowed": _refusal("The path does not take this method.", "Gateway", _ALLOW),
    "TooMany": _refusal("The key's plan allows no more requests now.", "Gateway", _WAIT),
    "Failed": _refusal("The server could not fulfil the request.", "Failed", _TRACE),
}
GUARDED: JsonSchema = {
    "403": {"$ref": "#/components/responses/Forbidden"},
    "405": {"$ref": "#/components/responses/NotAllowed"},
    "429": {"$ref": "#/components/responses/TooMany"},
    "500": {"$ref": "#/components/responses/Failed"},
}
"""What every operation may answer."""
