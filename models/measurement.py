"""Every measurement of a pitch, described once: name, source column, unit, meaning and typical range.

Table columns, the loader and the fields of the graph are derived from this table. Side signs, as in the files:
`rel_side`, `plate_loc_side`, `horz_break` and the horizontal angles are positive toward third base; the polynomials,
`direction`, `bearing` and the PITCHf/x fit are positive toward first base and right field. Typical ranges are the 1st
and 99th percentile of 39,463 pitches of 127 games.
"""

from dataclasses import dataclass
from enum import Enum

from slugger.models import terms


class Kind(Enum):
    """How a cell of a measurement is read and stored."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    TERM = "term"
    DATE = "date"
    TIME = "time"
    UUID = "uuid"
    INSTANT = "instant"
    LOCAL_INSTANT = "local instant"
    FLAG = "flag"


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One measured or recorded value of a pitch; `low` and `high` bound the typical range in `unit`."""

    name: str
    source: str
    kind: Kind
    meaning: str
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    vocabulary: type[terms.Term] | None = None


_Range = tuple[float, float]


def _number(name: str, source: str, unit: str, typical: _Range | None, meaning: str) -> Measurement:
    low, high = typical or (None, None)
    return Measurement(name=name, source=source, kind=Kind.NUMBER, unit=unit, low=low, high=high, meaning=meaning)


def _count(name: str, source: str, low: float, high: float, meaning: str) -> Measurement:
    return Measurement(name=name, source=source, kind=Kind.INTEGER, low=low, high=high, meaning=meaning)


def _term(name: str, source: str, vocabulary: type[terms.Term], meaning: str) -> Measurement:
    return Measurement(name=name, source=source, kind=Kind.TERM, vocabulary=vocabulary, meaning=meaning)


def _other(name: str, source: str, kind: Kind, meaning: str, unit: str | None = None) -> Measurement:
    return Measurement(name=name, source=source, kind=kind, meaning=meaning, unit=unit)


def _unit(power: int) -> str:
    return {0: "ft", 1: "ft/s"}.get(power, f"ft/s^{power}")


def _polynomial(
    prefix: str, source: str, moment: str, axes: dict[str, str], ranges: dict[str, tuple[_Range, ...]]
) -> list[Measurement]:
    """List the coefficients of a path in ft/s^n, axis by axis, constant term first."""
    return [
        _number(
            f"{prefix}_{axis}c{power}",
            f"{source}{axis.upper()}c{power}",
            _unit(power),
            typical,
            f"Coefficient of t^{power} of the {axis} coordinate of the path, {meaning}; t in seconds after {moment}.",
        )
        for axis, meaning in axes.items()
        for power, typical in enumerate(ranges[axis])
    ]


def _position(prefix: str, source: str, meaning: str, ranges: dict[str, _Range | None]) -> list[Measurement]:
    """List the x, y and z coordinates in feet of one point."""
    axis_meaning = {"x": "toward second base", "y": "height", "z": "positive toward first base"}
    return [
        _number(
            f"{prefix}_{axis}",
            f"{source}{axis.upper()}",
            "ft",
            typical,
            f"{meaning}: {axis_meaning[axis]}.",
        )
        for axis, typical in ranges.items()
    ]


_PITCH_AXES = {
    "x": "from the plate toward the mound",
    "y": "height above the ground",
    "z": "side, positive toward first base",
}
_HIT_AXES = {
    "x": "from the plate toward centre field",
    "y": "height above the ground",
    "z": "side, positive toward right field",
}
_THROW_AXES = {
    "x": "from the plate toward second base",
    "y": "height above the ground",
    "z": "side, positive toward first base",
}

SITUATION = (
    _count(
        "pitch_number",
        "PitchNo",
        4,
        356,
        "Running number of the pitch in the delivered file, from 1; changes between deliveries.",
    ),
    _other("date", "Date", Kind.DATE, "Local calendar day of the pitch; absent on rows that were added by hand."),
    _other("time", "Time", Kind.TIME, "Local wall-clock time of the pitch, to a hundredth of a second."),
    _count("pa_of_inning", "PAofInning", 1, 9, "Ordinal of the plate appearance in its half inning, from 1."),
    _count("pitch_of_pa", "PitchofPA", 1, 7, "Ordinal of the pitch in its plate appearance, from 1."),
    _term("pitcher_throws", "PitcherThrows", terms.Hand, "Hand that the pitcher throws this pitch with."),
    _other("pitcher_team_code", "PitcherTeam", Kind.TEXT, "TrackMan code of the club in the field."),
    _term("batter_side", "BatterSide", terms.Side, "Side of the plate that the batter stands on for this pitch."),
    _other("batter_team_code", "BatterTeam", Kind.TEXT, "TrackMan code of the club at bat."),
    _term("pitcher_set", "PitcherSet", terms.PitcherSet, "Delivery that the pitcher starts from."),
    _count("inning", "Inning", 1, 9, "Inning, from 1."),
    _term("top_or_bottom", "Top/Bottom", terms.Half, "Half of the inning."),
    _count("outs", "Outs", 0, 2, "Outs before the pitch."),
    _count("balls", "Balls", 0, 3, "Balls before the pitch."),
    _count("strikes", "Strikes", 0, 2, "Strikes before the pitch."),
    _term("tagged_pitch_type", "TaggedPitchType", terms.TaggedPitchType, "Pitch type as the operator tagged it."),
    _term("auto_pitch_type", "AutoPitchType", terms.AutoPitchType, "Pitch type as the radar classified it."),
    _term("pitch_call", "PitchCall", terms.PitchCall, "Outcome of the pitch."),
    _term("k_or_bb", "KorBB", terms.KorBB, "Strikeout or walk that ended the plate appearance on this pitch."),
    _term("tagged_hit_type", "TaggedHitType", terms.HitType, "Kind of batted ball as the operator tagged it."),
    _term("play_result", "PlayResult", terms.PlayResult, "Result of the play that this pitch led to."),
    _count("outs_on_play", "OutsOnPlay", 0, 1, "Outs made on the play."),
    _count("runs_scored", "RunsScored", 0, 1, "Runs scored on the play."),
    _other("notes", "Notes", Kind.TEXT, "Free text of the operator."),
)

RELEASE = (
    _number("rel_speed", "RelSpeed", "mph", (68.2887, 94.7685), "Speed of the ball at release."),
    _number(
        "vert_rel_angle",
        "VertRelAngle",
        "deg",
        (-4.2366, 4.7331),
        "Vertical angle of the ball's path at release, positive upward.",
    ),
    _number(
        "horz_rel_angle",
        "HorzRelAngle",
        "deg",
        (-5.915, 4.6598),
        "Horizontal angle of the path at release, positive toward third base.",
    ),
    _number("spin_rate", "SpinRate", "rpm", (1062.02, 2874.75), "Total spin of the ball at release."),
    _number(
        "spin_axis",
        "SpinAxis",
        "deg",
        (18.3598, 331.435),
        "Axis of the spin, 0 to 360: 180 is pure backspin, 0 pure topspin.",
    ),
    _other(
        "tilt",
        "Tilt",
        Kind.TEXT,
        "Spin axis as a clock face in quarter hours, hour:minute; not a time of day.",
        "clock",
    ),
    _number("rel_height", "RelHeight", "ft", (2.3129, 6.7804), "Height of the ball above the ground at release."),
    _number(
        "rel_side",
        "RelSide",
        "ft",
        (-2.8176, 4.1661),
        "Side of the release from the centre of the rubber, positive toward third base.",
    ),
    _number("extension", "Extension", "ft", (4.4807, 7.0984), "Distance of the release in front of the rubber."),
    _number(
        "vert_break",
        "VertBreak",
        "in",
        (-68.7953, -10.6928),
        "Vertical break on the way to the plate, gravity included.",
    ),
    _number(
        "induced_vert_break",
        "InducedVertBreak",
        "in",
        (-14.4767, 23.4746),
        "Vertical break that spin alone causes, gravity taken out.",
    ),
    _number(
        "horz_break",
        "HorzBreak",
        "in",
        (-20.2119, 21.449),
        "Horizontal break on the way to the plate, positive toward third base.",
    ),
    _number(
        "plate_loc_height", "PlateLocHeight", "ft", (-0.1969, 4.8545), "Height of the ball at the front of the plate."
    ),
    _number(
        "plate_loc_side",
        "PlateLocSide",
        "ft",
        (-2.517, 2.3809),
        "Side at the front of the plate, positive toward third base: inside to a right-handed batter.",
    ),
    _number("zone_speed", "ZoneSpeed", "mph", (62.2471, 86.2332), "Speed of the ball at the front of the plate."),
    _number(
        "vert_appr_angle",
        "VertApprAngle",
        "deg",
        (-11.4584, -3.0613),
        "Vertical angle of the path at the plate, negative downward.",
    ),
    _number(
        "horz_appr_angle",
        "HorzApprAngle",
        "deg",
        (-5.6063, 4.3365),
        "Horizontal angle of the path at the plate, positive toward third base.",
    ),
    _number("zone_time", "ZoneTime", "s", (0.4003, 0.5657), "Time from release to the front of the plate."),
)

BATTED_BALL = (
    _number(
        "exit_speed",
        "ExitSpeed",
        "mph",
        (26.321, 107.561),
        "Speed of the ball off the bat; fouls and bunts are measured too.",
    ),
    _number("angle", "Angle", "deg", (-67.1853, 75.2356), "Launch angle: vertical angle off the bat, positive upward."),
    _number(
        "direction",
        "Direction",
        "deg",
        (-171.605, 172.831),
        "Horizontal direction off the bat: 0 to centre field, positive to right field, foul beyond 45.",
    ),
    _number("hit_spin_rate", "HitSpinRate", "rpm", (839.424, 6302.46), "Spin of the ball off the bat."),
    *_position(
        "position_at_110",
        "PositionAt110",
        "Position of the batted ball at 110 ft from the plate",
        {"x": (-109.124, 109.996), "y": (5.1376, 139.616), "z": (-103.962, 106.907)},
    ),
    _number(
        "distance",
        "Distance",
        "ft",
        (1.8317, 393.667),
        "Distance on the ground from the plate to the landing point, measured or extrapolated.",
    ),
    _number(
        "last_tracked_distance",
        "LastTrackedDistance",
        "ft",
        (1.6859, 375.265),
        "Distance from the plate at the last tracked point.",
    ),
    _number(
        "bearing",
        "Bearing",
        "deg",
        (-170.756, 173.152),
        "Horizontal direction of the landing point: 0 to centre field, positive to right field.",
    ),
    _number("hang_time", "HangTime", "s", (0.0205, 6.1028), "Time from the bat to the ground."),
)

PITCH_FX = (
    _number(
        "pfxx",
        "pfxx",
        "in",
        (-12.1691, 11.0541),
        "Horizontal movement over the last 40 ft in the PITCHf/x convention, positive toward first base.",
    ),
    _number(
        "pfxz",
        "pfxz",
        "in",
        (-7.4421, 13.2276),
        "Vertical movement over the last 40 ft in the PITCHf/x convention, gravity taken out.",
    ),
    _number("x0", "x0", "ft", (-3.6759, 2.5652), "Side 50 ft from the plate, positive toward first base."),
    _number("y0", "y0", "ft", (50, 50), "Distance from the plate that the PITCHf/x fit starts from."),
    _number("z0", "z0", "ft", (2.742, 6.6624), "Height 50 ft from the plate."),
    _number("vx0", "vx0", "ft/s", (-9.5532, 12.0306), "Velocity 50 ft from the plate toward first base."),
    _number(
        "vy0",
        "vy0",
        "ft/s",
        (-137.364, -98.8926),
        "Velocity 50 ft from the plate along the pitch, negative toward the plate.",
    ),
    _number("vz0", "vz0", "ft/s", (-10.0754, 7.1875), "Velocity 50 ft from the plate, positive upward."),
    _number("ax0", "ax0", "ft/s^2", (-19.7558, 17.1168), "Constant acceleration of the fit toward first base."),
    _number(
        "ay0",
        "ay0",
        "ft/s^2",
        (16.3046, 35.0027),
        "Constant acceleration of the fit along the pitch, positive away from the plate.",
    ),
    _number(
        "az0",
        "az0",
        "ft/s^2",
        (-41.3516, -9.3616),
        "Constant acceleration of the fit, positive upward; gravity included.",
    ),
)

FLIGHT = (
    _number(
        "effective_velo",
        "EffectiveVelo",
        "mph",
        (66.6285, 94.1606),
        "Release speed adjusted for extension: what the batter perceives.",
    ),
    _number("max_height", "MaxHeight", "ft", (1.4023, 141.867), "Greatest height of the batted ball."),
    _number(
        "measured_duration",
        "MeasuredDuration",
        "s",
        None,
        "Time that the batted ball was tracked; never filled so far.",
    ),
    _number("speed_drop", "SpeedDrop", "mph", (5.1378, 9.9354), "Release speed less speed at the plate."),
    *_position(
        "pitch_last_measured",
        "PitchLastMeasured",
        "Last measured position of the pitch, never filled so far",
        dict.fromkeys("xyz"),
    ),
    *_position(
        "contact_position",
        "ContactPosition",
        "Point where bat and ball meet",
        {"x": (-0.3879, 4.0225), "y": (1.2161, 3.955), "z": (-1.3867, 1.4483)},
    ),
)

DELIVERY = (
    _other(
        "local_date_time",
        "LocalDateTime",
        Kind.LOCAL_INSTANT,
        "Instant of the pitch in local time with its offset, as delivered: ISO 8601 with seven fractional digits.",
    ),
    _term("auto_hit_type", "AutoHitType", terms.HitType, "Kind of batted ball as the radar classified it."),
    _term("catcher_throws", "CatcherThrows", terms.Hand, "Hand that the catcher throws with."),
    _other(
        "play_id",
        "PlayID",
        Kind.UUID,
        "TrackMan's id of the play; absent on rows that were added by hand, and not unique.",
    ),
)

PATHS = (
    *_polynomial(
        "pitch_trajectory",
        "PitchTrajectory",
        "release",
        _PITCH_AXES,
        {
            "x": ((53.4004, 56.0187), (-138.377, -99.8313), (8.1523, 17.5013)),
            "y": ((2.3234, 6.7781), (-9.5989, 8.9027), (-20.6758, -4.6808)),
            "z": ((-4.159, 2.8126), (-10.0275, 12.5756), (-9.8779, 8.5584)),
        },
    ),
    _number("hit_spin_axis", "HitSpinAxis", "deg", (5.3779, 355.444), "Axis of the spin of the batted ball, 0 to 360."),
    *_polynomial(
        "hit_trajectory",
        "HitTrajectory",
        "contact",
        _HIT_AXES,
        {
            "x": (
                (-0.6842, 7.4311),
                (-107.269, 149.542),
                (-31.0459, 12.0452),
                (-2.0464, 8.787),
                (-3.6021, 2.398),
                (-3.5642, 4.5249),
                (-5.0684, 4.1093),
                (-2.774, 3.2494),
                (-0.8499, 0.8321),
            ),
            "y": (
                (1.204, 3.978),
                (-94.3518, 115.914),
                (-35.5441, 1.6918),
                (-1.1257, 5.9066),
                (-2.323, 1.3712),
                (-1.8409, 1.9637),
                (-2.0548, 2.2956),
                (-1.8305, 1.4389),
                (-0.4051, 0.5861),
            ),
            "z": (
                (-1.4153, 1.4894),
                (-108.224, 103.188),
                (-17.9564, 15.8485),
                (-4.2929, 4.6557),
                (-1.8249, 1.9324),
                (-2.1203, 1.8591),
                (-1.7201, 2.4897),
                (-1.8762, 1.1549),
                (-0.3569, 0.5222),
            ),
        },
    ),
)

CATCHER_THROW = (
    _number("throw_speed", "ThrowSpeed", "mph", (44.8963, 83.0969), "Speed of the catcher's throw."),
    _number(
        "pop_time",
        "PopTime",
        "s",
        (1.5337, 3.4359),
        "Time from the catch to the ball's arrival at the base: exchange time plus time to base.",
    ),
    _number("exchange_time", "ExchangeTime", "s", (0.6412, 1.9862), "Time from the catch to the release of the throw."),
    _number("time_to_base", "TimeToBase", "s", (0.8128, 1.7675), "Time from the release of the throw to the base."),
    *_position(
        "catch_position",
        "CatchPosition",
        "Point where the catcher caught the pitch",
        {"x": (-2.7733, 6.3743), "y": (0.897, 4.5862), "z": (-2.3249, 2.464)},
    ),
    *_position(
        "throw_position",
        "ThrowPosition",
        "Point where the throw left the hand",
        {"x": (-5.8767, 5.5348), "y": (3.1676, 6.7501), "z": (-5.8769, 6.4785)},
    ),
    *_position(
        "base_position",
        "BasePosition",
        "Position of the throw at the base",
        {"x": (62.254, 127.293), "y": (-1.5922, 13.8267), "z": (-61.7056, 62.3433)},
    ),
    *_polynomial(
        "throw_trajectory",
        "ThrowTrajectory",
        "the throw",
        _THROW_AXES,
        {
            "x": ((-5.8234, 5.5573), (47.0894, 119.743), (-12.2478, -2.2133)),
            "y": ((3.2811, 6.8204), (2.3522, 30.3429), (-16.6223, -9.1669)),
            "z": ((-5.8687, 6.4583), (-77.777, 71.528), (-5.6391, 11.0937)),
        },
    ),
)

CONFIDENCE = tuple(
    _term(f"{group}_confidence", source, terms.Confidence, f"How sure the radar is of the {meaning}.")
    for group, source, meaning in (
        ("pitch_release", "PitchReleaseConfidence", "release of the pitch"),
        ("pitch_location", "PitchLocationConfidence", "location of the pitch at the plate"),
        ("pitch_movement", "PitchMovementConfidence", "movement of the pitch"),
        ("hit_launch", "HitLaunchConfidence", "launch of the batted ball"),
        ("hit_landing", "HitLandingConfidence", "landing of the batted ball"),
        ("catcher_throw_catch", "CatcherThrowCatchConfidence", "catch before the catcher's throw"),
        ("catcher_throw_release", "CatcherThrowReleaseConfidence", "release of the catcher's throw"),
        ("catcher_throw_location", "CatcherThrowLocationConfidence", "location of the catcher's throw at the base"),
    )
)

BAT = (
    _number("bat_speed", "BatSpeed", "mph", (24.9614, 86.1121), "Speed of the bat; only in files with bat tracking."),
    _number(
        "vertical_attack_angle",
        "VerticalAttackAngle",
        "deg",
        (-19.5233, 29.3079),
        "Vertical angle of the bat's path at contact, positive upward.",
    ),
    _number(
        "horizontal_attack_angle",
        "HorizontalAttackAngle",
        "deg",
        (-37.0525, 42.0493),
        "Horizontal angle of the bat's path at contact.",
    ),
)

PITCH = (*SITUATION, *RELEASE, *BATTED_BALL, *PITCH_FX, *FLIGHT, *DELIVERY, *PATHS, *CATCHER_THROW, *CONFIDENCE, *BAT)
"""Every measurement that a pitch row stores, in the order of the file."""

FIELDERS = ("first_b", "second_b", "third_b", "ss", "lf", "cf", "rf")
"""The seven positioned fielders by their column prefix, first base to right field."""

POSITIONING = (
    _term(
        "detected_shift", "DetectedShift", terms.DetectedShift, "Alignment of the infield when the pitch is released."
    ),
    *(
        _number(
            f"{fielder}_position_at_release_{axis}",
            f"{source}_PositionAtRelease{axis.upper()}",
            "ft",
            None,
            f"Position of the {title} at release: {meaning}.",
        )
        for fielder, source, title in zip(
            FIELDERS,
            ("1B", "2B", "3B", "SS", "LF", "CF", "RF"),
            (
                "first baseman",
                "second baseman",
                "third baseman",
                "shortstop",
                "left fielder",
                "centre fielder",
                "right fielder",
            ),
            strict=True,
        )
        for axis, meaning in (("x", "from the plate toward centre field"), ("z", "side, positive toward right field"))
    ),
)
"""Every measurement of the positioning files."""
