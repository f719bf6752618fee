"""The demo season obeys the identities that hold in real radar files."""

import csv
import math
from datetime import datetime
from pathlib import Path

import pytest

from slugger.jobs.demo import write_season
from slugger.jobs.demo.chance import stream
from slugger.jobs.demo.flight import Thrown, flight_cells, tilt

Row = dict[str, str]
GAMES = 12


def value(row: Row, name: str) -> float:
    return float(row[name])


def path_at(row: Row, name: str, t: float) -> float:
    """Evaluate the path whose columns begin with `name`; empty coefficients count nothing."""
    return sum(float(row[f"{name}c{n}"] or 0) * t**n for n in range(9) if f"{name}c{n}" in row)


def pitch_errors(row: Row) -> dict[str, float]:
    """List how far a tracked pitch is from each identity."""
    t = value(row, "ZoneTime")
    errors = {
        "SpeedDrop": value(row, "SpeedDrop") - (value(row, "RelSpeed") - value(row, "ZoneSpeed")),
        "IVB": value(row, "VertBreak") - value(row, "InducedVertBreak") + 193.04 * t**2,
        "Extension": 60.5 - value(row, "Extension") - value(row, "PitchTrajectoryXc0"),
        "RelSide": value(row, "PitchTrajectoryZc0") + value(row, "RelSide"),
        "plate side": path_at(row, "PitchTrajectoryZ", t) + value(row, "PlateLocSide"),
        "plate height": path_at(row, "PitchTrajectoryY", t) - value(row, "PlateLocHeight"),
        "plate depth": path_at(row, "PitchTrajectoryX", t) - 17 / 12,
        "tilt": 0.0 if tilt(value(row, "SpinAxis")) == row["Tilt"] else 1.0,
    }
    for axis, acceleration in (("Z", "ax0"), ("X", "ay0"), ("Y", "az0")):
        errors[acceleration] = value(row, acceleration) - 2 * value(row, f"PitchTrajectory{axis}c2")
    return errors | fit_errors(row)


def fit_errors(row: Row) -> dict[str, float]:
    """Compare the fit 50 ft from the plate with the path."""
    xc0, xc1, xc2 = (value(row, f"PitchTrajectoryXc{n}") for n in range(3))
    start = 2 * (xc0 - value(row, "y0")) / (-xc1 + math.sqrt(xc1**2 - 4 * xc2 * (xc0 - value(row, "y0"))))
    errors = {
        "x0": path_at(row, "PitchTrajectoryZ", start) - value(row, "x0"),
        "z0": path_at(row, "PitchTrajectoryY", start) - value(row, "z0"),
    }
    for axis, speed in (("Z", "vx0"), ("X", "vy0"), ("Y", "vz0")):
        slope = value(row, f"PitchTrajectory{axis}c1") + 2 * value(row, f"PitchTrajectory{axis}c2") * start
        errors[speed] = slope - value(row, speed)
    way = (60.5 - value(row, "Extension") - 17 / 12) * 12
    for side, begin, angle, end in (
        ("VertBreak", "RelHeight", "VertRelAngle", "PlateLocHeight"),
        ("HorzBreak", "RelSide", "HorzRelAngle", "PlateLocSide"),
    ):
        straight = 12 * value(row, begin) + way * math.tan(math.radians(value(row, angle)))
        errors[f"line of {side}"] = 12 * value(row, end) - straight - value(row, side)
    return errors


def ball_errors(row: Row) -> dict[str, float]:
    """List how far a batted ball and a catcher's throw are from each identity."""
    errors = {}
    if row["PositionAt110X"]:
        errors["ring"] = math.hypot(value(row, "PositionAt110X"), value(row, "PositionAt110Z")) - 110
    if row["PopTime"]:
        errors["PopTime"] = value(row, "PopTime") - value(row, "ExchangeTime") - value(row, "TimeToBase")
    if row["ExitSpeed"]:
        speed = math.hypot(*(value(row, f"HitTrajectory{axis}c1") for axis in "XYZ")) * 3600 / 5280
        errors["ExitSpeed"] = speed - value(row, "ExitSpeed")
    return errors


def landing_errors(row: Row) -> dict[str, float]:
    """Compare landing figures with the path of the ball."""
    if not row["HangTime"]:
        return {}
    t = value(row, "HangTime")
    x, y, z = (path_at(row, f"HitTrajectory{axis}", t) for axis in "XYZ")
    return {
        "landing height": y,
        "Distance": math.hypot(x, z) - value(row, "Distance"),
        "Bearing": (math.degrees(math.atan2(z, x)) - value(row, "Bearing")) * min(math.hypot(x, z), 1),
    }


def clock_errors(row: Row) -> dict[str, float]:
    """Compare the five ways of writing a moment."""
    local, utc = row["LocalDateTime"], row["UTCDateTime"]
    same = datetime.fromisoformat(local[:26] + local[27:]) == datetime.fromisoformat(utc[:26] + "+00:00")
    parts = (row["Date"], row["Time"], row["UTCDate"], row["UTCTime"])
    return {
        "moment": 0.0 if same else 1.0,
        "parts": 0.0 if parts == (local[:10], local[11:22], utc[:10], utc[11:22]) else 1.0,
    }


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    season = write_season(tmp_path_factory.mktemp("identities"), games=GAMES, seed=3)
    return [row for path in season.paths if "positioning" not in path.name for row in read(path)]


def worst(found: list[dict[str, float]]) -> dict[str, float]:
    names = {name for errors in found for name in errors}
    return {name: max(abs(errors.get(name, 0.0)) for errors in found) for name in names}


def test_every_tracked_pitch_obeys_the_identities_to_the_last_digits(rows: list[Row]) -> None:
    errors = worst([pitch_errors(row) for row in rows if row["RelSpeed"]])
    assert len(errors) >= 18
    exact = {"SpeedDrop", "IVB", "Extension", "RelSide", "tilt", "ax0", "ay0", "az0"}
    assert {name: error for name, error in errors.items() if error > (2.1e-5 if name in exact else 5e-4)} == {}


def test_every_batted_ball_and_throw_obeys_the_identities(rows: list[Row]) -> None:
    errors = worst([ball_errors(row) for row in rows])
    assert errors["ring"] < 2e-5
    assert errors["PopTime"] < 2e-6
    assert errors["ExitSpeed"] < 2e-4


def test_batted_balls_stay_on_earth(rows: list[Row]) -> None:
    landed = [row for row in rows if row["Distance"]]
    assert max(value(row, "Distance") for row in landed) < 520
    assert 0 < min(value(row, "HangTime") for row in landed) < max(value(row, "HangTime") for row in landed) < 8.5
    assert all(value(row, "MaxHeight") < 230 for row in landed)
    high_order = sum(bool(row["HitTrajectoryXc8"]) for row in landed) / len(landed)
    assert 0.5 < high_order < 0.8


def test_landing_figures_follow_from_the_printed_path(rows: list[Row]) -> None:
    errors = worst([landing_errors(row) for row in rows])
    assert errors["landing height"] < 1e-3
    assert errors["Distance"] < 1e-3
    assert errors["Bearing"] < 1e-3


def test_every_clock_shows_the_same_moment(rows: list[Row]) -> None:
    assert worst([clock_errors(row) for row in rows if row["Date"]]) == {"moment": 0.0, "parts": 0.0}


def test_the_check_notices_a_wrong_figure(rows: list[Row]) -> None:
    row = next(row for row in rows if row["RelSpeed"])
    wrong = row | {
        "ZoneSpeed": str(value(row, "ZoneSpeed") + 0.01),
        "PlateLocSide": str(value(row, "PlateLocSide") + 1),
    }
    errors = pitch_errors(wrong)
    assert abs(errors["SpeedDrop"]) > 0.009
    assert abs(errors["plate side"]) > 0.9


def test_a_pitch_arrives_where_it_is_thrown_with_the_movement_asked_for() -> None:
    rng = stream("arrival")
    for _ in range(200):
        thrown = Thrown(
            speed=rng.uniform(70, 97), spin=2200.0, axis=200.0, release_height=rng.uniform(3, 6.5),
            release_side=rng.uniform(-3, 3), extension=rng.uniform(5, 7), plate_height=rng.uniform(-1, 5),
            plate_side=rng.uniform(-2, 2), rise=rng.uniform(-15, 22), run=rng.uniform(-18, 18), drag=0.00084,
        )  # fmt: skip
        cells, *_ = flight_cells(thrown)
        rise, run, height, side = (float(cells[n]) for n in (10, 11, 12, 13))
        assert (rise, run) == pytest.approx((thrown.rise, thrown.run), abs=2e-3)
        assert (height, side) == pytest.approx((thrown.plate_height, thrown.plate_side), abs=1e-4)
        assert float(cells[0]) == pytest.approx(thrown.speed, abs=1)


@pytest.mark.parametrize(
    ("axis", "clock"),
    [(180, "12:00"), (0, "6:00"), (144.61, "10:45"), (302.0, "4:00"), (359.9, "6:00"), (176.3, "12:00")],
)
def test_tilt_is_the_axis_as_a_clock_face(axis: float, clock: str) -> None:
    assert tilt(axis) == clock


def test_handedness_has_the_signs_of_the_files(rows: list[Row]) -> None:
    sides = {
        hand: [value(row, "RelSide") for row in rows if row["PitcherThrows"] == hand and row["RelSide"]]
        for hand in ("Right", "Left")
    }
    assert sum(sides["Right"]) / len(sides["Right"]) > 1
    assert sum(sides["Left"]) / len(sides["Left"]) < -1
    fastballs = [row for row in rows if row["AutoPitchType"] in {"Four-Seam", "Sinker"}]
    for hand, sign in (("Right", 1), ("Left", -1)):
        runs = [value(row, "HorzBreak") * sign for row in fastballs if row["PitcherThrows"] == hand]
        assert sum(runs) / len(runs) > 5
    hit = [row for row in rows if row["PitchCall"] == "HitByPitch" and row["PlateLocSide"]]
    assert all(value(row, "PlateLocSide") * (1 if row["BatterSide"] == "Right" else -1) > 0.8 for row in hit)
