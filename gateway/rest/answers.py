"""Answers of a process, kept as long as the data that they were made from stand."""

import asyncio
import gzip
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version as version_of
from typing import Any, TypeVar

from slugger.gateway.compression import GZIP_LEVEL
from slugger.gateway.flight import Flights, Latest
from slugger.gateway.rest.envelope import success
from slugger.gateway.rest.noun import Noun, Source
from slugger.gateway.rest.parameters import QueryParams
from slugger.gateway.store import Store
from slugger.loaders.change import data_version, snapshot
from slugger.loaders.legacy.names import club_names
from slugger.models.engine import Sessions

Value = TypeVar("Value")

_RELEASE = version_of("slugger")


@dataclass(frozen=True)
class Question:
    """What is asked for: equal questions have equal answers as long as the data stand."""

    noun: Noun
    params: QueryParams

    def tag(self, version: str) -> str:
        """Give the weak entity tag of the answer from one version of the data."""
        told = (_RELEASE, version, self.noun.name, self.params.given())
        return f'W/"{blake2b(repr(told).encode(), digest_size=16).hexdigest()}"'


@dataclass(frozen=True)
class Answer:
    """A body, and the entity tag that tells it from every other."""

    tag: str
    body: bytes


class Answers:
    """Makes answers and keeps them, `cache_bytes` of them at most; no reading takes longer than `seconds`."""

    def __init__(self, sessions: Sessions, *, cache_bytes: int, seconds: float) -> None:
        """Begin empty."""
        self._sessions = sessions
        # The database's own limit on a statement comes first, because it says more.
        self._seconds = seconds + 1
        self._store = Store(cache_bytes)
        self._flights = Flights()
        self._version = Latest(self._read_version)

    async def version(self) -> str:
        """Give the version of the data, read after this was called."""
        return await self._version.get()

    async def club_names(self) -> frozenset[str]:
        """Give every name of every club."""
        key = ("club names", await self.version())
        return await self._once(key, lambda: self._read_club_names(key))

    async def answer(self, question: Question, tag: str) -> Answer:
        """Give the answer that has `tag`, or one from later data."""
        return await self._once(tag, lambda: self._make(question))

    async def compressed(self, answer: Answer) -> bytes:
        """Give the body in gzip, made once for as long as it is kept."""
        key = ("gzip", answer.tag)
        return await self._once(key, lambda: self._compress(key, answer.body))

    async def _once(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """Give what is kept under `key`; else what `make` gives, which several may wait for."""
        kept: Value | None = self._store.get(key)
        return await self._flights.join(key, make) if kept is None else kept

    async def _read_version(self) -> str:
        async with asyncio.timeout(self._seconds):
            return await data_version(self._sessions)

    async def _read_club_names(self, key: Hashable) -> frozenset[str]:
        async with asyncio.timeout(self._seconds), self._sessions() as session:
            names = await club_names(session)
        self._store.put(key, names, sum(map(len, names)))
        return names

    async def _make(self, question: Question) -> Answer:
        noun = question.noun
        async with asyncio.timeout(self._seconds), snapshot(self._sessions) as (session, version):
            content = await noun.read(Source(session, version, self._store), question.params)
        message = f"{noun.name.capitalize()} retrieved successfully"
        answer = Answer(question.tag(version), success(message, content.rows, content.meta))
        self._store.put(answer.tag, answer, len(answer.body))
        return answer

    async def _compress(self, key: Hashable, body: bytes) -> bytes:
        compressed = await asyncio.to_thread(gzip.compress, body, GZIP_LEVEL, mtime=0)
        self._store.put(key, compressed, len(compressed))
        return compressed
