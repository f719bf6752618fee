"""Rates of a group of pitches: how many of some pitches are of a kind, by the standard definitions of the field.

A pitch that a rule says nothing about, as one that the radar did not locate, is in neither of a rate's numbers.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, SmallInteger, and_, literal_column

from slugger.models import terms
from slugger.models.pitch_rule import HARD_HIT, SWEET_SPOT
from slugger.models.statistic import ENDED, flag, is_one_of, pitched, text


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many of some pitches are of a kind: `part` of `of`, or of all pitches."""

    name: str
    meaning: str
    part: ColumnElement[bool]
    of: ColumnElement[bool] | None = None


_SWING, _WHIFF, _IN_ZONE, _FIRST = flag("swing"), flag("whiff"), flag("in_zone"), flag("first_pitch")
_STRIKE, _CALLED = flag("strike"), flag("called_strike")
_OUTSIDE = ~_IN_ZONE
_HIT_TYPE, _RESULT, _END = text("hit_type"), text("plate_appearance_result"), text(ENDED)
_TWO_STRIKES = pitched("strikes", SmallInteger()) == literal_column("2")
_ENDED = _END.is_not(None)
_ENDS = terms.PlateAppearanceResult


def _of_type(name: str, kind: terms.HitType, meaning: str) -> Rate:
    return Rate(
        name=name,
        meaning=f"{meaning}, of the balls in play whose kind the radar or the operator tells, bunts among them.",
        part=is_one_of(_HIT_TYPE, kind),
        of=_HIT_TYPE.is_not(None),
    )


RATES = (
    Rate(name="swing", meaning="Swings, of all pitches: Swing% of Baseball Savant and FanGraphs.", part=_SWING),
    Rate(name="whiff", meaning="Swings that miss, of all swings: Whiff% of Baseball Savant.", part=_WHIFF, of=_SWING),
    Rate(
        name="swinging_strike",
        meaning="Swings that miss, of all pitches: SwStr% of FanGraphs.",
        part=_WHIFF,
    ),
    Rate(
        name="contact",
        meaning="Swings that touch the ball, of all swings: Contact% of FanGraphs.",
        part=and_(_SWING, ~_WHIFF),
        of=_SWING,
    ),
    Rate(
        name="zone",
        meaning="Pitches in the zone, of those that the radar located: Zone% of Baseball Savant, by the zone of "
        "`inZone`.",
        part=_IN_ZONE,
        of=_IN_ZONE.is_not(None),
    ),
    Rate(
        name="zone_swing",
        meaning="Swings at pitches in the zone, of the pitches in the zone: Z-Swing% of FanGraphs.",
        part=and_(_IN_ZONE, _SWING),
        of=_IN_ZONE,
    ),
    Rate(
        name="zone_contact",
        meaning="Swings in the zone that touch the ball, of the swings in the zone: Z-Contact% of FanGraphs.",
        part=and_(_IN_ZONE, _SWING, ~_WHIFF),
        of=and_(_IN_ZONE, _SWING),
    ),
    Rate(
        name="chase",
        meaning="Swings at pitches outside the zone, of the located pitches outside: Chase% of Baseball Savant, "
        "O-Swing% of FanGraphs.",
        part=and_(_OUTSIDE, _SWING),
        of=_OUTSIDE,
    ),
    Rate(
        name="chase_contact",
        meaning="Swings outside the zone that touch the ball, of the swings outside: O-Contact% of FanGraphs.",
        part=and_(_OUTSIDE, _SWING, ~_WHIFF),
        of=and_(_OUTSIDE, _SWING),
    ),
    Rate(name="called_strike", meaning="Called strikes, of all pitches: CStr% of FanGraphs.", part=_CALLED),
    Rate(
        name="called_strike_plus_whiff",
        meaning="Called strikes and swings that miss, of all pitches: CSW%, as in the glossaries of MLB and FanGraphs.",
        part=_CALLED | _WHIFF,
    ),
    Rate(
        name="strike",
        meaning="Strikes, of all pitches: called, missed, fouled off, put in play or awarded, as MLB counts strikes.",
        part=_STRIKE,
    ),
    Rate(
        name="ball",
        meaning="Called, intentional and awarded balls, of all pitches; hit batters are neither balls nor strikes.",
        part=flag("ball"),
    ),
    Rate(
        name="first_pitch_strike",
        meaning="First pitches of plate appearances that are strikes, balls in play among them, of the first pitches: "
        "F-Strike% of FanGraphs.",
        part=and_(_FIRST, _STRIKE),
        of=_FIRST,
    ),
    Rate(
        name="first_pitch_swing",
        meaning="First pitches of plate appearances that are swung at, of the first pitches: 1st Pitch Swing% of "
        "Baseball Savant.",
        part=and_(_FIRST, _SWING),
        of=_FIRST,
    ),
    Rate(
        name="putaway",
        meaning="Pitches with two strikes that end in a strikeout, of the pitches with two strikes: PutAway% of "
        "Baseball Savant.",
        part=and_(_TWO_STRIKES, is_one_of(_RESULT, _ENDS.STRIKEOUT)),
        of=_TWO_STRIKES,
    ),
    Rate(
        name="hard_hit",
        meaning=f"Balls in play at {HARD_HIT} mph or more, of those whose speed was measured: Hard Hit% of Baseball "
        "Savant.",
        part=flag("hard_hit"),
        of=flag("hard_hit").is_not(None),
    ),
    Rate(
        name="sweet_spot",
        meaning=f"Balls in play at {SWEET_SPOT[0]} to {SWEET_SPOT[1]} deg, of those whose launch angle was measured: "
        "LA Sweet-Spot% of Baseball Savant.",
        part=flag("sweet_spot"),
        of=flag("sweet_spot").is_not(None),
    ),
    Rate(
        name="barrel",
        meaning="Barrels by the rule of `Pitch.barrel`, of the balls in play whose speed and launch angle were "
        "measured: Barrel% of Baseball Savant.",
        part=flag("barrel"),
        of=flag("barrel").is_not(None),
    ),
    _of_type("ground_ball", terms.HitType.GROUND_BALL, "Ground balls: GB% of Baseball Savant"),
    _of_type("line_drive", terms.HitType.LINE_DRIVE, "Line drives: LD% of Baseball Savant"),
    _of_type("fly_ball", terms.HitType.FLY_BALL, "Fly balls without popups: FB% of Baseball Savant"),
    _of_type("popup", terms.HitType.POPUP, "Popups: PU% of Baseball Savant"),
    Rate(
        name="strikeout",
        meaning="Strikeouts, of the plate appearances: K% of MLB's glossary.",
        part=is_one_of(_END, _ENDS.STRIKEOUT),
        of=_ENDED,
    ),
    Rate(
        name="walk",
        meaning="Walks, intentional ones among them, of the plate appearances: BB% of MLB's glossary.",
        part=is_one_of(_END, _ENDS.WALK, _ENDS.INTENTIONAL_WALK),
        of=_ENDED,
    ),
)
"""Every rate."""
