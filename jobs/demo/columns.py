"""The columns of TrackMan V3 files, in file order, and how their cells are written."""

from collections.abc import Iterable

_AXES = ("X", "Y", "Z")

_UNTIL_PLAY_ID = """
PitchNo Date Time PAofInning PitchofPA Pitcher PitcherId PitcherThrows PitcherTeam Batter BatterId BatterSide
BatterTeam PitcherSet Inning Top/Bottom Outs Balls Strikes TaggedPitchType AutoPitchType PitchCall KorBB
TaggedHitType PlayResult OutsOnPlay RunsScored Notes RelSpeed VertRelAngle HorzRelAngle SpinRate SpinAxis Tilt
RelHeight RelSide Extension VertBreak InducedVertBreak HorzBreak PlateLocHeight PlateLocSide ZoneSpeed VertApprAngle
HorzApprAngle ZoneTime ExitSpeed Angle Direction HitSpinRate PositionAt110X PositionAt110Y PositionAt110Z Distance
LastTrackedDistance Bearing HangTime pfxx pfxz x0 y0 z0 vx0 vy0 vz0 ax0 ay0 az0 HomeTeam AwayTeam Stadium Level
League GameID PitchUID EffectiveVelo MaxHeight MeasuredDuration SpeedDrop PitchLastMeasuredX PitchLastMeasuredY
PitchLastMeasuredZ ContactPositionX ContactPositionY ContactPositionZ GameUID UTCDate UTCTime LocalDateTime
UTCDateTime AutoHitType System HomeTeamForeignID AwayTeamForeignID GameForeignID Catcher CatcherId CatcherThrows
CatcherTeam PlayID
"""

_THROW = """
ThrowSpeed PopTime ExchangeTime TimeToBase CatchPositionX CatchPositionY CatchPositionZ ThrowPositionX ThrowPositionY
ThrowPositionZ BasePositionX BasePositionY BasePositionZ
"""

_CONFIDENCE = """
PitchReleaseConfidence PitchLocationConfidence PitchMovementConfidence HitLaunchConfidence HitLandingConfidence
CatcherThrowCatchConfidence CatcherThrowReleaseConfidence CatcherThrowLocationConfidence
"""

_POSITIONING = """
GameUID PitchNo PitchUID PlayID Date Time UTCDate UTCTime LocalDateTime UTCDateTime PitcherTeam BatterTeam PitchCall
PlayResult
"""

FIELDERS = ("1B", "2B", "3B", "SS", "LF", "CF", "RF")
"""Fielders of a positioning file, in column order."""

CORE = (
    *_UNTIL_PLAY_ID.split(),
    *(f"PitchTrajectory{axis}c{n}" for axis in _AXES for n in range(3)),
    "HitSpinAxis",
    *(f"HitTrajectory{axis}c{n}" for axis in _AXES for n in range(9)),
    *_THROW.split(),
    *(f"ThrowTrajectory{axis}c{n}" for axis in _AXES for n in range(3)),
    *_CONFIDENCE.split(),
)
"""The 167 columns of the layout without bat tracking."""

CURRENT = (*CORE, "BatSpeed", "VerticalAttackAngle", "HorizontalAttackAngle")
"""The 170 columns of the layout with bat tracking."""

POSITIONING = (
    *_POSITIONING.split(),
    "DetectedShift",
    *(f"{fielder}_PositionAtRelease{axis}" for fielder in FIELDERS for axis in ("X", "Z")),
    *(f"{fielder}_{part}" for fielder in FIELDERS for part in ("Name", "Id")),
    "FHC",
)
"""The 44 columns of a player positioning file."""

AT = {name: place for place, name in enumerate(CURRENT)}
"""Place of a column in a row."""


def span(first: str, last: str) -> slice:
    """Give the slice of a row from column `first` to column `last`, both included."""
    return slice(AT[first], AT[last] + 1)


CLOCK = (span("Date", "Time"), span("UTCDate", "UTCDateTime"))
"""Cells that tell when a pitch was thrown."""

RADAR = (
    span("AutoPitchType", "AutoPitchType"),
    span("RelSpeed", "az0"),
    span("EffectiveVelo", "ContactPositionZ"),
    span("AutoHitType", "AutoHitType"),
    span("PitchTrajectoryXc0", "HorizontalAttackAngle"),
)
"""Cells that only the radar and the bat sensor fill."""


def blank(cells: list[str], spans: Iterable[slice]) -> None:
    """Empty the cells of `spans` in place."""
    for place in spans:
        cells[place] = [""] * (place.stop - place.start)


def number(value: float, digits: int = 5) -> str:
    """Write a number as the files do: no trailing zeros, an exponent such as `5E-05` below 0.0001."""
    return f"{round(value, digits):.10G}"


def pattern(digits: Iterable[int]) -> str:
    """Make the pattern that `numbers` writes with, from the decimals of each number."""
    return ",".join(f"%.{count}f" for count in digits)


_FIVE_DIGITS = [pattern([5] * count) for count in range(40)]


def numbers(values: tuple[float, ...], digits: str | None = None) -> list[str]:
    """Write numbers by a pattern, without it up to 39 of 5 decimals."""
    line = (digits or _FIVE_DIGITS[len(values)]) % values
    if "0.0000" in line:
        return [f"{float(text):.10G}" for text in line.split(",")]
    return [text if text[-1] != "0" else f"{float(text):.10G}" for text in line.split(",")]


def quoted(text: str) -> str:
    """Write a text that holds a comma or a line break."""
    return f'"{text}"'
