"""Days on the disk: which are kept, which are used, and what happens to broken ones."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slugger.client import CacheWarning, Client
from slugger.client.cache import Cache, default_folder
from slugger.client.columns import Column
from slugger.client.days import GameDay
from slugger.tests.client.conftest import SOON, Connect
from slugger.tests.client.fake import FakeLeague, pitch, running

MAY = ("2026-05-01", "2026-05-31")
FIELDS = ("gameDate", "pitchNumber", "relSpeed", "thrownAt", "pitcher.name")
LATER = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the first of June."""
    monkeypatch.setattr("slugger.client.pitches.today", lambda: LATER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "here"


def days_kept(folder: Path) -> list[str]:
    return sorted(path.name[8:18] for path in folder.iterdir())


def test_days_that_are_over_and_verified_are_kept_and_used(league: FakeLeague, connect: Connect, folder: Path) -> None:
    first = connect(league, cache=folder).pitches(*MAY, fields=FIELDS)
    assert days_kept(folder) == ["2026-05-01", "2026-05-02", "2026-05-05"]
    league.asked.clear()
    again = connect(league, cache=str(folder)).pitches(*MAY, fields=FIELDS)
    assert league.days_asked() == ["2026-05-04"]
    assert again.equals(first)
    assert again.schema == first.schema


def test_an_unverified_day_is_kept_by_who_trusts_it(league: FakeLeague, connect: Connect, folder: Path) -> None:
    trusting = connect(league, cache=folder, trust_unverified=True)
    trusting.pitches(*MAY, fields=FIELDS)
    assert "2026-05-04" in days_kept(folder)
    league.asked.clear()
    trusting.pitches(*MAY, fields=FIELDS)
    assert league.days_asked() == []
    connect(league, cache=folder).pitches(*MAY, fields=FIELDS)
    assert league.days_asked() == ["2026-05-04"]


@pytest.mark.parametrize("day", [date(2026, 5, 5), date(2026, 5, 2)])
def test_today_and_later_are_neither_kept_nor_used(
    league: FakeLeague, connect: Connect, folder: Path, monkeypatch: pytest.MonkeyPatch, day: date
) -> None:
    client = connect(league, cache=folder, trust_unverified=True)
    monkeypatch.setattr("slugger.client.pitches.today", lambda: day)
    client.pitches(*MAY, fields=FIELDS)
    assert days_kept(folder) == [known for known in sorted(set(league.days_asked())) if known < str(day)]
    monkeypatch.setattr("slugger.client.pitches.today", lambda: LATER)
    client.pitches(*MAY, fields=FIELDS)
    league.asked.clear()
    monkeypatch.setattr("slugger.client.pitches.today", lambda: day)
    client.pitches(*MAY, fields=FIELDS)
    assert sorted(league.days_asked()) == [
        known for known in ("2026-05-01", "2026-05-02", "2026-05-04", "2026-05-05") if known >= str(day)
    ]


def test_a_day_that_ends_while_it_is_read_is_not_kept(
    league: FakeLeague, connect: Connect, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = iter([date(2026, 5, 5)])
    monkeypatch.setattr("slugger.client.pitches.today", lambda: next(days, date(2026, 5, 6)))
    connect(league, cache=folder).pitches(*MAY, fields=FIELDS)
    assert "2026-05-05" not in days_kept(folder)


def test_another_question_or_server_is_another_entry(league: FakeLeague, connect: Connect, folder: Path) -> None:
    client = connect(league, cache=folder)
    client.pitches("2026-05-01", fields=FIELDS)
    sliders = client.pitches("2026-05-01", fields=FIELDS, where={"pitch_type": {"eq": "SLIDER"}})
    fewer = client.pitches("2026-05-01", fields=FIELDS[:2])
    with running(FakeLeague()) as other:
        other.play("2026-05-01", 30)
        other.pitches[0]["relSpeed"] = 101.5
        elsewhere = connect(other, cache=folder).pitches("2026-05-01", fields=FIELDS)
    assert (sliders.height, fewer.columns, elsewhere["relSpeed"][0]) == (15, list(FIELDS[:2]), 101.5)
    assert days_kept(folder) == ["2026-05-01"] * 4


@pytest.mark.parametrize("change", ["a game comes late", "a game gets more pitches"])
def test_a_day_whose_games_are_others_is_fetched_again(
    league: FakeLeague, connect: Connect, folder: Path, change: str
) -> None:
    client = connect(league, cache=folder)
    client.pitches("2026-05-01", fields=FIELDS)
    if change == "a game comes late":
        league.play("2026-05-01", 30, 7)
        league.games.pop(-2)
        del league.pitches[-37:-7]
    else:
        league.games[0]["pitchCount"] = 31
        league.pitches.append(pitch(league.games[0], 31))
    assert client.pitches("2026-05-01", fields=FIELDS).height in {31, 37}
    assert days_kept(folder) == ["2026-05-01"]
    league.asked.clear()
    client.pitches("2026-05-01", fields=FIELDS)
    assert league.days_asked() == []


def test_a_day_that_is_being_loaded_is_not_kept(league: FakeLeague, connect: Connect, folder: Path) -> None:
    league.pitches.append(pitch(league.games[0], 31))
    connect(league, cache=folder).pitches("2026-05-01", fields=FIELDS)
    assert not folder.exists()


DAY = GameDay(date(2026, 5, 1), {"g": 2}, verified=True)
COLUMNS = [Column(("n",), pl.Int64()), Column(("at",), pl.Datetime("us", "UTC"))]
ROWS = pl.DataFrame(
    {"n": [1, 2], "at": [datetime(2026, 5, 1, tzinfo=UTC), None]}, schema={c.name: c.dtype for c in COLUMNS}
)
QUESTION: dict[str, Any] = {"query": "…"}


@pytest.mark.parametrize(
    ("age", "used"),
    [
        (timedelta(0), True),
        (timedelta(days=7, seconds=-1), True),
        (timedelta(days=7), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_an_entry_counts_for_its_days_and_not_before_it_was_written(
    folder: Path, age: timedelta, *, used: bool
) -> None:
    written = datetime(2026, 6, 1, tzinfo=UTC)
    Cache(folder, timedelta(days=7), lambda: written).write(QUESTION, DAY, ROWS)
    found = Cache(folder, timedelta(days=7), lambda: written + age).read(QUESTION, DAY, COLUMNS)
    assert (found is not None) is used


def test_a_client_that_trusts_for_no_days_uses_nothing(league: FakeLeague, connect: Connect, folder: Path) -> None:
    for _ in range(2):
        connect(league, cache=folder, cache_days=0).pitches("2026-05-01", fields=FIELDS)
    assert league.days_asked() == ["2026-05-01"] * 2


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no parquet at all", None])
def test_a_broken_file_is_told_and_fetched_again(
    league: FakeLeague, connect: Connect, folder: Path, content: bytes | None
) -> None:
    client = connect(league, cache=folder)
    first = client.pitches("2026-05-01", fields=FIELDS)
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:-9] if content is None else content)
    with pytest.warns(CacheWarning, match="left aside"):
        assert client.pitches("2026-05-01", fields=FIELDS).equals(first)
    assert client.pitches("2026-05-01", fields=FIELDS).equals(first)
    assert league.days_asked() == ["2026-05-01"] * 2


@pytest.mark.filterwarnings("ignore::slugger.client.CacheWarning")
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_a_file_changes_its_rows(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    cache = Cache(tmp_path_factory.getbasetemp() / "damaged", timedelta(days=7))
    cache.write(QUESTION, DAY, ROWS)
    path = cache.path(QUESTION, DAY)
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.none() | st.integers(0, len(content)))])
    found = cache.read(QUESTION, DAY, COLUMNS)
    assert found is None or found.equals(ROWS)


def test_a_file_of_other_columns_is_left_aside(folder: Path) -> None:
    cache = Cache(folder, timedelta(days=7))
    cache.write(QUESTION, DAY, ROWS)
    with pytest.warns(CacheWarning, match="other columns"):
        assert cache.read(QUESTION, DAY, COLUMNS[:1]) is None
    ROWS.write_parquet(cache.path(QUESTION, DAY))
    with pytest.warns(CacheWarning):
        assert cache.read(QUESTION, DAY, COLUMNS) is None


def test_a_disk_that_takes_nothing_is_a_warning(league: FakeLeague, connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.warns(CacheWarning):
        assert connect(league, cache=tmp_path / "file").pitches("2026-05-01", fields=FIELDS).height == 30


def test_a_write_that_breaks_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.warns(CacheWarning, match="No space left"):
        Cache(folder, timedelta(days=7)).write(QUESTION, DAY, ROWS)
    assert list(folder.iterdir()) == []


def test_several_processes_use_one_folder(league: FakeLeague, folder: Path) -> None:
    script = f"""
import warnings
from slugger.client import Client
warnings.simplefilter("error")
for _ in range(6):
    with Client({league.url!r}, cache={str(folder)!r}, cache_days=1e-7, progress=False) as client:
        assert client.pitches("2026-05-01", "2026-05-05", fields={FIELDS!r}).height == 100
"""
    runs = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(3)]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert all(len(path.name) == 59 for path in folder.iterdir())
    with Client(league.url, cache=folder, retries=SOON) as client:
        assert client.pitches(*MAY, fields=FIELDS).height == 100


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/there"}, "/there/slugger"),
        ("linux", {"XDG_CACHE_HOME": ""}, "/home/ann/.cache/slugger"),
        ("darwin", {}, "/home/ann/Library/Caches/slugger"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/slugger/Cache"),
    ],
)
def test_the_folder_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in ({"HOME": "/home/ann"} | environment).items():
        monkeypatch.setenv(name, value)
    assert default_folder() == Path(expected)


def test_true_is_the_folder_of_the_platform(
    league: FakeLeague, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    connect(league, cache=True).pitches("2026-05-01", fields=FIELDS)
    assert days_kept(tmp_path / "slugger") == ["2026-05-01"]
