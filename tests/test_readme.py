"""The README: what it shows is what happens."""

import json
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from slugger.gateway.program import program
from slugger.gateway.settings import PREFIX, Settings
from slugger.resolvers.limits import ANONYMOUS

README = Path(__file__).parents[1] / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)


@pytest.mark.parametrize(("query", "answer"), [*zip(blocks("graphql"), blocks("json"), strict=True)])
async def test_the_query_gives_the_answer(served: str, query: str, answer: str) -> None:
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


def test_the_client_gives_a_table(served: str) -> None:
    (script,) = blocks("python client")
    script = script.replace("http://127.0.0.1:8000", served)
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert "pitcher.name" in run.stdout


async def test_the_query_about_files_is_valid(served: str) -> None:
    (query,) = re.findall(r"`(\{ trackmanFiles.*?)`", README.read_text())
    async with httpx.AsyncClient(base_url=served) as client:
        assert "errors" not in (await client.post("/graphql", json={"query": query})).json()


async def test_the_query_that_is_saved_answers_at_its_address(served: str) -> None:
    (document,) = blocks("graphql saved")
    variables, address = re.findall(r"with the variables `(.*?)`, it answers `(.*?)`", README.read_text())[0]
    save = """mutation ($input: SaveQueryInput!) { saveQuery(input: $input) {
        ... on QuerySaved { savedQuery { slug } } ... on Failure { message } } }"""
    given = {"input": {"name": "Hardest", "query": document, "variables": json.loads(variables)}}
    async with httpx.AsyncClient(base_url=served) as client:
        saved = await client.post("/graphql", json={"query": save, "variables": given})
        assert saved.json()["data"] == {"saveQuery": {"savedQuery": {"slug": "hardest"}}}
        pitches = (await client.get(address)).json()["data"]["pitches"]["nodes"]
    assert {pitch["pitchType"] for pitch in pitches} <= {"SLIDER", "CURVEBALL"}
    assert len(pitches) == 5


@pytest.mark.parametrize("line", re.findall(r"^    (?:\.venv/bin/)?slugger (.*)$", README.read_text(), re.MULTILINE))
def test_each_command_exists(line: str) -> None:
    command = [word for word in line.split() if re.fullmatch(r"[a-z]+", word)][: 2 if line.startswith("db") else 1]
    assert CliRunner().invoke(program, [*command, "--help"]).exit_code == 0


def test_every_setting_is_told_of() -> None:
    named = set(re.findall(rf"^\| `{PREFIX}(\w+)`", README.read_text(), re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields} - {"LIMIT", "LIMIT_SIGNED_IN"}


def test_every_limit_is_told_of_with_its_default() -> None:
    (row,) = re.findall(rf"^\| `{PREFIX}LIMIT_<NAME>`.*$", README.read_text(), re.MULTILINE)
    assert f"`{PREFIX}LIMIT_SIGNED_IN_<NAME>`" in row
    told = {name.lower(): int(figure.replace(",", "")) for name, figure in re.findall(r"`([A-Z_]+)` ([\d,]*\d)", row)}
    assert told == asdict(ANONYMOUS)


def test_the_folders_exist() -> None:
    for folder in re.findall(r"^\| `(\w+)/`", README.read_text(), re.MULTILINE):
        assert (README.parent / folder).is_dir()
