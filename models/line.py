"""Batting and pitching lines of a group of pitches, counted on the pitches that end plate appearances.

Some files give a pitch twice, so that a plate appearance ends twice: the last end in the game counts, with the outs
and runs of that play.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, SmallInteger, cast, func, literal_column, or_, type_coerce

from slugger.models.statistic import ENDED, is_one_of, pitched, text
from slugger.models.terms import PlateAppearanceResult as Ended

_RESULT = text(ENDED)
_ONCE = or_(_RESULT.is_not(None), text("plate_appearance_result").is_(None))
_HITS = (Ended.SINGLE, Ended.DOUBLE, Ended.TRIPLE, Ended.HOME_RUN)
_WALKS = (Ended.WALK, Ended.INTENTIONAL_WALK)
_AT_BATS = (*_HITS, Ended.STRIKEOUT, Ended.OUT, Ended.ERROR, Ended.FIELDERS_CHOICE, Ended.IN_PLAY)
_SACRIFICES = (Ended.SACRIFICE_BUNT, Ended.SACRIFICE_FLY)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure of a line: a number of something where `whole`, else a quotient, null where its divisor is 0."""

    name: str
    meaning: str
    rule: ColumnElement[Any]
    whole: bool = False


def share(part: ColumnElement[Any], of: ColumnElement[Any]) -> ColumnElement[float]:
    """Divide two numbers; null where the second is 0."""
    quotient: Any = cast(part, Double()) / func.nullif(cast(of, Double()), literal_column("0"), type_=Double())
    return type_coerce(quotient, Double())


def _number(*results: Ended) -> ColumnElement[int]:
    return func.count().filter(is_one_of(_RESULT, *results))


def _sum(column: str) -> ColumnElement[int]:
    added = func.sum(pitched(column, SmallInteger())).filter(_ONCE)
    return type_coerce(func.coalesce(added, literal_column("0")), BigInteger())


def _count(name: str, meaning: str, *results: Ended) -> Figure:
    return Figure(name=name, meaning=meaning, rule=_number(*results), whole=True)


def _times(number: int, counted: ColumnElement[int]) -> ColumnElement[int]:
    return literal_column(str(number), BigInteger()) * counted


_PLATE_APPEARANCES = func.count(_RESULT)
_H, _AB, _BB, _HBP = _number(*_HITS), _number(*_AT_BATS), _number(*_WALKS), _number(Ended.HIT_BY_PITCH)
_HR, _K, _SF = _number(Ended.HOME_RUN), _number(Ended.STRIKEOUT), _number(Ended.SACRIFICE_FLY)
_TB = _H + _number(Ended.DOUBLE) + _times(2, _number(Ended.TRIPLE)) + _times(3, _HR)
_ON_BASE = share(_H + _BB + _HBP, _AB + _BB + _HBP + _SF)
_SLUGGING = share(_TB, _AB)
_OUTS, _RUNS = _sum("outs_on_play") + _K, _sum("runs_scored")

_TOGETHER = (
    _count("hits", "Singles, doubles, triples and home runs.", *_HITS),
    _count("home_runs", "Home runs.", Ended.HOME_RUN),
    _count("walks", "Bases on balls, intentional ones among them.", *_WALKS),
    _count("strikeouts", "Strikeouts, dropped third strikes among them.", Ended.STRIKEOUT),
)

BATTING = (
    Figure(
        name="plate_appearances",
        meaning="Plate appearances; one that a runner's out cuts short is none, as in the rules.",
        rule=_PLATE_APPEARANCES,
        whole=True,
    ),
    _count(
        "at_bats",
        "Plate appearances without walks, hit batters, sacrifices and catcher's interference; balls in play whose "
        "result was not recorded are among them.",
        *_AT_BATS,
    ),
    *_TOGETHER,
    _count("singles", "Singles.", Ended.SINGLE),
    _count("doubles", "Doubles.", Ended.DOUBLE),
    _count("triples", "Triples.", Ended.TRIPLE),
    Figure(
        name="total_bases",
        meaning="Bases of all hits: one for a single, two for a double, three for a triple, four for a home run.",
        rule=_TB,
        whole=True,
    ),
    _count(
        "intentional_walks",
        "Walks whose last ball was thrown wide on purpose; one that was signalled without a pitch is not in the feed.",
        Ended.INTENTIONAL_WALK,
    ),
    _count("hit_by_pitch", "Plate appearances that end with a hit batter.", Ended.HIT_BY_PITCH),
    _count("sacrifices", "Sacrifice bunts and flies.", *_SACRIFICES),
    _count(
        "sacrifice_bunts",
        "Sacrifices on balls on the ground. The feed calls bunts and flies alike a sacrifice: the kind of batted ball "
        "tells them apart, and one without a kind counts as a fly.",
        Ended.SACRIFICE_BUNT,
    ),
    _count("sacrifice_flies", "Sacrifices on balls in the air, or of no known kind.", Ended.SACRIFICE_FLY),
    _count("reached_on_error", "Times that the batter reached base on an error.", Ended.ERROR),
    _count("fielders_choices", "Times that another runner was played on.", Ended.FIELDERS_CHOICE),
    _count("catchers_interference", "Times that the catcher hindered the batter.", Ended.CATCHERS_INTERFERENCE),
    Figure(name="average", meaning="Batting average: hits / at bats (AVG of MLB's glossary).", rule=share(_H, _AB)),
    Figure(
        name="on_base",
        meaning="On-base percentage: (hits + walks + hit batters) / (at bats + walks + hit batters + sacrifice flies) "
        "(OBP of MLB's glossary).",
        rule=_ON_BASE,
    ),
    Figure(
        name="slugging",
        meaning="Slugging percentage: total bases / at bats (SLG of MLB's glossary).",
        rule=_SLUGGING,
    ),
    Figure(
        name="ops",
        meaning="On-base percentage plus slugging percentage; null where either is (OPS of MLB's glossary).",
        rule=_ON_BASE + _SLUGGING,
    ),
    Figure(
        name="isolated_power",
        meaning="Extra bases / at bats: slugging percentage less batting average (ISO of MLB's glossary).",
        rule=share(_TB - _H, _AB),
    ),
    Figure(
        name="babip",
        meaning="Batting average on balls in play: (hits - home runs) / (at bats - strikeouts - home runs + sacrifice "
        "flies) (BABIP of MLB's glossary).",
        rule=share(_H - _HR, _AB - _K - _HR + _SF),
    ),
)
"""What the batters did. Steals, and runs batted in, are not told by the pitch that ends a plate appearance."""

PITCHING = (
    Figure(
        name="batters_faced",
        meaning="Plate appearances that ended.",
        rule=_PLATE_APPEARANCES,
        whole=True,
    ),
    Figure(
        name="outs",
        meaning="Outs made on these pitches: those on plays, runners' among them, and one a strikeout, which the feed "
        "does not count as a play. A batter who reached on a dropped third strike is counted out.",
        rule=_OUTS,
        whole=True,
    ),
    Figure(
        name="innings_pitched",
        meaning="Outs / 3: a number of innings, so that five and two thirds are 5.667 and not 5.2 (IP of MLB's "
        "glossary). Outs between pitches, such as pickoffs, are counted where the feed puts them on a pitch.",
        rule=cast(_OUTS, Double()) / literal_column("3"),
    ),
    *_TOGETHER,
    _count("hit_batters", "Batters hit by a pitch.", Ended.HIT_BY_PITCH),
    Figure(
        name="runs",
        meaning="Runs scored on these pitches, whoever put the runners on base; the feed tells neither earned runs nor "
        "whom a run is charged to.",
        rule=_RUNS,
        whole=True,
    ),
    Figure(
        name="strikeout_rate",
        meaning="Strikeouts / batters faced (K% of MLB's glossary).",
        rule=share(_K, _PLATE_APPEARANCES),
    ),
    Figure(
        name="walk_rate",
        meaning="Walks / batters faced (BB% of MLB's glossary).",
        rule=share(_BB, _PLATE_APPEARANCES),
    ),
    Figure(
        name="strikeout_minus_walk_rate",
        meaning="(Strikeouts - walks) / batters faced (K-BB% of FanGraphs).",
        rule=share(_K - _BB, _PLATE_APPEARANCES),
    ),
    Figure(
        name="whip",
        meaning="(Walks + hits) / innings pitched; null without an out (WHIP of MLB's glossary).",
        rule=share(_times(3, _BB + _H), _OUTS),
    ),
    Figure(
        name="runs_per_nine",
        meaning="Runs of nine innings: 27 runs / outs; null without an out. With all runs, not only earned ones (RA9).",
        rule=share(_times(27, _RUNS), _OUTS),
    ),
)
"""What the pitchers did."""
