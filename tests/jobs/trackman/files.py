"""Deliveries for tests: believable rows as dicts, written in any layout, and the tables as plain values."""

import csv
import gzip
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import asyncpg

from slugger.jobs.demo.columns import CORE, CURRENT, FIELDERS, POSITIONING
from slugger.jobs.trackman.delivery import delivery_of
from slugger.jobs.trackman.load import Loaded, load

Row = dict[str, str]

OLD = tuple("HitType" if name == "TaggedHitType" else name for name in CORE[: CORE.index("PitchUID") + 1])
"""The 75 columns of the old layout."""
WITH_SPIN = (*CORE, *(f"SpinAxis3dPart{n}" for n in range(1, 32)))
"""The 198 columns of an export with the spin axis in space."""

GAME = "20260424-WellSpanPark-1"
VERIFIED, UNVERIFIED = f"{GAME}.csv", f"{GAME}_unverified.csv"
POSITIONED = f"{GAME}_unverified_playerpositioning_FHC.csv"

_MEASURED = {
    "RelSpeed": "91.04437",
    "VertRelAngle": "-2.352462",
    "HorzRelAngle": "-2.123127",
    "SpinRate": "2009.844555",
    "SpinAxis": "224.842751",
    "Tilt": "1:30",
    "RelHeight": "6.04336",
    "RelSide": "0.99766",
    "Extension": "5.9599",
    "VertBreak": "-21.76631",
    "InducedVertBreak": "12.2952",
    "HorzBreak": "-5E-05",
    "PlateLocHeight": "2.04531",
    "PlateLocSide": "-0.05339",
    "ZoneSpeed": "82.42336",
    "ZoneTime": "0.420052",
    "y0": "50",
    "vy0": "-131.96271",
    "SpeedDrop": "8.621",
    "EffectiveVelo": "89.73271",
    "AutoPitchType": "Sinker",
    **dict.fromkeys(("PitchReleaseConfidence", "PitchLocationConfidence", "PitchMovementConfidence"), "High"),
}
"""What the radar says of a pitch."""


def uid(*parts: object) -> str:
    """Give the same UUID for the same `parts`, always."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, parts))))


def person(role: str, club: str, name: str | None = None, trackman_id: str | None = None) -> Row:
    """Give the two cells of a person, by name the regular of that role and club, with an id that goes with the name."""
    name = name or f"Regular {role}, {club}"
    number = str(int(uid(name)[:7], 16) + 10**6)
    return {role: name, f"{role}Id": number if trackman_id is None else trackman_id}


def pitch(number: int, game: str = GAME, **changes: str) -> Row:
    """Give the row of pitch `number` of `game`, three pitches an appearance, the halves taking turns every six."""
    top = (number - 1) // 6 % 2 == 0
    home, away = changes.get("HomeTeam", "YOR"), changes.get("AwayTeam", "LI")
    fielding, batting = (home, away) if top else (away, home)
    local = datetime(int(game[:4]), int(game[4:6]), int(game[6:8]), 18, 35, tzinfo=timezone(timedelta(hours=-4)))
    local += timedelta(seconds=23 * number, microseconds=100_000 + number)
    there = local.astimezone(UTC)
    row = dict.fromkeys(CURRENT, "") | _MEASURED
    row |= {
        "PitchNo": str(number),
        "PAofInning": str((number - 1) // 3 % 2 + 1),
        "PitchofPA": str((number - 1) % 3 + 1),
        "Date": f"{local:%Y-%m-%d}",
        "Time": f"{local:%H:%M:%S.%f}"[:11],
        "UTCDate": f"{there:%Y-%m-%d}",
        "UTCTime": f"{there:%H:%M:%S.%f}"[:11],
        "LocalDateTime": f"{local:%Y-%m-%dT%H:%M:%S.%f}3-04:00",
        "UTCDateTime": f"{there:%Y-%m-%dT%H:%M:%S.%f}3Z",
        **person("Pitcher", fielding) | person("Batter", batting) | person("Catcher", fielding),
        "PitcherThrows": "Right",
        "BatterSide": "Left",
        "CatcherThrows": "Right",
        "CatcherTeam": fielding,
        "PitcherTeam": fielding,
        "BatterTeam": batting,
        "HomeTeam": home,
        "AwayTeam": away,
        "PitcherSet": "Undefined",
        "Inning": str((number - 1) // 12 + 1),
        "Top/Bottom": "Top" if top else "Bottom",
        "Outs": str(number % 3),
        "Balls": str(number % 4),
        "Strikes": str(number % 3),
        "TaggedPitchType": "Undefined",
        "PitchCall": "BallCalled",
        "KorBB": "Undefined",
        "PlayResult": "Undefined",
        "TaggedHitType": "Undefined",
        "OutsOnPlay": "0",
        "RunsScored": "0",
        "System": "v3",
        "Stadium": game[9:].rpartition("-")[0],
        "Level": "Independent",
        "League": "ALPB",
        "GameID": game,
        "PitchUID": uid(game, number),
        "PlayID": uid(game, number, "play"),
        "GameUID": uid(game),
    }
    return row | changes


def pitches(count: int, game: str = GAME, **changes: str) -> list[Row]:
    """Give the first `count` rows of `game`, all with `changes`."""
    return [pitch(number, game, **changes) for number in range(1, count + 1)]


def renumbered(rows: Iterable[Row]) -> list[Row]:
    """Number rows from 1 in their order."""
    return [row | {"PitchNo": str(number)} for number, row in enumerate(rows, 1)]


def positioned(rows: Iterable[Row], **changes: str) -> list[Row]:
    """Give the positioning rows that belong to pitch rows."""
    made = []
    for row in rows:
        fielders = {
            f"{fielder}_{part}": cell
            for n, fielder in enumerate(FIELDERS)
            for part, cell in (
                ("PositionAtReleaseX", f"{70 + 30 * n}.{row['PitchNo']}"),
                ("PositionAtReleaseZ", f"{40 - 20 * n}.25"),
                ("Name", f"Fielder {fielder}, {row['PitcherTeam']}"),
                ("Id", person(fielder, row["PitcherTeam"])[f"{fielder}Id"]),
            )
        }
        shared = {name: row[name] for name in POSITIONING if name in row}
        made.append({**shared, "DetectedShift": "NoShift", **fielders, "FHC": "true", **changes})
    return made


def text(rows: Sequence[Row], header: Sequence[str] | None = None, **dialect: Any) -> bytes:
    """Write rows as TrackMan does: names quoted, CRLF between the lines and none at the end."""
    header = header or (CURRENT if not rows or "Pitcher" in rows[0] else POSITIONING)
    out = io.StringIO()
    writer = csv.writer(out, **{"lineterminator": "\r\n", **dialect})
    writer.writerow(header)
    writer.writerows([row.get("TaggedHitType" if name == "HitType" else name, "") for name in header] for row in rows)
    return out.getvalue().removesuffix("\r\n").encode()


@dataclass(frozen=True)
class Deliveries:
    """A folder that deliveries are put into, each in the folder of its upload day."""

    root: Path

    def put(
        self, name: str, rows: Sequence[Row] | bytes, *, day: str = "2026/04/25", hour: int = 6, **layout: Any
    ) -> Path:
        """Write a delivery, uploaded on `day` at `hour` UTC; bytes go as they are, packed when `name` ends in .gz."""
        path = self.root / day / "CSV" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = rows if isinstance(rows, bytes) else text(rows, **layout)
        path.write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else content)
        moment = datetime.strptime(f"{day} {hour} +0000", "%Y/%m/%d %H %z").timestamp()
        os.utime(path, (moment, moment))
        return path


async def load_each(connection: asyncpg.Connection, paths: Iterable[Path], **options: bool) -> list[Loaded]:
    """Load files one after the other, in the given order."""
    return [await load(connection, delivery_of(path), **options) for path in paths]


_PEOPLE = """
    WITH person AS (
        SELECT player_id, coalesce(trackman_id, p.name_key || ' of ' || t.team_code) AS person
        FROM league.player p LEFT JOIN league.team t USING (team_id)),
    club AS (SELECT team_id, team_code AS club FROM league.team),
    file AS (SELECT file_id, name || ' ' || sha256 AS file FROM league.trackman_file),
    game AS (SELECT game_id, trackman_game_id AS game FROM league.game),
    venue AS (SELECT ballpark_id, ballpark_name AS venue FROM league.ballpark)
"""


def _person(column: str) -> str:
    return f"'{column}', (SELECT person FROM person WHERE player_id = t.{column})"


def _club(column: str) -> str:
    return f"'{column}', (SELECT club FROM club WHERE team_id = t.{column})"


_FILE = "'file_id', (SELECT file FROM file WHERE file_id = t.file_id)"
_SEVEN = ("first_b", "second_b", "third_b", "ss", "lf", "cf", "rf")
_NATURAL = {
    "team": ["'team_id', NULL", "'home_ballpark_id', NULL"],
    "team_code": [_club("team_id")],
    "ballpark": ["'ballpark_id', NULL"],
    "player": [_person("player_id"), _club("team_id")],
    "game": [
        *("'game_id', NULL", _club("home_team_id"), _club("visiting_team_id"), _FILE),
        "'ballpark_id', (SELECT venue FROM venue WHERE ballpark_id = t.ballpark_id)",
    ],
    "pitch": [
        *("'pitch_id', NULL", "'game_id', (SELECT game FROM game WHERE game_id = t.game_id)"),
        *(_person("pitcher_id"), _person("batter_id"), _person("catcher_id")),
    ],
    "positioning": [
        _FILE,
        "'pitch_id', (SELECT pitch_uid FROM league.pitch WHERE pitch_id = t.pitch_id)",
        *(_person(f"{fielder}_player_id") for fielder in _SEVEN),
    ],
    "appearance": [_FILE, _person("player_id"), _club("team_id")],
}
TABLES = tuple(_NATURAL)
"""The tables whose content follows from the deliveries, whatever their order."""


async def table(connection: asyncpg.Connection, name: str) -> list[str]:
    """Give the rows of a table as JSON, sorted, with natural keys in the place of ids."""
    rows = await connection.fetch(
        f"{_PEOPLE} SELECT (to_jsonb(t) || jsonb_build_object({', '.join(_NATURAL[name])}))::text AS row"
        f" FROM league.{name} t ORDER BY 1"
    )
    return [row["row"] for row in rows]


async def register(connection: asyncpg.Connection) -> dict[str, str]:
    """Give the state of each registered file, by name and the beginning of its digest."""
    rows = await connection.fetch("SELECT name, sha256, state FROM league.trackman_file ORDER BY name, sha256")
    return {f"{row['name']} {row['sha256'][:8]}": row["state"] for row in rows}


async def snapshot(connection: asyncpg.Connection) -> dict[str, Any]:
    """Give everything that deliveries leave behind, comparable between databases."""
    return {**{name: await table(connection, name) for name in TABLES}, "register": await register(connection)}


async def wipe(connection: asyncpg.Connection) -> None:
    """Bring a database back to what it was before the first delivery."""
    await connection.execute(
        """
        TRUNCATE league.positioning, league.appearance, league.pitch, league.game, league.player, league.trackman_file;
        DELETE FROM league.team_code c USING league.team t WHERE t.team_id = c.team_id AND NOT t.confirmed;
        DELETE FROM league.team WHERE NOT confirmed;
        DELETE FROM league.ballpark WHERE NOT confirmed;
        """
    )
