"""Days of the league: which have games, and which are over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from slugger.client.errors import ArgumentError

TIME_ZONE: Final = "America/New_York"
"""Where the league plays: a day is over when it is over there."""
GAMES: Final = """
query GamesOfDays($filter: GameFilter!) {
  games(filter: $filter) { nodes { date trackmanGameId verified pitchCount } }
}
"""
"""The query that `game_days` reads the rows of."""


@dataclass(frozen=True)
class GameDay:
    """A day with games: the number of pitches by TrackMan's id of the game, and whether all games are verified."""

    day: date
    pitches: Mapping[str, int]
    verified: bool


def game_days(games: Sequence[Mapping[str, Any]]) -> list[GameDay]:
    """Gather games to days, the earliest first."""
    by_day: dict[str, list[Mapping[str, Any]]] = {}
    for game in games:
        by_day.setdefault(game["date"], []).append(game)
    return [
        GameDay(
            date.fromisoformat(day),
            {game["trackmanGameId"]: game["pitchCount"] for game in played},
            all(game["verified"] for game in played),
        )
        for day, played in sorted(by_day.items())
    ]


def between(start: date, end: date) -> dict[str, Any]:
    """Give the variables of GAMES for the days from `start` to `end`, both included."""
    return {"filter": {"date": {"between": [start.isoformat(), end.isoformat()]}}}


def today(at: datetime | None = None) -> date:
    """Give the day that it is where the league plays, at an instant or by the clock."""
    return (at or datetime.now(UTC)).astimezone(ZoneInfo(TIME_ZONE)).date()


def period(start: date | str | None, end: date | str | None, season: int | None) -> tuple[date, date]:
    """Give the first and the last day that are asked for; raises ArgumentError for none, or in the wrong order."""
    if season is not None:
        if start is not None or end is not None:
            raise ArgumentError("Give days or a season, not both.")
        return _day(f"{season:04}-01-01"), _day(f"{season:04}-12-31")
    if start is None:
        raise ArgumentError("Give the days, or season=…")
    first, last = _day(start), _day(start if end is None else end)
    if first > last:
        raise ArgumentError(f"The first day, {first}, is after the last, {last}.")
    return first, last


def _day(given: date | str) -> date:
    if isinstance(given, datetime):
        return given.date()
    try:
        return given if isinstance(given, date) else date.fromisoformat(given)
    except ValueError:
        raise ArgumentError(f"{given!r} is not a day such as 2026-05-01.") from None
