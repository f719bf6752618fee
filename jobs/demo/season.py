"""A demo season on disk: the deliveries of every game, file by file, as they come by FTP."""

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from slugger.jobs.demo.chance import random_uuid, stream
from slugger.jobs.demo.columns import AT, CORE, CURRENT, POSITIONING, quoted
from slugger.jobs.demo.game import Game, take_field
from slugger.jobs.demo.positioning import positioning_lines
from slugger.jobs.demo.revision import edit, repeated, unverified
from slugger.jobs.demo.roster import Roster, draw_rosters, trade
from slugger.jobs.demo.rows import Row, Scorer, add_by_hand
from slugger.jobs.demo.schedule import CYCLE, Fixture, schedule

_FIRST_ROW_BY_HAND, _NOTED, _OUT_OF_ORDER, _REPEATED_PLAY = 2, 4, 6, 8
_HEADER_ONLY, _UNTIDY, _SENT_AGAIN = 11, 13, 15
"""Games of a cycle that show a peculiarity on purpose."""

_CURRENT_LAYOUT = 0.7
_ONLY_UNVERIFIED, _ONLY_VERIFIED = 0.1, 0.1
_EMPTY_FIRST = 0.25
_UNTIDY_SHARE = 0.1
_SENT_AGAIN_SHARE = 0.02
_POSITIONED, _POSITIONED_VERIFIED = 0.4, 0.07
_OTHER_GAME_UID = 0.01
_TRADE_MONTH = 7


class SeasonSizeError(ValueError):
    """The number of games asked for is not a part of a season."""


@dataclass(frozen=True, slots=True)
class DemoSeason:
    """What was written: games, pitches in the final state, files by kind, and paths in the order of delivery.

    Kinds are `verified`, `unverified` and `positioning`.
    """

    games: int
    pitches: int
    files: dict[str, int]
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file: its name, kind, text lines, and when it was uploaded."""

    name: str
    kind: str
    lines: list[str]
    uploaded: datetime


def _lines(rows: list[Row], columns: int) -> list[str]:
    """Number the rows and write them below the header of `columns` columns."""
    lines = [",".join(CURRENT[:columns])]
    for number, row in enumerate(rows, 1):
        row.cells[0] = str(number)
        lines.append(",".join(row.cells if columns == len(CURRENT) else row.cells[:columns]))
    return lines


def _peculiar(rows: list[Row], place: int) -> list[Row]:
    """Give the game at `place` of a cycle its deliberate peculiarity."""
    if place == _FIRST_ROW_BY_HAND:
        add_by_hand(rows[0])
    elif place == _NOTED:
        rows[len(rows) // 3].cells[AT["Notes"]] = quoted("Radar restarted,\nfirst pitch checked by hand")
    elif place == _OUT_OF_ORDER:
        return [*rows[:40], *rows[46:], *rows[40:46]]
    elif place == _REPEATED_PLAY:
        rows[31].cells[AT["PlayID"]] = rows[30].cells[AT["PlayID"]]
    return rows


class _Plan:
    """Draws which versions of a game are delivered, and when."""

    def __init__(self, rng: random.Random, fixture: Fixture, seconds: float) -> None:
        place, draw = fixture.ordinal % CYCLE, rng.random()
        self.untidy = place == _UNTIDY
        self.empty = place == _HEADER_ONLY
        self.again = place == _SENT_AGAIN
        plain = not (self.untidy or self.empty or self.again)
        self.has_verified = not (self.untidy or (plain and draw < _ONLY_UNVERIFIED))
        self.has_unverified = not (
            self.empty or (plain and _ONLY_UNVERIFIED <= draw < _ONLY_UNVERIFIED + _ONLY_VERIFIED)
        )
        self.untidy |= not self.has_verified and rng.random() < _UNTIDY_SHARE
        self.empty |= not self.has_unverified and rng.random() < _EMPTY_FIRST
        self.again |= self.has_verified and rng.random() < _SENT_AGAIN_SHARE
        self.positioned = rng.random() < _POSITIONED
        self.positioned_late = not self.has_unverified or (self.has_verified and rng.random() < _POSITIONED_VERIFIED)
        self.columns = len(CURRENT) if rng.random() < _CURRENT_LAYOUT else len(CORE)
        end = fixture.first_pitch + timedelta(seconds=seconds)
        self.first = end + timedelta(hours=rng.uniform(2.5, 9))
        self.second = self.first + timedelta(hours=min(4 + rng.lognormvariate(2.2, 0.7), 19 * 24))
        self.third = self.second + timedelta(days=rng.uniform(2, 40))
        self.positioned_after = timedelta(minutes=rng.uniform(-90, 240))


def _deliveries(
    rng: random.Random, fixture: Fixture, scorer: Scorer, rows: list[Row], seconds: float
) -> list[Delivery]:
    """Write every version of a game; the last pitch file of the list holds the final state."""
    plan = _Plan(rng, fixture, seconds)
    name, deliveries = fixture.game_id, []
    rows = _peculiar(rows, fixture.ordinal % CYCLE)

    def position(version: list[Row], suffix: str, uploaded: datetime) -> None:
        lines = [",".join(POSITIONING), *positioning_lines(rng, version, scorer)]
        kind, when = f"{name}{suffix}_playerpositioning_FHC.csv", uploaded + plan.positioned_after
        deliveries.append(Delivery(kind, "positioning", lines, when))

    if plan.has_unverified:
        earlier = unverified(rng, rows) if plan.has_verified else repeated(rng, rows) if plan.untidy else rows
        if plan.has_verified and rng.random() < _OTHER_GAME_UID:
            other = random_uuid(rng)
            for row in earlier:
                row.cells[AT["GameUID"]] = other
        lines = _lines(earlier, plan.columns)
        if plan.positioned and not plan.positioned_late:
            position(earlier, "_unverified", plan.first)
        deliveries.append(Delivery(f"{name}_unverified.csv", "unverified", lines, plan.first))
    elif plan.empty:
        deliveries.append(Delivery(f"{name}_unverified.csv", "unverified", _lines([], plan.columns), plan.first))
    if plan.has_verified:
        lines = _lines(rows, plan.columns)
        if plan.positioned and plan.positioned_late:
            position(rows, "", plan.second)
        deliveries.append(Delivery(f"{name}.csv", "verified", lines, plan.second))
    if plan.again:
        edit(rng, rows, 0.1)
        deliveries.append(Delivery(f"{name}.csv", "verified", _lines(rows, plan.columns), plan.third))
    return deliveries


def _write(folder: Path, delivery: Delivery) -> Path:
    """Write a file into the folder of its upload day, with the upload time as its modification time."""
    day = folder / f"{delivery.uploaded:%Y/%m/%d}" / "CSV"
    day.mkdir(parents=True, exist_ok=True)
    path = day / delivery.name
    path.write_bytes("\r\n".join(delivery.lines).encode())
    moment = delivery.uploaded.timestamp()
    os.utime(path, (moment, moment))
    return path


def _play(seed: int, season: int, fixture: Fixture, rosters: dict[str, Roster], turns: Counter[str]) -> list[Delivery]:
    rng = stream(seed, season, "game", fixture.ordinal)
    away, home = (take_field(rng, rosters[club.code], turns[club.code]) for club in (fixture.away, fixture.home))
    turns.update((fixture.away.code, fixture.home.code))
    pitches = Game(rng, fixture, away, home).play()
    scorer = Scorer(rng, fixture, rosters)
    return _deliveries(rng, fixture, scorer, scorer.rows(pitches), pitches[-1].seconds)


def write_season(
    folder: Path, *, games: int, seed: int, season: int = 2026, progress: Callable[[int, int], None] | None = None
) -> DemoSeason:
    """Write the first `games` games of an invented season below `folder` as TrackMan V3 deliveries.

    Files lie at `YYYY/MM/DD/CSV/<name>` by upload day. The same games, seed and season give the same bytes.
    `progress` is called with games done and games in all. Raises SeasonSizeError when `games` is not between 0 and 630.
    """
    fixtures = schedule(seed, season)
    if not 0 <= games <= len(fixtures):
        raise SeasonSizeError(f"A demo season has between 0 and {len(fixtures)} games, not {games}.")
    rosters, turns = draw_rosters(seed, season), Counter[str]()
    files, written, pitches, traded = Counter[str](), list[tuple[datetime, Path]](), 0, False
    for fixture in fixtures[:games]:
        if not traded and fixture.first_pitch.month == _TRADE_MONTH:
            trade(rosters)
            traded = True
        deliveries = _play(seed, season, fixture, rosters, turns)
        for delivery in deliveries:
            written.append((delivery.uploaded, _write(folder, delivery)))
            files[delivery.kind] += 1
        pitches += len(deliveries[-1].lines) - 1
        if progress:
            progress(fixture.ordinal + 1, games)
    return DemoSeason(games, pitches, dict(files), tuple(path for _, path in sorted(written)))
