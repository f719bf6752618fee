"""What a JSON Schema says, in a few words."""

import json
from collections.abc import Mapping
from shlex import quote
from typing import Any, TypeAlias
from urllib.parse import urlencode

Schema: TypeAlias = Mapping[str, Any]

_BOUNDS = {"minimum": "at least", "maximum": "at most", "minLength": "at least", "maxLength": "at most"}
_SHOWN = 12
"""Examples beyond which only their number is said."""


def type_of(schema: Schema) -> str:
    """Name the type, with its format and whether null can stand there."""
    kinds = schema.get("type", "string")
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    names[0] = schema.get("format", names[0])
    return " or ".join(names)


def constraint(schema: Schema) -> str:
    """Tell the values that are taken: the choice, or the bounds."""
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    unit = " characters" if schema.get("type") == "string" else ""
    return ", ".join(f"{words} {schema[name]:,}{unit}" for name, words in _BOUNDS.items() if name in schema)


def meaning(schema: Schema) -> str:
    """Give the description, with the values that are known."""
    known = schema.get("examples", ())
    values = f" Values: {', '.join(map(str, known))}." if 0 < len(known) <= _SHOWN else ""
    return f"{schema.get('description', '')}{values}"


def typical(schema: Schema) -> str:
    """Give the range in which values usually lie, empty if it is not known."""
    low, high = schema.get("x-typical-range", (None, None))
    return "" if low is None or high is None else f"{low:.4g} to {high:.4g}"


def command(method: str, path: str, operation: Schema) -> str:
    """Give a curl command for an operation, to be run where `$ALPBAPI` and `$KEY` are set."""
    curl = f'curl -X {method.upper()} -H "x-api-key: $KEY"' if method != "get" else 'curl -H "x-api-key: $KEY"'
    if "requestBody" in operation:
        (content,) = operation["requestBody"]["content"].values()
        return f'{curl} --json {quote(json.dumps(content["example"]))} "$ALPBAPI{path}"'
    return f'{curl} "$ALPBAPI{path}?{urlencode(_query(operation))}"'


def _query(operation: Schema) -> dict[str, Any]:
    """Choose parameters for an example: a small page, narrowed by the first choice that there is."""
    choices = {
        parameter["name"]: parameter["schema"]["enum"][0]
        for parameter in operation.get("parameters", ())
        if "enum" in parameter["schema"] and parameter["name"] != "order"
    }
    return dict([("limit", 5), *choices.items()][:2])
