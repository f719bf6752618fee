"""The schedule: three-game series from the end of April to the middle of September, with doubleheaders after rain."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from slugger.jobs.demo.chance import stream
from slugger.jobs.demo.clubs import CLUBS, TIME_ZONE, Club

SERIES = 42
"""Series of a club; each has three games, so a club plays 126 games and the league 630."""
CYCLE = 60
"""Games after which the deliberate peculiarities of a season come again."""

_GAMES_OF_SERIES = 3
_FRIDAY = 4
_RAIN = 0.03
_LATE_SESSION = 9
_REGULATION = 9
_DOUBLEHEADER_REGULATION = 7
_EVENING: tuple[tuple[int, int], ...] = ((18, 30), (18, 35), (18, 35), (19, 0), (19, 5))
_AFTERNOON: tuple[tuple[int, int], ...] = ((13, 5), (13, 35), (14, 0), (16, 5), (17, 0))
_MIDDAY: tuple[tuple[int, int], ...] = ((11, 5), (12, 5))
_WEDNESDAY, _SUNDAY = 2, 6
_MIDDAY_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Fixture:
    """A game to play: ordinal in the season, clubs, local first pitch, session of venue and day, innings."""

    ordinal: int
    home: Club
    away: Club
    first_pitch: datetime
    session: int
    innings: int

    @property
    def day(self) -> date:
        """Local day of the game."""
        return self.first_pitch.date()

    @property
    def game_id(self) -> str:
        """Name of the game in the files."""
        return f"{self.day:%Y%m%d}-{self.home.venue}-{self.session}"


def opening_day(season: int) -> date:
    """Give the first Friday on or after 20 April."""
    earliest = date(season, 4, 20)
    return earliest + timedelta(days=(_FRIDAY - earliest.weekday()) % 7)


def _series_start(season: int, series: int) -> date:
    """Series begin on Fridays and Tuesdays in turn; Monday is free."""
    weeks, second = divmod(series, 2)
    return opening_day(season) + timedelta(days=7 * weeks + 4 * second)


def _pairings(series: int) -> list[tuple[Club, Club]]:
    """Pair the clubs by the circle method; home and away change from one cycle of nine series to the next."""
    turn = series % (len(CLUBS) - 1)
    circle = [CLUBS[0], *CLUBS[1 + turn :], *CLUBS[1 : 1 + turn]]
    pairs = [(circle[i], circle[-1 - i]) for i in range(len(CLUBS) // 2)]
    cycle = series // (len(CLUBS) - 1)
    return [(b, a) if (i + turn + cycle) % 2 else (a, b) for i, (a, b) in enumerate(pairs)]


def _first_pitch(rng: random.Random, day: date) -> datetime:
    choices = _AFTERNOON if day.weekday() == _SUNDAY else _EVENING
    if day.weekday() == _WEDNESDAY and rng.random() < _MIDDAY_SHARE:
        choices = _MIDDAY
    hour, minute = rng.choice(choices)
    return datetime.combine(day, time(hour, minute), ZoneInfo(TIME_ZONE)) + timedelta(seconds=rng.uniform(20, 420))


def _starts(rng: random.Random, opening: date, *, rained_out: bool) -> list[tuple[datetime, int, int]]:
    """List first pitch, session and regulation innings of a series; rain puts the first two games on the second day."""
    days = [opening + timedelta(days=n) for n in range(_GAMES_OF_SERIES)]
    if not rained_out:
        return [(_first_pitch(rng, day), 1, _REGULATION) for day in days]
    early = datetime.combine(days[1], time(14, 5), ZoneInfo(TIME_ZONE)) + timedelta(seconds=rng.uniform(20, 420))
    both = [(early, 1, _DOUBLEHEADER_REGULATION), (early + timedelta(hours=4.5), 2, _DOUBLEHEADER_REGULATION)]
    return [*both, (_first_pitch(rng, days[2]), 1, _REGULATION)]


def _slate(seed: int, season: int, series: int) -> list[tuple[datetime, int, int, Club, Club]]:
    rng = stream(seed, season, "series", series)
    slate: list[tuple[datetime, int, int, Club, Club]] = []
    for place, (home, away) in enumerate(_pairings(series)):
        rained_out = rng.random() < _RAIN or (series % 7 == 0 and place == series // 7 % 5)
        starts = _starts(rng, _series_start(season, series), rained_out=rained_out)
        slate.extend((start, session, innings, home, away) for start, session, innings in starts)
    return slate


def schedule(seed: int, season: int) -> list[Fixture]:
    """List the 630 games of a season by day, then by first pitch.

    Now and then a venue's only game of a day is session 2, because another session came before it.
    """
    slate = sorted(
        (entry for series in range(SERIES) for entry in _slate(seed, season, series)),
        key=lambda entry: (entry[0], entry[3].code),
    )
    fixtures = []
    for ordinal, (start, session, innings, home, away) in enumerate(slate):
        late = ordinal % CYCLE == _LATE_SESSION and innings == _REGULATION
        fixtures.append(Fixture(ordinal, home, away, start, 2 if late else session, innings))
    return fixtures
