"""The six questions: what is asked, with which values, and how an answer is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from bench import shape

PAGE = 1000
"""Pitches of a page."""
PAGES = 20
"""Pages of a walk."""


@dataclass(frozen=True)
class Facts:
    """What the questions name of the database."""

    player: UUID
    season: int


@dataclass(frozen=True)
class Question:
    """What is asked; `{rows}` in the title stands for the number of rows of the answer.

    An answer takes at most `pages` requests. Its length may differ by the share `slack` from one time to the next.
    """

    name: str
    title: str
    read: Callable[[Sequence[bytes]], Any]
    values: Mapping[str, object]
    pages: int = 1
    slack: float = 0.0


def values(question: Question, facts: Facts, page: int, cursor: str | None) -> dict[str, object]:
    """Give everything that a request for a page may name, whether after a cursor or by its place."""
    days = {"from": f"{facts.season}-01-01", "to": f"{facts.season}-12-31"}
    named = {"id": str(facts.player), "season": facts.season}
    return {**named, **days, **question.values, "after": cursor, "offset": page * PAGE}


def one(bodies: Sequence[bytes]) -> Any:  # noqa: ANN401  an answer of any shape
    """Read an answer of one field."""
    return shape.plain(next(iter(data(bodies[0]).values())))


def walked(bodies: Sequence[bytes]) -> list[Any]:
    """Read pages as one list."""
    return [row for body in bodies for row in one([body])]


def mix(bodies: Sequence[bytes]) -> list[dict[str, Any]]:
    """Read a pitch mix."""
    return shape.groups(data(bodies[0]))


def exported(bodies: Sequence[bytes]) -> list[dict[str, Any]]:
    """Read a Parquet file."""
    return shape.table(bodies[0])


def data(body: bytes) -> Mapping[str, Any]:
    """Give the data of a JSON answer, without what else stands beside it."""
    found: Mapping[str, Any] = orjson.loads(body)["data"]
    return found


QUESTIONS = {
    question.name: question
    for question in (
        Question("Q1", "1000 pitches of 30 fields", one, {"first": 1000}),
        Question(
            "Q2",
            "20 games with clubs, ballpark and 50 pitches of 10 fields with the pitcher's name",
            one,
            {"first": 20, "pitches": 50},
        ),
        Question("Q3", "one player by id with the club", one, {}),
        Question(
            "Q4",
            "pitch mix of a season: {rows} groups of pitcher and pitch type with averages and whiff rate",
            mix,
            {},
            slack=0.01,
        ),
        Question("Q5", "{rows} pitches of 12 fields walked in pages of 1000", walked, {"first": PAGE}, pages=PAGES),
        Question("Q6", "{rows} pitches of 12 fields as a Parquet file", exported, {"first": PAGE * PAGES}),
    )
}
"""By name. PostgreSQL adds floats up in whichever order it reads them, so that the averages of Q4 differ in length."""
