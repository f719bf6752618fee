"""The demo season's games keep the books: counts, outs, runs, innings and substitutions."""

import csv
import itertools
from collections import Counter

import pytest

from slugger.jobs.demo import write_season
from slugger.jobs.demo.chance import stream
from slugger.jobs.demo.game import Game, take_field
from slugger.jobs.demo.roster import draw_rosters
from slugger.jobs.demo.schedule import schedule

Row = dict[str, str]
GAMES = 40
BALLS = {"BallCalled", "BallinDirt", "BallIntentional"}
FOULS = {"FoulBallNotFieldable", "FoulBallFieldable"}
STRIKES = {"StrikeCalled", "StrikeSwinging"}


def place(row: Row) -> tuple[int, int, int, int]:
    return int(row["Inning"]), int(row["Top/Bottom"] == "Bottom"), int(row["PAofInning"]), int(row["PitchofPA"])


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> list[list[Row]]:
    season = write_season(tmp_path_factory.mktemp("flow"), games=GAMES, seed=11)
    games = []
    for path in season.paths:
        if "unverified" not in path.name and "positioning" not in path.name:
            with path.open(encoding="utf-8", newline="") as file:
                games.append(sorted(csv.DictReader(file), key=place))
    assert len(games) > GAMES // 2
    return games


def count_after(row: Row) -> tuple[int, int] | None:
    """Follow the count; None when the plate appearance is over."""
    balls, strikes, call = int(row["Balls"]), int(row["Strikes"]), row["PitchCall"]
    if call in BALLS:
        return None if balls == 3 else (balls + 1, strikes)
    if call in STRIKES:
        return None if strikes == 2 else (balls, strikes + 1)
    if call in FOULS:
        return balls, min(strikes + 1, 2)
    return None


def half_faults(half: list[Row]) -> list[str]:
    """List the pitches of a half inning whose situation does not follow from the one before."""
    faults, outs, count, appearance, ordinal = [], 0, (0, 0), 1, 1
    for row in half:
        seen = (
            int(row["Outs"]),
            (int(row["Balls"]), int(row["Strikes"])),
            int(row["PAofInning"]),
            int(row["PitchofPA"]),
        )
        if seen != (outs, count, appearance, ordinal):
            faults.append(f"{row['GameID']} {place(row)}: {seen}, not {(outs, count, appearance, ordinal)}")
        outs += int(row["OutsOnPlay"]) + (row["KorBB"] == "Strikeout")
        after = count_after(row)
        count = after or (0, 0)
        appearance, ordinal = (appearance, ordinal + 1) if after else (appearance + 1, 1)
    return faults if outs == 3 else [*faults, f"{half[-1]['GameID']} {place(half[-1])}: ends with {outs} outs"]


def halves(game: list[Row]) -> list[list[Row]]:
    return [list(rows) for _, rows in itertools.groupby(game, key=lambda row: place(row)[:2])]


def score(game: list[Row]) -> Counter[str]:
    runs = Counter({"Top": 0, "Bottom": 0})
    for row in game:
        runs[row["Top/Bottom"]] += int(row["RunsScored"])
    return runs


def is_walk_off(game: list[Row]) -> bool:
    last = game[-1]
    runs = score(game)
    return last["Top/Bottom"] == "Bottom" and int(last["RunsScored"]) > 0 and runs["Bottom"] > runs["Top"]


def test_every_situation_follows_from_the_pitch_before_and_three_outs_end_a_half(games: list[list[Row]]) -> None:
    faults = []
    for game in games:
        played = halves(game)
        if is_walk_off(game):
            faults += [fault for fault in half_faults(played.pop()) if "ends with" not in fault]
        faults += [fault for half in played for fault in half_faults(half)]
    assert faults == []


def test_the_bookkeeping_check_notices_a_missing_pitch(games: list[list[Row]]) -> None:
    half = halves(games[0])[0]
    assert half_faults(half) == []
    assert half_faults([*half[:1], *half[2:]]) != []


def test_games_end_with_a_winner_after_the_last_inning(games: list[list[Row]]) -> None:
    innings = []
    for game in games:
        runs, last = score(game), game[-1]
        assert runs["Top"] != runs["Bottom"]
        if last["Top/Bottom"] == "Top":
            assert runs["Bottom"] > runs["Top"]
        innings.append(int(last["Inning"]))
    assert {7, 9} <= set(innings)
    assert sum(n > 9 for n in innings) < len(innings) / 4


def test_a_walk_off_that_is_no_home_run_wins_by_one_and_extra_innings_start_with_a_runner() -> None:
    rosters, walk_offs, extra = draw_rosters(5, 2026), [], 0
    for fixture in schedule(5, 2026)[:120]:
        rng = stream("walk-off", fixture.ordinal)
        away, home = (take_field(rng, rosters[club.code], 0) for club in (fixture.away, fixture.home))
        last = Game(rng, fixture, away, home).play()[-1]
        extra += last.inning > fixture.innings
        assert away.runs != home.runs
        if not last.top and last.runs and home.runs > away.runs and last.result != "HomeRun":
            walk_offs.append(home.runs - away.runs)
    assert walk_offs
    assert set(walk_offs) == {1}
    assert 0 < extra < 30


def test_results_agree_with_calls(games: list[list[Row]]) -> None:
    for row in itertools.chain.from_iterable(games):
        in_play, result = row["PitchCall"] == "InPlay", row["PlayResult"]
        assert in_play == (result not in {"Undefined", "StolenBase", "CaughtStealing"})
        assert (row["TaggedHitType"] != "Undefined") == in_play
        assert (row["KorBB"] == "Walk") == (row["PitchCall"] in BALLS and row["Balls"] == "3")
        assert (row["KorBB"] == "Strikeout") == (row["PitchCall"] in STRIKES and row["Strikes"] == "2")
        outs = int(row["OutsOnPlay"])
        assert (outs > 0) == (result in {"Out", "Sacrifice", "FieldersChoice", "CaughtStealing"})
        assert int(row["Outs"]) + outs <= 3
        assert 0 <= int(row["RunsScored"]) <= 4
        assert result != "HomeRun" or int(row["RunsScored"]) >= 1


def test_home_runs_clear_a_fence_and_fair_balls_are_fair(games: list[list[Row]]) -> None:
    tracked = [row for row in itertools.chain.from_iterable(games) if row["PitchCall"] == "InPlay" and row["ExitSpeed"]]
    assert all(abs(float(row["Direction"])) <= 45 for row in tracked)
    homers = [row for row in tracked if row["PlayResult"] == "HomeRun" and row["Distance"]]
    assert homers
    assert all(float(row["Distance"]) > 300 for row in homers)
    fouls = [row for row in itertools.chain.from_iterable(games) if row["PitchCall"] in FOULS and row["ExitSpeed"]]
    assert all(abs(float(row["Direction"])) > 45 for row in fouls)


def test_clubs_bat_in_their_half_and_the_catcher_belongs_to_the_pitcher(games: list[list[Row]]) -> None:
    for game in games:
        for row in game:
            top = row["Top/Bottom"] == "Top"
            assert row["BatterTeam"] == row["AwayTeam" if top else "HomeTeam"]
            assert row["PitcherTeam"] == row["CatcherTeam"] == row["HomeTeam" if top else "AwayTeam"]
            assert row["HomeTeam"] != row["AwayTeam"]


def test_switch_hitters_face_the_other_hand(games: list[list[Row]]) -> None:
    sides: dict[str, set[tuple[str, str]]] = {}
    for row in itertools.chain.from_iterable(games):
        sides.setdefault(row["Batter"].strip(), set()).add((row["BatterSide"], row["PitcherThrows"]))
    both = [pairs for pairs in sides.values() if {side for side, _ in pairs} == {"Left", "Right"}]
    assert both
    assert all(side != hand for pairs in both for side, hand in pairs)


def test_the_league_plays_like_the_league(games: list[list[Row]]) -> None:
    rows = list(itertools.chain.from_iterable(games))
    tracked = [row for row in rows if row["RelSpeed"]]

    def in_zone(row: Row) -> bool:
        return abs(float(row["PlateLocSide"])) < 0.83 and 1.5 < float(row["PlateLocHeight"]) < 3.5

    def swung(row: Row) -> bool:
        return row["PitchCall"] in FOULS | {"InPlay", "StrikeSwinging"}

    zone, outside = [r for r in tracked if in_zone(r)], [r for r in tracked if not in_zone(r)]
    struck = [row for row in rows if row["PitchCall"] == "InPlay" and row["ExitSpeed"]]
    swings = [row for row in tracked if swung(row)]
    measured = {
        "pitches": len(rows) / len(games),
        "zone": len(zone) / len(tracked),
        "zone swing": sum(map(swung, zone)) / len(zone),
        "chase": sum(map(swung, outside)) / len(outside),
        "whiff": sum(row["PitchCall"] == "StrikeSwinging" for row in swings) / len(swings),
        "hard hit": sum(float(row["ExitSpeed"]) >= 95 for row in struck) / len(struck),
        "batted ball": sum(bool(row["ExitSpeed"]) for row in rows) / len(rows),
        "landing": sum(bool(row["Distance"]) for row in rows) / len(rows),
        "untracked": sum(not row["RelSpeed"] for row in rows) / len(rows),
        "untagged": sum(row["TaggedPitchType"] == "Undefined" for row in rows) / len(rows),
    }
    expected = {
        "pitches": (297, 25),
        "zone": (0.43, 0.04),
        "zone swing": (0.66, 0.05),
        "chase": (0.25, 0.04),
        "whiff": (0.265, 0.04),
        "hard hit": (0.35, 0.05),
        "batted ball": (0.24, 0.03),
        "landing": (0.2, 0.03),
        "untracked": (0.011, 0.008),
        "untagged": (0.86, 0.13),
    }
    off = {name: measured[name] for name, (mean, room) in expected.items() if abs(measured[name] - mean) > room}
    assert off == {}
