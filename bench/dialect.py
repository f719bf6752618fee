"""How a contestant is spoken to: what it is sent for each question."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from bench.contestant import Request
from bench.question import Question
from bench.rival import text

_DECLARED = re.compile(r"\$(\w+)\s*:")


class UnansweredError(Exception):
    """A contestant has no answer to a question; the words say why."""


class Dialect(Protocol):
    """A way to ask."""

    def request(self, question: Question, values: Mapping[str, object]) -> Request:
        """Give the request with those of the values that it takes. Raises UnansweredError when there is none."""


@dataclass(frozen=True)
class Graph:
    """GraphQL, with the queries of a folder; `paths` has questions that are not sent to `/graphql`.

    `lacking` says of questions why they cannot be asked.
    """

    folder: str
    paths: Mapping[str, str] = field(default_factory=dict)
    lacking: Mapping[str, str] = field(default_factory=dict)

    def request(self, question: Question, values: Mapping[str, object]) -> Request:
        """Give the request with the variables that the query declares."""
        _refuse(question, self.lacking)
        query = text(f"{self.folder}/{question.name}.graphql")
        variables = {name: values[name] for name in _DECLARED.findall(query)}
        body = {"query": query} | ({"variables": variables} if variables else {})
        return Request("POST", self.paths.get(question.name, "/graphql"), json.dumps(body))


@dataclass(frozen=True)
class Endpoints:
    """A path a question."""

    lacking: Mapping[str, str] = field(default_factory=dict)

    def request(self, question: Question, values: Mapping[str, object]) -> Request:
        """Give the request with the parameters that the path takes."""
        _refuse(question, self.lacking)
        path, *names = _PATHS[question.name]
        parameters = {name: values[name] for name in names if values[name] is not None}
        return Request("GET", path.format_map(values) + (f"?{urlencode(parameters)}" if parameters else ""))


_PATHS = {
    "Q1": ("/pitches", "first"),
    "Q2": ("/games", "first", "pitches"),
    "Q3": ("/players/{id}",),
    "Q4": ("/mix", "season"),
    "Q5": ("/pages", "first", "after"),
    "Q6": ("/export", "first"),
}
"""Path and parameters of each question."""


def _refuse(question: Question, lacking: Mapping[str, str]) -> None:
    if question.name in lacking:
        raise UnansweredError(lacking[question.name])
