"""The benchmark of questions compares like with like: all contestants say the same, or the table says who does not."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from slugger.jobs.demo import write_season
from slugger.models import embedded

CONTESTANTS = ["json", "strawchemy", "tutorial", "slugger", "unkept"]
"""Who answers beside the hand-written endpoint. PostGraphile, whose packages take 300 MB, is held to the same by the
benchmark itself, which compares the answers before it measures."""
LACKING = {
    "json": ["Q6"],
    "strawchemy": ["Q4", "Q6"],
    "tutorial": ["Q6"],
    "unkept": ["Q1", "Q2", "Q3", "Q5", "Q6"],
}
"""What rivals have no answer to, all of it known beforehand."""


@pytest.fixture
def query(bench: Callable[[str], Any]) -> Any:
    return bench("query")


@pytest.fixture
def comparison(bench: Callable[[str], Any]) -> Any:
    return bench("comparison")


def tables(printed: str) -> dict[str, dict[str, str]]:
    """Give the row of each contestant, by question."""
    found = dict[str, dict[str, str]]()
    for part in printed.strip().split("\n\n"):
        if match := re.match(r"(Q\d): ", part):
            rows = part.splitlines()[2:]
            found[match[1]] = {row[:26].strip(): row[26:].strip() for row in rows}
    return found


def test_all_contestants_say_the_same_and_a_table_of_each_question(
    query: Any,
    server: embedded.EmbeddedPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_season(tmp_path / "season", games=4, seed=2026, season=2025)
    for name, value in {"SECONDS": 0.1, "WARM_UP_SECONDS": 0.1, "CONCURRENCY": 1}.items():
        monkeypatch.setattr(query, name, value)
    query.measure(server, tmp_path / "season", 1, contestants=CONTESTANTS)
    found = tables(capsys.readouterr().out)
    assert [*found] == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]
    for question, rows in found.items():
        assert {*rows} == {query.LINEUP[name].name for name in ["handwritten", *CONTESTANTS]}
        unanswered = {name for name, row in rows.items() if row.startswith("n/a: ")}
        known = {query.LINEUP[name].name for name, lacking in LACKING.items() if question in lacking}
        assert unanswered == known
    sql = [re.split(r" {2,}", found[question]["hand-written endpoint"])[-2] for question in ("Q1", "Q2", "Q3")]
    assert sql == ["1+1", "2+1", "1+1"]


class Answers:
    """Servers that give one body a question, by port."""

    def __init__(self, comparison: Any, bodies: dict[int, bytes]) -> None:
        self.comparison, self.bodies = comparison, bodies

    def __call__(self, port: int, request: Any) -> Any:
        body = self.bodies[port]
        if body.startswith(b"!"):
            raise self.comparison.StatusError(request, 404, body[1:])
        return self.comparison.Answer(body, "", True)


@pytest.fixture
def asked(comparison: Any, bench: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Compare the answers of the hand-written endpoint and of `slugger serve` to the third question."""
    question = bench("question")
    facts = question.Facts("8b6f6a2e-6d0b-4d0e-9a55-0d1b1f2a3c4d", 2025)

    def compare(*bodies: bytes) -> Any:
        monkeypatch.setattr(comparison, "ask", Answers(comparison, dict(enumerate(bodies))))
        return comparison.compared(question.QUESTIONS["Q3"], {"handwritten": 0, "slugger": 1}, facts)

    return compare


THEIRS = b'{"data":{"player":{"name":"Doe, Jo","throws":"LEFT"}}}'


def test_extensions_do_not_make_an_answer_another(asked: Callable[..., Any]) -> None:
    ours = b'{"data": {"player": {"throws": "LEFT", "name": "Doe, Jo"}}, "extensions": {"cost": 3}}'
    found = asked(THEIRS, ours)
    assert found.reasons == {}
    assert found.entries["slugger"].length == len(ours)


def test_answers_that_differ_are_refused(asked: Callable[..., Any], comparison: Any) -> None:
    with pytest.raises(comparison.ContestantError, match=r"slugger serve answers Q3 otherwise .* throws is 'RIGHT'"):
        asked(THEIRS, THEIRS.replace(b"LEFT", b"RIGHT"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"data": null, "errors": [{"message": "Cannot query\\n field"}]}', "n/a: Cannot query field"),
        (b"!Not Found", "n/a: it answers 404 to /graphql: Not Found"),
        (b'!{"errors": [{"message": "too big"}]}', "n/a: it answers 404 to /graphql: too big"),
    ],
)
def test_an_error_stands_in_the_table_as_the_reason(asked: Callable[..., Any], body: bytes, reason: str) -> None:
    found = asked(THEIRS, body)
    assert found.reasons == {"slugger": reason}
    assert [*found.entries] == ["handwritten"]


def test_a_walk_ends_where_the_pages_end(comparison: Any, bench: Callable[[str], Any]) -> None:
    walk = bench("question").QUESTIONS["Q5"]
    page = {"data": {"pitches": {"nodes": [1], "pageInfo": {"hasNextPage": True, "endCursor": "c"}}}}
    assert comparison.following(orjson.dumps(page), walk) == ("c", True)
    listed = {"data": {"pitches": [1] * 1000}}
    assert comparison.following(orjson.dumps(listed), walk) == (None, True)
    listed["data"]["pitches"].pop()
    assert comparison.following(orjson.dumps(listed), walk) == (None, False)


def test_requests_carry_what_their_queries_declare(bench: Callable[[str], Any]) -> None:
    question, lineup = bench("question"), bench("lineup").LINEUP
    facts = question.Facts("8b6f6a2e-6d0b-4d0e-9a55-0d1b1f2a3c4d", 2025)

    def sent(contestant: str, name: str, page: int = 0, cursor: str | None = None) -> Any:
        asked = question.QUESTIONS[name]
        return lineup[contestant].dialect.request(asked, question.values(asked, facts, page, cursor))

    assert sent("handwritten", "Q3").path == "/players/8b6f6a2e-6d0b-4d0e-9a55-0d1b1f2a3c4d"
    assert sent("handwritten", "Q5", 1, "2025-05-01_g_7").path == "/pages?first=1000&after=2025-05-01_g_7"
    assert orjson.loads(sent("slugger", "Q4").body)["variables"] == {"season": 2025}
    assert orjson.loads(sent("postgraphile", "Q4").body)["variables"] == {"from": "2025-01-01", "to": "2025-12-31"}
    assert orjson.loads(sent("strawchemy", "Q5", 3).body)["variables"] == {"first": 1000, "offset": 3000}
    assert "variables" not in orjson.loads(sent("slugger", "Q6").body)
    assert sent("slugger", "Q6").path == "/export?format=parquet"
    with pytest.raises(bench("dialect").UnansweredError, match="groups by nothing"):
        sent("strawchemy", "Q4")


def test_the_facts_are_of_the_latest_season(query: Any, server: embedded.EmbeddedPostgres, tmp_path: Path) -> None:
    for year in (2024, 2025):
        write_season(tmp_path / "season" / str(year), games=1, seed=2026, season=year)
    assert asyncio.run(query.prepare(server.url, tmp_path / "season")).season == 2025
