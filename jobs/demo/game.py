"""A game, pitch by pitch: counts, outs, runners, runs, substitutions and the clock."""

import random
from dataclasses import dataclass, field

from slugger.jobs.demo import bases as running
from slugger.jobs.demo.arsenal import MIRROR, Offering
from slugger.jobs.demo.batted_ball import BattedBall, foul, hit_type, in_play, strike
from slugger.jobs.demo.flight import Thrown
from slugger.jobs.demo.plate_appearance import BALLS, CALLED_BALLS, FOULS, STRIKES, call, landing, stray, throw
from slugger.jobs.demo.roster import POSITIONS, STARTERS, Hitter, Person, Pitcher, Roster
from slugger.jobs.demo.schedule import Fixture

_FIELD = ("1B", "2B", "3B", "SS", "LF", "CF", "RF")
_LINEUP = 9
_PINCH_HIT = 0.06
_LATE = 7
_STEAL = 0.012
_WILD = 0.35
_BUNT = 0.12
_FOUL_TRACKED = 0.55
_FOUL_LOST = 0.38
_FAIR_LOST = 0.03
_POPUP_LOST = 0.4
_TIRED_RELIEVER_RUNS = 4


@dataclass(slots=True)
class Pitched:
    """One pitch: the situation before it, who took part, its flight and what came of it; `seconds` since the first."""

    seconds: float
    inning: int
    top: bool
    appearance: int
    ordinal: int
    outs: int
    balls: int
    strikes: int
    pitcher: Pitcher
    hand: str
    batter: Hitter
    side: str
    catcher: Hitter
    fielders: tuple[Person, ...]
    offering: Offering
    thrown: Thrown
    call: str = ""
    k_or_bb: str = "Undefined"
    hit_type: str = "Undefined"
    result: str = "Undefined"
    outs_made: int = 0
    runs: int = 0
    ball: BattedBall | None = None


@dataclass(slots=True)
class Side:
    """One club in one game: its order, its fielders and the pitcher on the mound."""

    lineup: list[Hitter]
    fielders: dict[str, Hitter]
    bench: list[Hitter]
    pitcher: Pitcher
    bullpen: list[Pitcher]
    at_bat: int = 0
    runs: int = 0
    pitches: int = 0
    limit: float = 88.0
    defence: tuple[Person, ...] = field(default=())

    def set_defence(self) -> None:
        """Fix the seven fielders of the positioning file."""
        self.defence = tuple([self.fielders[place].person for place in _FIELD])


def take_field(rng: random.Random, roster: Roster, turn: int) -> Side:
    """Choose a club's people for its game number `turn`."""
    hitters = list(roster.hitters)
    starter = roster.pitchers[turn % STARTERS]
    bullpen = roster.pitchers[STARTERS:]
    rng.shuffle(bullpen)
    reserves = [hitters.pop(), hitters.pop(), hitters.pop()]
    catcher = hitters.pop(0 if turn % 4 == 0 else 1)
    if rng.random() < 0.4:  # noqa: PLR2004 (a reserve starts in two games of five)
        rested = POSITIONS[len(POSITIONS) - 1 - rng.randrange(len(reserves))]
        place = next(n for n, man in enumerate(hitters) if man.position == rested)
        reserve = next(n for n, man in enumerate(reserves) if man.position == rested)
        hitters[place], reserves[reserve] = reserves[reserve], hitters[place]
    fielders = {man.position: man for man in hitters}
    side = Side(hitters, fielders, [*reserves, catcher], starter, bullpen, limit=starter.stamina)
    rng.shuffle(side.lineup)
    side.set_defence()
    return side


class Game:
    """Plays one game; `pitches` holds the result in order."""

    def __init__(self, rng: random.Random, fixture: Fixture, away: Side, home: Side) -> None:
        """Set the field; nobody has thrown yet."""
        self.rng = rng
        self.fixture = fixture
        self.sides = (away, home)
        self.pitches: list[Pitched] = []
        self.clock = 0.0
        self.bases: running.Bases = [False, False, False]
        self.inning = 1
        self.top = True
        self.outs = 0

    def play(self) -> list[Pitched]:
        """Play to the end, in extra innings if need be; returns the pitches."""
        away, home = self.sides
        while True:
            for self.top in (True, False):
                if not self.top and self.inning >= self.fixture.innings and home.runs > away.runs:
                    break
                self._half_inning()
            if self.inning >= self.fixture.innings and home.runs != away.runs:
                return self.pitches
            self.inning += 1

    def _won(self) -> bool:
        away, home = self.sides
        return not self.top and self.inning >= self.fixture.innings and home.runs > away.runs

    def _half_inning(self) -> None:
        self.outs = 0
        self.bases = [False, self.inning > self.fixture.innings, False]
        if self.pitches:
            self.clock += 112 + self.rng.expovariate(1 / 22)
        appearance = 0
        while self.outs < running.OUTS and not self._won():
            appearance += 1
            self._relieve(new_inning=appearance == 1)
            self._plate_appearance(appearance)

    def _relieve(self, *, new_inning: bool) -> None:
        """Change the pitcher when he is done; relievers usually start an inning."""
        side = self.sides[self.top]
        tired = side.pitches >= side.limit * (0.85 if new_inning else 1.1)
        if tired and side.bullpen:
            side.pitcher = side.bullpen.pop()
            side.pitches, side.limit = 0, side.pitcher.stamina
            self.clock += 40 if new_inning else 110

    def _pinch_hit(self, batting: Side) -> None:
        order = batting.at_bat % _LINEUP
        starter = batting.lineup[order]
        if self.inning < _LATE or starter.position == "C" or self.rng.random() >= _PINCH_HIT:
            return
        bench = [man for man in batting.bench if man.position != "C"]
        if not bench:
            return
        reserve = bench[0]
        batting.bench.remove(reserve)
        batting.lineup[order] = reserve
        place = next(place for place, man in batting.fielders.items() if man is starter)
        batting.fielders[place] = reserve
        batting.set_defence()

    def _plate_appearance(self, appearance: int) -> None:
        batting = self.sides[not self.top]
        if self.outs or appearance > 1:
            self._pinch_hit(batting)
        batter = batting.lineup[batting.at_bat % _LINEUP]
        balls = strikes = ordinal = 0
        if appearance > 1:
            self.clock += 13 + self.rng.expovariate(1 / 8)
        while self.outs < running.OUTS:
            ordinal += 1
            pitch = self._pitch(batter, (appearance, ordinal), balls, strikes)
            self.pitches.append(pitch)
            if self._resolve(pitch):
                batting.at_bat += 1
                return
            balls += pitch.call in CALLED_BALLS
            strikes += pitch.call not in CALLED_BALLS and (pitch.call not in FOULS or strikes < STRIKES - 1)

    def _pitch(self, batter: Hitter, place: tuple[int, int], balls: int, strikes: int) -> Pitched:
        rng, fielding = self.rng, self.sides[self.top]
        fielding.pitches += 1
        self.clock += 12.5 + rng.gammavariate(4, 1.75) + (rng.uniform(10, 60) if rng.random() < 0.06 else 0)  # noqa: PLR2004
        pitcher = fielding.pitcher
        hand = pitcher.person.throws
        if hand == "Both":
            hand = "Left" if batter.bats == "Left" else "Right"
        side = batter.bats if batter.bats != "Switch" else "Left" if hand == "Right" else "Right"
        offering, thrown = throw(rng, pitcher, MIRROR[hand], balls, strikes)
        thrown, called = stray(rng, thrown, side)
        called = called or call(rng, (offering, thrown), batter.contact - pitcher.stuff, (balls, strikes))
        return Pitched(
            self.clock, self.inning, self.top, *place, self.outs, balls, strikes, pitcher, hand, batter, side,
            fielding.fielders["C"], fielding.defence, offering, thrown, called,
        )  # fmt: skip

    def _score(self, pitch: Pitched, runs: int) -> None:
        """Count runs; when the home club wins in its last half, runs after the winning one count on a home run only."""
        away, home = self.sides
        batting = self.sides[not self.top]
        if not self.top and self.inning >= self.fixture.innings and pitch.result != "HomeRun":
            runs = min(runs, away.runs - home.runs + 1)
        pitch.runs = runs
        batting.runs += runs

    def _resolve(self, pitch: Pitched) -> bool:
        """Apply a pitch to the game; tells whether the plate appearance is over."""
        if pitch.call == "InPlay":
            self._fair_ball(pitch)
            return True
        if pitch.call in FOULS:
            self._foul_ball(pitch)
            return False
        ball = pitch.call in CALLED_BALLS
        if pitch.call == "HitByPitch" or (ball and pitch.balls == BALLS - 1):
            pitch.k_or_bb = "Undefined" if not ball else "Walk"
            self._score(pitch, running.walk(self.bases))
            return True
        if not ball and pitch.strikes == STRIKES - 1:
            pitch.k_or_bb = "Strikeout"
            self.outs += 1
            return True
        self._run(pitch)
        return self._won()

    def _run(self, pitch: Pitched) -> None:
        """Let runners go on a pitch that ends nothing."""
        if pitch.call == "BallinDirt" and any(self.bases) and self.rng.random() < _WILD:
            self._score(pitch, running.move_up(self.bases))
        elif self.bases[running.FIRST] and not self.bases[running.SECOND] and self.rng.random() < _STEAL:
            pitch.result = running.steal(self.rng, self.bases)
            pitch.outs_made = int(pitch.result == "CaughtStealing")
            self.outs += pitch.outs_made

    def _foul_ball(self, pitch: Pitched) -> None:
        if self.rng.random() < _FOUL_TRACKED:
            pitch.ball = strike(self.rng, *foul(self.rng), lost=_FOUL_LOST)

    def _bunt_in_order(self, pitch: Pitched) -> bool:
        first, second, third = self.bases
        return (first or second) and not third and self.outs == 0 and pitch.strikes < STRIKES - 1

    def _fair_ball(self, pitch: Pitched) -> None:
        rng = self.rng
        bunt = self._bunt_in_order(pitch) and rng.random() < _BUNT
        speed, angle, direction = in_play(rng, pitch.batter.power, -1 if pitch.side == "Right" else 1)
        if bunt:
            speed, angle = rng.uniform(24, 48), rng.gauss(-30, 15)
        kind = hit_type(angle)
        ball = strike(rng, speed, angle, direction, lost=_POPUP_LOST if kind == "Popup" else _FAIR_LOST)
        pitch.ball = ball
        pitch.hit_type = "Bunt" if bunt else kind
        if bunt:
            self._out(pitch, running.sacrifice_bunt(self.bases))
            return
        result = landing(rng, ball, kind, self.fixture.home.fences)
        if result != "Out":
            pitch.result = result
            self._score(pitch, running.hit(rng, self.bases, result))
        elif kind == "GroundBall":
            self._out(pitch, running.ground_out(rng, self.bases, self.outs))
        else:
            self._out(pitch, running.fly_out(rng, self.bases, self.outs, ball.distance))

    def _out(self, pitch: Pitched, played: tuple[str, int, int]) -> None:
        pitch.result, pitch.outs_made, runs = played
        self.outs += pitch.outs_made
        self._score(pitch, runs)
