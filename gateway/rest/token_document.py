"""`POST /validate-token` as OpenAPI describes it."""

from slugger.gateway.rest.items import JsonSchema
from slugger.gateway.rest.openapi import GUARDED, JSON

_NONEMPTY = {"type": "string", "minLength": 1}


def _answer(meaning: str, *, success: bool, valid: bool | None = None) -> JsonSchema:
    properties: JsonSchema = {"success": {"type": "boolean", "enum": [success]}, "message": {"type": "string"}}
    if valid is not None:
        properties["valid"] = {"type": "boolean", "enum": [valid]}
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"description": meaning, "content": {JSON: {"schema": schema}}}


def _one_of(meaning: str, *spellings: str) -> JsonSchema:
    return {
        "anyOf": [
            {"properties": {name: _NONEMPTY | {"description": meaning}}, "required": [name]} for name in spellings
        ]
    }


def _forbidden() -> JsonSchema:
    refused = _answer("The token is not valid, or the API key is not.", success=False, valid=False)
    content = refused["content"][JSON]
    content["schema"] = {"anyOf": [content["schema"], {"$ref": "#/components/schemas/Gateway"}]}
    return refused


PATH = "/validate-token"
ITEM: JsonSchema = {
    "post": {
        "operationId": "validateToken",
        "summary": "Tell whether a widget's token is that of a logged-in user",
        "description": "The token comes as `alpbToken` or `alpb_token`, the widget as `widgetId` or `widget_id`; "
        "of both spellings the first counts.",
        "requestBody": {
            "required": True,
            "content": {
                JSON: {
                    "schema": {
                        "type": "object",
                        "allOf": [
                            _one_of("Token from the widget's address.", "alpbToken", "alpb_token"),
                            _one_of("Id of the widget.", "widgetId", "widget_id"),
                        ],
                    },
                    "example": {"alpbToken": "00ff:a1b2", "widgetId": "7"},
                }
            },
        },
        "responses": {
            "200": _answer("The token is valid.", success=True, valid=True),
            "400": _answer("The body is not JSON, or lacks the token or the widget.", success=False),
            **GUARDED,
            "403": _forbidden(),
            "413": _answer("The body is too long.", success=False),
            "415": _answer("The body is of another type.", success=False),
        },
    }
}
"""The path item, for `openapi.document`."""
