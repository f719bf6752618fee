"""The README: what it shows is what happens."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from slugger.gateway.program import program
from slugger.gateway.settings import PREFIX, Settings

README = Path(__file__).parents[1] / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)


async def test_the_query_gives_the_answer(served: str) -> None:
    (query,), (answer,) = blocks("graphql"), blocks("json")
    async with httpx.AsyncClient(base_url=served) as client:
        given = await client.post("/graphql", json={"query": query})
    assert given.json() == json.loads(answer)


async def test_the_query_with_a_filter_gives_rows_in_its_order(served: str) -> None:
    (query,) = blocks("graphql filter")
    async with httpx.AsyncClient(base_url=served) as client:
        pitches = (await client.post("/graphql", json={"query": query})).json()["data"]["pitches"]
    assert pitches["totalCount"] > len(pitches["nodes"]) == 5
    places = [(not node["whiff"], -node["relSpeed"]) for node in pitches["nodes"]]
    assert places == sorted(places)
    assert {node["count"] for node in pitches["nodes"]} <= {"0-1", "0-2", "1-2"}
    assert {node["zoneCell"] for node in pitches["nodes"]} <= {11, 12, 13, 14}


def test_the_legacy_request_gives_the_answer_but_for_random_ids(served: str) -> None:
    (request,), (answer,) = blocks("sh"), blocks("text")
    url = request.split("'")[1].replace("http://127.0.0.1:8000", served)
    shown, given = json.loads(answer.replace("\n", " ")), httpx.get(url).json()
    for body in (shown, given):
        assert body["data"][0].pop("game_id").count("-") == 4
    assert given == shown


def test_the_script_pages_through_the_season(served: str) -> None:
    (script,) = blocks("python")
    script = script.replace("http://127.0.0.1:8000", served)
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert int(run.stdout.split()[0]) > 8000


async def test_the_query_about_files_is_valid(served: str) -> None:
    (query,) = re.findall(r"`(\{ trackmanFiles.*?)`", README.read_text())
    async with httpx.AsyncClient(base_url=served) as client:
        assert "errors" not in (await client.post("/graphql", json={"query": query})).json()


@pytest.mark.parametrize("line", re.findall(r"^    (?:\.venv/bin/)?slugger (.*)$", README.read_text(), re.MULTILINE))
def test_each_command_exists(line: str) -> None:
    command = [word for word in line.split() if re.fullmatch(r"[a-z]+", word)][: 2 if line.startswith("db") else 1]
    assert CliRunner().invoke(program, [*command, "--help"]).exit_code == 0


def test_every_setting_is_told_of() -> None:
    named = set(re.findall(rf"^\| `{PREFIX}(\w+)`", README.read_text(), re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_the_folders_exist() -> None:
    for folder in re.findall(r"^\| `(\w+)/`", README.read_text(), re.MULTILINE):
        assert (README.parent / folder).is_dir()
