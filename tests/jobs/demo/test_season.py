"""The demo season comes as real deliveries do: names, folders, dialect, versions and peculiarities."""

import csv
import hashlib
import io
import re
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from slugger.jobs.demo import DemoSeason, SeasonSizeError, write_season
from slugger.jobs.demo.chance import stream
from slugger.jobs.demo.clubs import CLUBS
from slugger.jobs.demo.columns import CORE, CURRENT, FIELDERS, POSITIONING
from slugger.jobs.demo.schedule import schedule

Row = dict[str, str]
GAMES = 160
DENSE = 60

NAME = re.compile(r"(?P<game>\d{8}-[A-Za-z]+-\d+)(?P<unverified>_unverified)?(?P<kind>_playerpositioning_FHC)?\.csv")


@dataclass
class Delivered:
    """One file: where it lies, what its name says, and its text."""

    path: Path
    game: str
    verified: bool
    positioning: bool
    text: str

    @property
    def rows(self) -> list[Row]:
        return list(csv.DictReader(io.StringIO(self.text, newline="")))


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> DemoSeason:
    return write_season(tmp_path_factory.mktemp("season"), games=GAMES, seed=1)


@pytest.fixture(scope="module")
def files(season: DemoSeason) -> list[Delivered]:
    delivered = []
    for path in season.paths:
        name = NAME.fullmatch(path.name)
        assert name
        text = path.read_bytes().decode("utf-8")
        delivered.append(Delivered(path, name["game"], not name["unverified"], bool(name["kind"]), text))
    return delivered


KEPT = (
    *("PitchUID", "Batter", "BatterId", "Pitcher", "PitcherThrows", "SpinRate", "PitchTrajectoryYc0", "HomeTeam"),
    "Stadium",
)
"""The columns that are compared over the whole season, of which all together would take a gigabyte."""


@pytest.fixture(scope="module")
def versions(files: list[Delivered]) -> dict[str, list[list[Row]]]:
    """Give the rows of every pitch file by game, in the order of delivery."""
    versions: dict[str, list[list[Row]]] = {}
    for file in files:
        if not file.positioning:
            versions.setdefault(file.game, []).append([{name: row[name] for name in KEPT} for row in file.rows])
    return versions


@pytest.fixture(scope="module")
def final(versions: dict[str, list[list[Row]]]) -> list[Row]:
    return [row for deliveries in versions.values() for row in deliveries[-1]]


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.csv"))
    }


def uids(rows: list[Row]) -> set[str]:
    return {row["PitchUID"] for row in rows}


def test_the_same_seed_gives_the_same_bytes_and_times(tmp_path: Path) -> None:
    for name, seed in (("first", 4), ("second", 4), ("other", 5)):
        write_season(tmp_path / name, games=6, seed=seed)
    first, second, other = (digest(tmp_path / name) for name in ("first", "second", "other"))
    assert first == second
    assert set(first.values()).isdisjoint(other.values())
    times = [[path.stat().st_mtime for path in sorted((tmp_path / n).rglob("*.csv"))] for n in ("first", "second")]
    assert times[0] == times[1]


def test_a_longer_season_begins_like_a_shorter_one(tmp_path: Path) -> None:
    for name, games in (("short", 3), ("long", 5)):
        write_season(tmp_path / name, games=games, seed=4)
    assert digest(tmp_path / "short").items() <= digest(tmp_path / "long").items()


@pytest.mark.parametrize("games", [-1, 631])
def test_a_number_of_games_outside_the_season_is_refused(tmp_path: Path, games: int) -> None:
    with pytest.raises(SeasonSizeError, match=f"not {games}"):
        write_season(tmp_path, games=games, seed=1)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_every_game(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_season(tmp_path, games=3, seed=1, progress=lambda done, games: seen.append((done, games)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_the_schedule_is_a_full_season_of_series() -> None:
    games = schedule(1, 2026)
    assert len(games) == 630
    assert Counter(club.code for game in games for club in (game.home, game.away)) == {c.code: 126 for c in CLUBS}
    assert {c.code for game in games[:24] for c in (game.home, game.away)} == {c.code for c in CLUBS}
    assert len({game.game_id for game in games}) == 630
    assert (games[0].day, games[-1].day) == (date(2026, 4, 24), date(2026, 9, 17))
    home = Counter(game.home.code for game in games)
    assert all(50 <= home[club.code] <= 76 for club in CLUBS)
    assert {game.first_pitch.utcoffset() for game in games} == {timedelta(hours=-4)}
    sessions = Counter((game.day, game.home.code) for game in games)
    doubleheaders = [game for game in games if sessions[game.day, game.home.code] == 2]
    assert {game.session for game in doubleheaders} == {1, 2}
    assert {game.innings for game in doubleheaders} == {7}
    assert any(game.session == 2 and sessions[game.day, game.home.code] == 1 for game in games[:DENSE])


def test_headers_are_one_of_the_layouts(files: list[Delivered]) -> None:
    layouts = Counter(file.text.split("\r\n", 1)[0] for file in files)
    assert set(layouts) == {",".join(CORE), ",".join(CURRENT), ",".join(POSITIONING)}
    assert (len(CORE), len(CURRENT), len(POSITIONING)) == (167, 170, 44)
    assert layouts[",".join(CURRENT)] > layouts[",".join(CORE)]


def test_the_dialect_is_the_one_of_the_files(files: list[Delivered]) -> None:
    number = re.compile(r"-?\d+(\.\d{1,6})?(E-0\d)?")
    for file in files[:40]:
        assert not file.text.endswith("\n")
        assert file.text.isascii()
        rows = list(csv.reader(io.StringIO(file.text, newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}
        names = {"Pitcher", "Batter", "Catcher", "Notes", *(f"{fielder}_Name" for fielder in FIELDERS)}
        plain = re.sub(r'"[^"]*"', "x", file.text).split("\r\n")
        assert len(plain) == len(rows)
        assert not any("\n" in line for line in plain)
        for row in file.rows:
            assert all(not row[name] or f'"{row[name]}"' in file.text for name in names & row.keys())
            if not file.positioning and row["RelSpeed"]:
                assert all(
                    number.fullmatch(row[name]) for name in ("RelSpeed", "HorzBreak", "vx0", "PitchTrajectoryZc2")
                )


def test_pitch_numbers_run_without_gaps_and_the_game_id_is_the_name(files: list[Delivered]) -> None:
    for file in files:
        rows = file.rows
        assert [int(row["PitchNo"]) for row in rows] == list(range(1, len(rows) + 1))
        if not file.positioning:
            assert {row["GameID"] for row in rows} <= {file.game}


def test_identifiers_are_unique_and_of_their_version(files: list[Delivered]) -> None:
    games_of: dict[str, set[str]] = {}
    for file in files:
        rows = [] if file.positioning else file.rows
        assert len({row["PitchUID"] for row in rows}) == len(rows)
        for row in rows:
            games_of.setdefault(row["PitchUID"], set()).add(file.game)
    assert all(len(games) == 1 for games in games_of.values())
    assert all(uuid.UUID(uid).version == 1 for uid in games_of)
    rows = next(file.rows for file in files if not file.positioning and len(file.rows) > 99)
    assert {uuid.UUID(row["PlayID"]).version for row in rows if row["PlayID"]} == {4}
    assert {uuid.UUID(row["GameUID"]).version for row in rows} == {4}
    stamp = uuid.UUID(next(row for row in rows if row["UTCDateTime"])["PitchUID"]).time
    assert datetime(1582, 10, 15, tzinfo=UTC) + timedelta(microseconds=stamp // 10) > datetime(2026, 4, 24, tzinfo=UTC)


def test_counts_and_order_of_the_report(season: DemoSeason, files: list[Delivered], final: list[Row]) -> None:
    assert season.games == GAMES
    assert season.pitches == len(final)
    kinds = Counter(
        "positioning" if file.positioning else "verified" if file.verified else "unverified" for file in files
    )
    assert season.files == kinds
    times = [path.stat().st_mtime for path in season.paths]
    assert times == sorted(times)
    for file in files:
        day = datetime.strptime(file.game[:8], "%Y%m%d").replace(tzinfo=UTC)
        folder = datetime.strptime("".join(file.path.parts[-5:-2]), "%Y%m%d").replace(tzinfo=UTC)
        assert file.path.parts[-2] == "CSV"
        assert timedelta(0) <= folder - day < timedelta(days=70)


def test_versions_come_at_the_rates_of_the_league(season: DemoSeason, files: list[Delivered]) -> None:
    names = Counter(file.path.name for file in files)
    verified = {file.game for file in files if file.verified and not file.positioning}
    unverified = {file.game for file in files if not file.verified and not file.positioning}
    assert len(verified | unverified) == GAMES
    assert 0.7 < len(verified & unverified) / GAMES < 0.92
    assert 0.03 < len(unverified - verified) / GAMES < 0.18
    assert 0.02 < len(verified - unverified) / GAMES < 0.15
    assert 0.28 < season.files["positioning"] / GAMES < 0.52
    again = [name for name, count in names.items() if count > 1]
    assert again
    assert all(NAME.fullmatch(name) and "unverified" not in name for name in again)
    for name in again:
        copies = [file for file in files if file.path.name == name]
        assert copies[0].text != copies[1].text
        assert copies[0].path.parent < copies[1].path.parent
    delays = [
        later.path.stat().st_mtime - first.path.stat().st_mtime
        for first in files
        for later in files
        if not (first.verified or first.positioning or later.positioning)
        and later.verified
        and first.game == later.game
    ]
    assert 9 * 3600 < sorted(delays)[len(delays) // 2] < 18 * 3600
    assert min(delays) > 0


def test_verification_changes_what_it_really_changes(versions: dict[str, list[list[Row]]]) -> None:
    changes, kept, changed, edited = Counter[str](), 0, 0, 0
    for deliveries in versions.values():
        if len(deliveries) < 2 or not deliveries[0]:
            continue
        before, after = deliveries[0], {row["PitchUID"]: row for row in deliveries[1]}
        gone, added = uids(before) - after.keys(), after.keys() - uids(before)
        changes["removed" if gone else "added" if added else "same"] += 1
        for row in before:
            if row["PitchUID"] in after:
                now = after[row["PitchUID"]]
                kept += 1
                changed += any(row[name] != now[name] for name in ("Batter", "Pitcher"))
                edited += row["SpinRate"] != now["SpinRate"]
                assert row["PitchTrajectoryYc0"] == now["PitchTrajectoryYc0"]
    total = changes.total()
    assert total > 90
    assert changes["same"] / total == pytest.approx(0.71, abs=0.13)
    assert changes["added"] / total == pytest.approx(0.18, abs=0.11)
    assert changes["removed"] / total == pytest.approx(0.12, abs=0.09)
    assert changed / kept == pytest.approx(0.021, abs=0.009)
    assert 0.01 < edited / kept < 0.06


def test_positioning_belongs_to_the_pitches_of_its_version(files: list[Delivered]) -> None:
    shifts, undetected, seen = Counter[str](), 0, 0
    shared = ("PitchNo", "PitchUID", "PlayID", "GameUID", "PitcherTeam", "PitchCall", "LocalDateTime")
    first_files = {(file.game, file.verified): file for file in reversed(files) if not file.positioning}
    for file in files:
        if not file.positioning:
            continue
        rows = file.rows
        pitches = first_files[file.game, file.verified].rows
        assert [[row[k] for k in shared] for row in rows] == [[row[k] for k in shared] for row in pitches]
        shifts.update(row["DetectedShift"] for row in rows)
        for row in rows:
            detected, places = row["FHC"] == "true", [row[name] for name in POSITIONING[15:29]]
            assert detected == bool(row["DetectedShift"]) == any(places)
            undetected += not detected
            seen += detected and "" in places
    total = shifts.total()
    assert shifts["NoShift"] / total > 0.96
    assert set(shifts) == {"NoShift", "LeftInfieldShift", "RightInfieldShift", ""}
    assert 0 < undetected < total * 0.02
    assert 0 < seen < total * 0.02


def test_fielders_of_a_positioning_file_play_for_the_fielding_club(files: list[Delivered]) -> None:
    clubs: dict[str, set[str]] = {}
    for file in files:
        for row in file.rows if file.positioning else []:
            for fielder in FIELDERS:
                clubs.setdefault(row[f"{fielder}_Name"].strip(), set()).add(row["PitcherTeam"].split("_")[0])
    assert len(clubs) > 70
    assert all(len(names) == 1 for names in clubs.values())


def test_people_have_the_gaps_and_doubles_of_the_league(final: list[Row]) -> None:
    ids = Counter(row["BatterId"] if row["BatterId"] in {"", "N/A"} else "id" for row in final)
    assert {"", "N/A", "id"} == set(ids)
    assert ids["id"] / ids.total() > 0.9
    real = {row["BatterId"] for row in final} - {"", "N/A"}
    assert all(uid.isdigit() and 6 <= len(uid) <= 11 for uid in real)
    names = {row["Pitcher"] for row in final}
    assert any(name.endswith(" ") and name.strip() in names for name in names)
    assert len({name.strip() for name in names}) <= 130
    both = {row["Pitcher"].strip() for row in final if row["PitcherThrows"] == "Left"} & {
        row["Pitcher"].strip() for row in final if row["PitcherThrows"] == "Right"
    }
    assert len(both) == 1
    york = {row["HomeTeam"] for row in final if row["Stadium"] == "WellSpanPark"}
    assert york == {"YOR", "YOR_REV2"}


def test_every_peculiarity_is_in_the_first_sixty_games(files: list[Delivered]) -> None:
    early = {game.game_id for game in schedule(1, 2026)[:DENSE]}
    pitch_files = [(file, file.rows) for file in files if file.game in early and not file.positioning]
    rows = [row for _, found in pitch_files for row in found]
    untidy = [
        found
        for file, found in pitch_files
        if len({(r["Inning"], r["Top/Bottom"], r["PAofInning"], r["PitchofPA"]) for r in found}) < len(found)
        and not any(other.verified and other.game == file.game for other, _ in pitch_files)
    ]
    untracked = [row for row in rows if not row["RelSpeed"]]
    by_hand = [row for row in rows if not row["Date"]]
    assert untidy
    assert any(not found for _, found in pitch_files)
    assert any(found and not found[0]["Date"] for _, found in pitch_files)
    assert any("\n" in row["Notes"] for row in rows)
    assert any(
        [row["LocalDateTime"] for row in found if row["Date"]] != sorted(r["LocalDateTime"] for r in found if r["Date"])
        for _, found in pitch_files
    )
    assert any(
        len({r["PlayID"] for r in found if r["PlayID"]}) < sum(bool(r["PlayID"]) for r in found)
        for _, found in pitch_files
    )
    assert all(
        not row[name] for row in untracked for name in ("Tilt", "SpinRate", "x0", "PitchTrajectoryXc0", "EffectiveVelo")
    )
    assert all(
        not row[name] for row in by_hand for name in ("Time", "UTCDateTime", "LocalDateTime", "PlayID", "RelSpeed")
    )
    assert all(row["PitchUID"] for row in by_hand)
    assert any(row["Date"] for row in untracked)
    assert any(re.search(r",-?\dE-05,", file.text) for file, _ in pitch_files)
    assert any(row.get("BatSpeed") for row in rows)
    assert any(row["PlayResult"] == "StolenBase" and row["PopTime"] for row in rows)
    assert {"BallinDirt", "HitByPitch", "FoulBallFieldable", "BallIntentional"} <= {row["PitchCall"] for row in rows}


def test_streams_of_chance_do_not_depend_on_each_other() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert stream(1, "a").random() != stream(1, "b").random()
