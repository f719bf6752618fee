"""Like with like: every contestant answers each question once, and all answers say the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bench import load
from bench.contestant import Answer, ContestantError, Request, StatusError, ask
from bench.dialect import UnansweredError
from bench.lineup import LINEUP, REFERENCE, Contestant
from bench.question import Facts, Question, data, values
from bench.shape import difference

_REASON = 120
"""Most characters of a reason."""


@dataclass
class Entry:
    """A contestant with the requests of one answer to one question, and every round's outcome."""

    contestant: Contestant
    port: int
    requests: list[Request]
    answers: list[Answer]
    slack: float = 0.0
    outcomes: list[load.Outcome] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Bytes of one answer."""
        return sum(len(answer.body) for answer in self.answers)

    def sample(self, concurrency: int, seconds: float) -> float:
        """Give answers per second, parts of one included; raises ContestantError when a request is answered wrong."""
        calls = [
            load.Call(request.raw(self.port), len(answer.body), slack=int(len(answer.body) * self.slack))
            for request, answer in zip(self.requests, self.answers, strict=True)
        ]
        counted = not all(answer.announced for answer in self.answers)
        job = load.Job(self.port, calls, concurrency, seconds, walk=len(calls) > 1, counted=counted)
        outcome = load.run(job)
        if outcome.wrong:
            raise ContestantError(f"{outcome.wrong} of {outcome.answers} answers of {self.contestant.name} were wrong.")
        self.outcomes.append(outcome)
        return outcome.rate / len(calls)


@dataclass
class Field:
    """Who answers a question and who does not: entries by contestant, reasons by contestant, and the rows in all."""

    entries: dict[str, Entry]
    reasons: dict[str, str]
    rows: int


def compared(question: Question, ports: Mapping[str, int], facts: Facts) -> Field:
    """Ask every contestant once.

    One that has no answer, or gives an error instead, is left out with the reason. Raises ContestantError when an
    answer says something else than the hand-written endpoint's.
    """
    entries, reasons, found = dict[str, Entry](), dict[str, str](), dict[str, Any]()
    for name, port in ports.items():
        try:
            entries[name] = entry = walk(question, LINEUP[name], port, facts)
        except UnansweredError as error:
            reasons[name] = f"n/a: {error}"
        else:
            found[name] = question.read([answer.body for answer in entry.answers])
    reference = found[REFERENCE]
    for name, content in found.items():
        if wrong := difference(content, reference):
            raise ContestantError(f"{LINEUP[name].name} answers {question.name} otherwise than others: {wrong}.")
    return Field(entries, reasons, len(reference))


def walk(question: Question, contestant: Contestant, port: int, facts: Facts) -> Entry:
    """Ask a contestant for every page of its answer. Raises UnansweredError when it has none."""
    entry, cursor = Entry(contestant, port, [], [], question.slack), None
    for page in range(question.pages):
        request = contestant.dialect.request(question, values(question, facts, page, cursor))
        answer = answered(port, request)
        entry.requests.append(request)
        entry.answers.append(answer)
        if question.pages > 1:
            cursor, more = following(answer.body, question)
            if not more:
                break
    return entry


def answered(port: int, request: Request) -> Answer:
    """Give the answer to a request. Raises UnansweredError with what the contestant says when it is an error."""
    try:
        answer = ask(port, request)
    except StatusError as error:
        said = complaint(error.body) or error.body[:_REASON].decode(errors="replace")
        raise UnansweredError(f"it answers {error.status} to {request.path}: {said}") from error
    if words := complaint(answer.body):
        raise UnansweredError(words)
    return answer


def complaint(body: bytes) -> str | None:
    """Give the first error of a GraphQL answer in a line; None for an answer without errors."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(said, dict) or not said.get("errors"):
        return None
    return " ".join(str(said["errors"][0]["message"]).split())[:_REASON]


def following(body: bytes, question: Question) -> tuple[str | None, bool]:
    """Give the cursor that a page ends with, if it has one, and whether more pages follow."""
    (rows,) = data(body).values()
    if isinstance(rows, list):
        return None, len(rows) == question.values["first"]
    info = rows["pageInfo"]
    return info["endCursor"], info["hasNextPage"]
