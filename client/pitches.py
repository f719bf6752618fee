"""Pitches of many days from one server, day by day, and from the cache what is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import Any

import polars as pl

from slugger.client.cache import Cache
from slugger.client.columns import schema_of
from slugger.client.days import GAMES, GameDay, between, game_days, today
from slugger.client.fields import DAY, pitch_query
from slugger.client.listing import Listing
from slugger.client.paging import pages
from slugger.client.parallel import side_by_side
from slugger.client.progress import Progress
from slugger.client.server import Server


@dataclass(frozen=True)
class Question:
    """Which fields of which pitches, whatever the day."""

    wanted: Listing
    where: Mapping[str, Any]

    def on(self, day: date) -> dict[str, Any]:
        """Give the variables for one day."""
        return {"filter": {**self.where, DAY: {"eq": day.isoformat()}}}


@dataclass(frozen=True)
class Pitches:
    """Pitches of a server; `trust_unverified` keeps days whose games are not all verified, too."""

    server: Server
    cache: Cache | None
    trust_unverified: bool
    jobs: int

    def fetch(
        self, first: date, last: date, names: Sequence[str], where: Mapping[str, Any], progress: Progress
    ) -> pl.DataFrame:
        """Give the fields `names` of the pitches from `first` to `last`, as they were thrown."""
        question = Question(self.server.listing(pitch_query(names)), where)
        # The day it is before anything is read: what comes in after midnight belongs to a day that was not over.
        now = today()

        def of_day(day: GameDay, stopped: Event) -> pl.DataFrame:
            lasting = day.day < now and (day.verified or self.trust_unverified)
            return self._of_day(question, day, stopped, self.cache if lasting else None)

        frames = side_by_side(self._days(first, last), of_day, self.jobs, progress)
        empty = pl.DataFrame(schema=schema_of(question.wanted.columns))
        return pl.concat([empty, *frames]).select(names)

    def _days(self, first: date, last: date) -> list[GameDay]:
        wanted = self.server.listing(GAMES)
        walked = pages(self.server.query, wanted, between(first, last))
        return game_days([game for rows in walked for game in rows])

    def _of_day(self, question: Question, day: GameDay, stopped: Event, cache: Cache | None) -> pl.DataFrame:
        wanted = question.wanted
        known = {"server": self.server.transport.url, "query": wanted.document.text, "where": question.where}
        kept = cache.read(known, day, wanted.columns) if cache else None
        if kept is not None:
            return kept
        fetched = self.server.frame(wanted, question.on(day.day), stopped)
        # Another number than the games had a moment ago: the day is being loaded.
        settled = question.where or fetched.height == sum(day.pitches.values())
        if cache and settled:
            cache.write(known, day, fetched)
        return fetched
