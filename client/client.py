"""The client: questions to one server, and the pitches of any days as a table."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, overload

import polars as pl

from slugger.client.cache import Cache, default_folder
from slugger.client.conversion import Kind, converted, require
from slugger.client.days import period
from slugger.client.errors import ArgumentError
from slugger.client.fields import PITCH_FIELDS, conditions, field_names
from slugger.client.pitches import Pitches
from slugger.client.progress import Progress, shown
from slugger.client.retries import Retries
from slugger.client.server import Server
from slugger.client.transport import Transport

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Client:
    """A SLUGGER to ask. Several threads may ask it at a time; close it, or use it in a `with`.

    `timeout` is the longest silence of the server in seconds. `retries` is the patience for what is read; mutations are
    sent once. `jobs` is the number of days that are fetched at a time. `progress` is True for a bar, False for none,
    None for a bar where somebody looks, or a function of days done, days in all and pitches.

    `cache` is a folder for days that were fetched, or True for the platform's. A day is kept when it is over in the
    league's time zone and all of its games are verified, or whether verified or not with `trust_unverified`. It is
    fetched again after `cache_days`, and when one of its games has come or has another number of pitches; a correction
    that keeps the numbers is seen after `cache_days`.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        key: str | None = None,
        *,
        timeout: float = 60.0,
        cache: Path | str | bool | None = None,
        cache_days: float = 7,
        trust_unverified: bool = False,
        jobs: int = 4,
        progress: Progress | bool | None = None,
        retries: Retries | None = None,
    ) -> None:
        """Ask the server at `url` with an API key; nothing is sent yet. Raises ArgumentError."""
        if jobs < 1:
            raise ArgumentError(f"{jobs} jobs fetch nothing.")
        self._server = Server(Transport(url, key, timeout), retries or Retries())
        folder = default_folder() if cache is True else cache
        kept = Cache(Path(folder), timedelta(days=cache_days)) if folder else None
        self._pitches = Pitches(self._server, kept, trust_unverified, jobs)
        self._progress = progress

    def query(self, text: str, /, *, operation_name: str | None = None, **variables: Any) -> dict[str, Any]:  # noqa: ANN401  any value of GraphQL
        """Ask a question of GraphQL and give its data.

        Raises QueryError with every failure when there is one, be it of a single field, and ServerError. A list that
        ends at the server's limit although the question gave none is a TruncatedWarning.
        """
        return self._server.query(text, variables, operation_name)

    @overload
    def frame(
        self, text: str, variables: Mapping[str, Any] | None = None, *, to: Literal["polars"] = "polars"
    ) -> pl.DataFrame: ...
    @overload
    def frame(
        self, text: str, variables: Mapping[str, Any] | None = None, *, to: Literal["pandas"]
    ) -> "pd.DataFrame": ...
    @overload
    def frame(self, text: str, variables: Mapping[str, Any] | None = None, *, to: Literal["arrow"]) -> "pa.Table": ...
    def frame(self, text: str, variables: Mapping[str, Any] | None = None, *, to: Kind = "polars") -> Any:
        """Give the rows of the one list that a query selects: all of them, or as many as its `first` says.

        Fields of an object are columns such as `pitcher.name`; columns have the types of the schema, with rows or
        without. Raises ArgumentError for a query that selects no list, MissingPackageError, QueryError, ServerError.
        """
        require(to)
        return converted(self._server.frame(self._server.listing(text), variables or {}), to)

    @overload
    def pitches(
        self,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        season: int | None = None,
        fields: Iterable[str] = PITCH_FIELDS,
        where: Mapping[str, Any] | None = None,
        to: Literal["polars"] = "polars",
    ) -> pl.DataFrame: ...
    @overload
    def pitches(
        self,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        season: int | None = None,
        fields: Iterable[str] = PITCH_FIELDS,
        where: Mapping[str, Any] | None = None,
        to: Literal["pandas"],
    ) -> "pd.DataFrame": ...
    @overload
    def pitches(
        self,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        season: int | None = None,
        fields: Iterable[str] = PITCH_FIELDS,
        where: Mapping[str, Any] | None = None,
        to: Literal["arrow"],
    ) -> "pa.Table": ...
    def pitches(
        self,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        season: int | None = None,
        fields: Iterable[str] = PITCH_FIELDS,
        where: Mapping[str, Any] | None = None,
        to: Kind = "polars",
    ) -> Any:
        """Give the pitches from one day to another, both included, or of one day or a season, as they were thrown.

        `fields` are names of the schema, such as `rel_speed` or `pitcher.name`, in the order of the columns. `where` is
        a `PitchFilter`, such as `{"pitch_type": {"eq": "SLIDER"}, "rel_speed": {"gte": 85}}`. Only days with games are
        fetched. Raises ArgumentError, MissingPackageError, QueryError and ServerError.
        """
        require(to)
        first, last = period(start, end, season)
        asked, names = conditions(where), field_names(fields, self._server.types)
        with shown(self._progress) as progress:
            return converted(self._pitches.fetch(first, last, names, asked, progress), to)

    def close(self) -> None:
        """Close the connections."""
        self._server.transport.close()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()
