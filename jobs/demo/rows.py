"""From pitches to rows: the cells of a pitch file before numbering."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slugger.jobs.demo.batted_ball import BattedBall, apex, crossing, hit_type
from slugger.jobs.demo.catcher_throw import catcher_throw
from slugger.jobs.demo.chance import clip, random_uuid, time_uuid
from slugger.jobs.demo.columns import AT, CLOCK, CURRENT, RADAR, blank, number, numbers, quoted, span
from slugger.jobs.demo.flight import flight_cells
from slugger.jobs.demo.game import Pitched
from slugger.jobs.demo.roster import Person, Roster
from slugger.jobs.demo.schedule import Fixture, opening_day

_UNTRACKED = 0.005
_MANUAL_GAMES = 0.3
_MANUAL_ROWS = 6.0
_BAT_TRACKED_GAMES, _BAT_TRACKED = 0.16, 0.5
_TAGGING_GAMES, _TAGGED, _STRAY_TAG = 0.13, 0.96, 0.03
_FAIR_TRACKED = 0.94
_SPIN_SEEN = 0.66
_THROWS = {"StrikeSwinging": 0.115, "StrikeCalled": 0.038, "BallCalled": 0.018}
_STEAL_SEEN = 0.8
_STEALS = frozenset({"StolenBase", "CaughtStealing"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_LOCAL = span("Date", "Time")
_SITUATION = span("PAofInning", "Notes")
_RELEASE = span("RelSpeed", "ZoneTime")
_HIT = span("ExitSpeed", "HangTime")
_FIT = span("pfxx", "az0")
_GAME = span("HomeTeam", "PitchUID")
_CONTACT = span("ContactPositionX", "ContactPositionZ")
_SESSION = span("GameUID", "UTCDateTime")
_CATCHER = span("Catcher", "PlayID")
_PATH = span("PitchTrajectoryXc0", "PitchTrajectoryZc2")
_HIT_PATH = span("HitTrajectoryXc0", "HitTrajectoryZc8")
_THROW = span("ThrowSpeed", "BasePositionZ")
_THROW_PATH = span("ThrowTrajectoryXc0", "ThrowTrajectoryZc2")
_PITCH_CONFIDENCE = span("PitchReleaseConfidence", "PitchMovementConfidence")
_THROW_CONFIDENCE = span("CatcherThrowCatchConfidence", "CatcherThrowLocationConfidence")
_BAT = span("BatSpeed", "HorizontalAttackAngle")


@dataclass(slots=True)
class Row:
    """One row: its 170 cells, the first still empty, and the seven fielders behind the pitcher."""

    cells: list[str]
    fielders: tuple[Person, ...]

    def copy(self) -> "Row":
        """Give a row that can be changed alone."""
        return Row(self.cells.copy(), self.fielders)


def is_second_code_day(day: datetime) -> bool:
    """Tell whether York's second code is in use: one day in fourteen, from the third of the season."""
    return (day.date() - opening_day(day.year)).days % 14 == 2  # noqa: PLR2004


def add_by_hand(row: Row) -> None:
    """Turn a row into one that somebody added later: no time, no play, nothing from the radar."""
    blank(row.cells, (*CLOCK, *RADAR))
    row.cells[AT["PlayID"]] = ""


class Scorer:
    """Writes the pitches of one game as rows, with the habits of its operator and its machine."""

    def __init__(self, rng: random.Random, fixture: Fixture, rosters: dict[str, Roster]) -> None:
        """Fix what stays the same during the game."""
        self.rng = rng
        self.start = fixture.first_pitch
        self.offset = self.start.isoformat()[-6:]
        self.game_uid = random_uuid(rng)
        self.machine = rng.getrandbits(62)
        self.second_ids: dict[str, str] = {}
        codes = []
        for club in (fixture.home, fixture.away):
            second = club.second_code if is_second_code_day(self.start) else None
            codes.append(second or club.code)
            if second:
                self.second_ids = rosters[club.code].second_ids
        self.codes = tuple(codes)
        self.place = [*codes, fixture.home.venue, "Independent", "ALPB", fixture.game_id]
        self.tags = _TAGGED if rng.random() < _TAGGING_GAMES else _STRAY_TAG
        self.bat_sensor = rng.random() < _BAT_TRACKED_GAMES
        self.people: dict[str, list[str]] = {}

    def rows(self, pitches: list[Pitched]) -> list[Row]:
        """Write a game; a few pitches are untracked, in some games a few rows were added by hand."""
        rng = self.rng
        rows = [self._row(pitch) for pitch in pitches]
        for row in rows:
            if rng.random() < _UNTRACKED:
                blank(row.cells, RADAR)
        if rng.random() < _MANUAL_GAMES:
            for row in rng.sample(rows, min(1 + int(rng.expovariate(1 / _MANUAL_ROWS)), 30)):
                add_by_hand(row)
        return rows

    def person(self, person: Person) -> list[str]:
        """Write name and id of somebody; the same way throughout a game."""
        cells = self.people.get(person.name)
        if cells is None:
            trailing = " " if person.loose and self.rng.random() < 0.4 else ""  # noqa: PLR2004 (not every operator types it)
            trackman_id = self.second_ids.get(person.trackman_id, person.trackman_id)
            cells = self.people[person.name] = [quoted(person.name + trailing), trackman_id]
        return cells

    def _tag(self, pitch: Pitched) -> str:
        return self.rng.choice(pitch.offering.type.tags) if self.rng.random() < self.tags else "Undefined"

    def _set_clock(self, cells: list[str], seconds: float) -> None:
        """Write the moment five ways; the seventh digit of a second comes from the fraction."""
        local = self.start + timedelta(seconds=seconds)
        utc = local.astimezone(UTC)
        digit = str(int(seconds * 1e7) % 10)
        here = local.isoformat(timespec="microseconds")[:26]
        there = utc.isoformat(timespec="microseconds")[:26]
        cells[_LOCAL] = here[:10], here[11:22]
        zoned = f"{here}{digit}{self.offset}", f"{there}{digit}Z"
        cells[_SESSION] = self.game_uid, there[:10], there[11:22], *zoned
        cells[AT["PitchUID"]] = time_uuid((utc - _EPOCH) // _MICROSECOND * 10 + int(digit), self.machine)

    def _row(self, pitch: Pitched) -> Row:
        cells = [""] * len(CURRENT)
        home, away = self.codes
        fielding, batting = (home, away) if pitch.top else (away, home)
        kind = pitch.offering.type
        cells[_SITUATION] = [
            str(pitch.appearance), str(pitch.ordinal), *self.person(pitch.pitcher.person), pitch.hand, fielding,
            *self.person(pitch.batter.person), pitch.side, batting, "Undefined", str(pitch.inning),
            "Top" if pitch.top else "Bottom", str(pitch.outs), str(pitch.balls), str(pitch.strikes), self._tag(pitch),
            kind.auto, pitch.call, pitch.k_or_bb, pitch.hit_type, pitch.result, str(pitch.outs_made), str(pitch.runs),
            "",
        ]  # fmt: skip
        cells[_GAME] = [*self.place, ""]
        cells[AT["System"]] = "v3"
        catcher = pitch.catcher.person
        cells[_CATCHER] = [*self.person(catcher), catcher.throws, fielding, random_uuid(self.rng)]
        self._set_clock(cells, pitch.seconds)
        cells[_RELEASE], cells[_FIT], effective, drop, cells[_PATH] = flight_cells(pitch.thrown)
        cells[AT["EffectiveVelo"]], cells[AT["SpeedDrop"]] = effective, drop
        cells[_PITCH_CONFIDENCE] = self._confidence() if self.rng.random() < 0.02 else ["High"] * 3  # noqa: PLR2004
        if pitch.ball and (pitch.call != "InPlay" or self.rng.random() < _FAIR_TRACKED):
            self._set_batted_ball(cells, pitch.ball)
            if self.bat_sensor and self.rng.random() < _BAT_TRACKED:
                self._set_bat(cells, pitch.ball)
        self._set_throw(cells, pitch)
        return Row(cells, pitch.fielders)

    def _confidence(self) -> list[str]:
        return self.rng.choices(("High", "Medium", "Low"), (0.5, 0.35, 0.15), k=3)

    def _set_batted_ball(self, cells: list[str], ball: BattedBall) -> None:
        rng = self.rng
        ring = crossing(ball)
        landed = ball.landing_tracked
        seen = ball.distance * rng.uniform(0.88, 1.0)
        spun = rng.random() < _SPIN_SEEN
        spin = clip(rng.gauss(1900 + 50 * abs(ball.angle - 12), 450), 600, 7000)
        cells[_HIT] = [
            number(ball.exit_speed), number(ball.angle, 6), number(ball.direction, 6), number(spin, 6) if spun else "",
            *(numbers(ring) if ring else ("", "", "")), number(ball.distance) if landed else "", number(seen),
            number(ball.bearing, 6) if landed else "", number(ball.hang_time, 6) if landed else "",
        ]  # fmt: skip
        cells[AT["MaxHeight"]] = number(apex(ball))
        if spun:
            cells[AT["HitSpinAxis"]] = number(((180 if ball.angle > 0 else 0) + rng.gauss(0, 35)) % 360, 6)
        if rng.random() < 0.97:  # noqa: PLR2004 (contact is seen on nearly all)
            cells[_CONTACT] = numbers(tuple([axis[0] for axis in ball.path]))
        terms = len(ball.path[0])
        padding = [""] * (9 - terms)
        cells[_HIT_PATH] = [cell for axis in ball.path for cell in (*numbers(axis), *padding)]
        if landed:
            cells[AT["AutoHitType"]] = hit_type(ball.angle + rng.gauss(0, 1.5))
        launch = rng.choices(("High", "Medium", "Low", "Estimated"), (0.64, 0.16, 0.11, 0.09))[0]
        cells[AT["HitLaunchConfidence"]] = launch
        landing = "Estimated" if launch == "Estimated" else rng.choices(("High", "Low", "Medium"), (0.45, 0.3, 0.25))[0]
        cells[AT["HitLandingConfidence"]] = landing if landed else "Undefined"

    def _set_bat(self, cells: list[str], ball: BattedBall) -> None:
        rng = self.rng
        speed = clip(rng.gauss(71.5, 7) + 0.06 * (ball.exit_speed - 85), 25, 90)
        cells[_BAT] = [number(speed), number(rng.gauss(11.5, 8.5), 6), number(rng.gauss(2, 16), 6)]

    def _set_throw(self, cells: list[str], pitch: Pitched) -> None:
        steal = pitch.result in _STEALS
        chance = _STEAL_SEEN if steal else _THROWS.get(pitch.call, 0)
        if self.rng.random() >= chance:
            return
        base = "second" if steal else self.rng.choices(("second", "third", "first"), (0.35, 0.4, 0.25))[0]
        thrown = catcher_throw(self.rng, base, hard=steal)
        cells[_THROW], cells[_THROW_PATH], cells[_THROW_CONFIDENCE] = thrown.figures, thrown.path, thrown.confidence
