"""The description of the REST surface: what it says is what is served."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator
from pydantic import ValidationError
from starlette.routing import Mount, Route

from slugger.gateway.rest.noun import Noun
from slugger.gateway.rest.openapi import document
from slugger.gateway.rest.reference import DOCUMENT, PAGE
from slugger.gateway.rest.routes import FURTHER, NOUNS, PREFIX, routes
from slugger.gateway.rest.token_document import ITEM, PATH
from slugger.models.legacy import PITCH_COLUMNS

SCHEMATHESIS = [sys.executable, "-m", "schemathesis.cli", "run", "--max-examples=5", "--generation-deterministic"]
# One worker: Python 3.11 cannot parse source, as hypothesis does, in two threads at a time.
SCHEMATHESIS += ["--workers=1", "--no-color"]


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The document, with the operation on tokens in it."""
    return document(PREFIX, NOUNS, {PATH: ITEM})


@pytest.fixture(scope="module")
def published(served: str) -> dict[str, Any]:
    """The document as the server gives it to somebody without an API key."""
    answer = httpx.get(f"{served}{PREFIX}{DOCUMENT}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


def mounted() -> set[str]:
    (mount,) = (route for route in routes() if isinstance(route, Mount))
    return {route.path for route in mount.routes if isinstance(route, Route)}


def resolved(described: Mapping[str, Any], node: Any) -> Any:
    """Give the document with what each reference points to in its place."""
    if isinstance(node, list):
        return [resolved(described, item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        found: Any = described
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return resolved(described, found)
    return {key: resolved(described, value) for key, value in node.items()}


def schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Give every JSON Schema in a part of the document."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "schema":
                yield value
            else:
                yield from schemas(value)
    elif isinstance(node, list):
        for item in node:
            yield from schemas(item)


def test_every_route_is_described_and_nothing_else(published: dict[str, Any]) -> None:
    assert set(published["paths"]) == mounted() - {DOCUMENT, PAGE, "/{path:path}"}
    assert published == document(PREFIX, NOUNS, FURTHER)


def test_the_document_is_of_openapi_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    whole = resolved(described, described)
    operations = [operation for item in whole["paths"].values() for operation in item.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert {"200", "400", "403", "405", "429", "500"} <= set(operation["responses"])
        assert all(response["description"] for response in operation["responses"].values())
        names = [parameter["name"] for parameter in operation.get("parameters", ())]
        assert len(set(names)) == len(names)
    for schema in schemas(whole):
        Draft202012Validator(schema)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_parameters_are_those_of_the_listing(described: dict[str, Any], noun: Noun) -> None:
    listed = described["paths"][f"/{noun.name}"]["get"]["parameters"]
    assert [parameter["name"] for parameter in listed] == list(noun.parameters.model_fields)
    for parameter in listed:
        name, schema = parameter["name"], parameter["schema"]
        assert parameter["description"].endswith(".")
        assert "anyOf" not in schema
        assert schema.get("default") == noun.parameters.model_fields[name].default
        for value in schema.get("enum", ()):
            noun.parameters.model_validate({name: value})
        for beyond in (schema.get("minimum", 1) - 1, schema.get("maximum", 0) + 1):
            if {"minimum", "maximum"} & set(schema) and not _within(beyond, schema):
                with pytest.raises(ValidationError):
                    noun.parameters.model_validate({name: str(beyond)})


def _within(value: int, schema: Mapping[str, Any]) -> bool:
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def test_pitches_have_every_key_in_order_with_its_meaning(described: dict[str, Any]) -> None:
    keys = described["components"]["schemas"]["PitchesItem"]["properties"]
    assert tuple(keys) == PITCH_COLUMNS
    assert all(key["description"].endswith(".") for key in keys.values())
    assert keys["rel_speed"]["x-unit"] == "mph"
    assert keys["rel_speed"]["type"] == ["number", "null"]
    assert keys["pitch_call"]["type"] == "string"


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_items_have_the_described_keys_in_order(served: str, published: dict[str, Any], noun: Noun) -> None:
    answer = httpx.get(f"{served}{PREFIX}/{noun.name}", params={"limit": 1000}).json()
    envelope = resolved(published, published["components"]["schemas"][noun.name.capitalize()])
    Draft202012Validator(envelope).validate(answer)
    assert list(answer) == list(envelope["properties"])
    item = envelope["properties"]["data"]["items"]
    assert all(list(row) == list(item["properties"]) for row in answer["data"])
    assert list(answer.get("meta", ())) == list(envelope["properties"].get("meta", {}).get("properties", ()))


def test_schemathesis_finds_nothing(served: str, tmp_path: Path) -> None:
    command = [*SCHEMATHESIS, f"{served}{PREFIX}{DOCUMENT}"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    # That no invented token is valid is a warning; a broken promise of the document is a failure.
    assert run.returncode == 0, run.stdout + run.stderr
    assert "FAILURES" not in run.stdout
