"""Pitches of many days: which days are asked for, side by side, and put in order."""

import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from functools import partial
from time import perf_counter, sleep
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from slugger.client import PITCH_FIELDS, ArgumentError, BusyError, MissingPackageError, QueryError
from slugger.client import conversion as tables
from slugger.client.columns import schema_of
from slugger.client.days import period, today
from slugger.client.fields import camel_case, conditions, pitch_query
from slugger.client.introspection import Types
from slugger.client.listing import listing
from slugger.tests.client.conftest import Connect
from slugger.tests.client.fake import FakeLeague, refused, replaced
from slugger.tests.client.test_reading import TYPES

MAY = ("2026-05-01", "2026-05-31")
SHORT = ("gameDate", "game.trackmanGameId", "pitchNumber", "relSpeed")


def test_only_days_with_games_are_asked_for(league: FakeLeague, connect: Connect) -> None:
    pitches = connect(league).pitches(*MAY)
    assert sorted(league.days_asked()) == ["2026-05-01", "2026-05-02", "2026-05-04", "2026-05-05"]
    assert pitches.columns == list(PITCH_FIELDS)
    assert pitches.height == 100


def test_days_are_in_order_whichever_came_first(league: FakeLeague, connect: Connect) -> None:
    league.pauses = {"2026-05-01": 0.3, "2026-05-04": 0.1}
    pitches = connect(league).pitches(*MAY, fields=SHORT)
    order = ["gameDate", "game.trackmanGameId", "pitchNumber"]
    assert pitches.equals(pitches.sort(order))
    assert pitches["gameDate"].n_unique() == 4


def test_as_many_days_at_a_time_as_there_are_jobs(league: FakeLeague, connect: Connect) -> None:
    for day in range(6, 20):
        league.play(f"2026-05-{day:02}", 5)
    league.pauses = {f"2026-05-{day:02}": 0.05 for day in range(1, 20)}
    for jobs in (1, 3):
        league.busiest = 0
        connect(league, jobs=jobs).pitches(*MAY, fields=SHORT)
        assert league.busiest == jobs


@pytest.mark.parametrize(
    ("arguments", "days"),
    [
        ({"start": "2026-05-02"}, ["2026-05-02"]),
        ({"start": date(2026, 5, 2), "end": date(2026, 5, 4)}, ["2026-05-02", "2026-05-04"]),
        ({"start": datetime(2026, 5, 4, 23, tzinfo=UTC), "end": "20260505"}, ["2026-05-04", "2026-05-05"]),
        ({"season": 2026}, ["2026-05-01", "2026-05-02", "2026-05-04", "2026-05-05"]),
        ({"season": 2025}, []),
    ],
)
def test_days_are_both_included(
    league: FakeLeague, connect: Connect, arguments: dict[str, str], days: list[str]
) -> None:
    frame = connect(league).pitches(**arguments, fields=SHORT)  # type: ignore[call-overload]  # one case, one overload
    assert sorted(league.days_asked()) == days
    assert frame["gameDate"].dt.to_string().unique().sort().to_list() == days


@pytest.mark.parametrize(
    "arguments",
    [
        (None, None, None),
        ("2026-05-02", "2026-05-01", None),
        ("May", None, None),
        ("2026-05-01", None, 2026),
        (None, None, 0),
        (None, "2026-05-01", None),
    ],
)
def test_days_that_make_no_period(arguments: tuple[str | None, str | None, int | None]) -> None:
    with pytest.raises(ArgumentError):
        period(*arguments)


def test_the_day_is_the_leagues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert today(datetime(2026, 5, 2, 3, 59, tzinfo=UTC)) == date(2026, 5, 1)
    assert today(datetime(2026, 5, 2, 4, 0, tzinfo=UTC)) == date(2026, 5, 2)
    assert today(datetime(2026, 12, 2, 4, 59, tzinfo=UTC)) == date(2026, 12, 1)


def test_no_pitches_have_the_same_columns(league: FakeLeague, connect: Connect) -> None:
    client = connect(league)
    none = client.pitches(season=1999)
    assert none.height == 0
    assert none.schema == client.pitches(*MAY).schema
    assert {name: none.schema[name] for name in SHORT} == {
        "gameDate": pl.Date(),
        "game.trackmanGameId": pl.String(),
        "pitchNumber": pl.Int64(),
        "relSpeed": pl.Float64(),
    }


def test_an_older_server_is_paged_and_gives_the_same(
    league: FakeLeague, old_league: FakeLeague, connect: Connect
) -> None:
    old_league.games, old_league.pitches = [*league.games], [*league.pitches]
    old_league.play("2026-05-06", 1030)
    league.play("2026-05-06", 1030)
    old, new = connect(old_league).pitches(*MAY), connect(league).pitches(*MAY)
    assert old.equals(new)
    assert old.height == 1130
    assert old_league.days_asked("/graphql").count("2026-05-06") == 2


def test_conditions_are_passed_on_with_the_schemas_names(league: FakeLeague, connect: Connect) -> None:
    where = {"pitch_type": {"in": {"SLIDER"}}, "rel_speed": {"gte": 85.5}}
    pitches = connect(league).pitches(*MAY, fields=["pitch_type", "relSpeed"], where=where)
    assert pitches["pitchType"].unique().to_list() == ["SLIDER"]
    assert pitches["relSpeed"].min() >= 85.5  # type: ignore[operator]  # it is a number
    sent = next(variables["filter"] for _, variables, _ in league.asked if "relSpeed" in variables.get("filter", {}))
    assert sent.keys() == {"pitchType", "relSpeed", "gameDate"}


def test_a_condition_that_there_is_not_is_the_servers_to_refuse(league: FakeLeague, connect: Connect) -> None:
    with pytest.raises(QueryError, match="unknown field 'relSpede'"):
        connect(league).pitches(*MAY, where={"rel_spede": 1})


def test_names_are_written_as_the_schema_has_them() -> None:
    given = ["rel_speed", "relSpeed", "k_or_bb", "pitcher.last_name", "x0", "hit_trajectory_xc0", "__typename", "_and"]
    assert list(map(camel_case, given)) == [
        "relSpeed",
        "relSpeed",
        "kOrBb",
        "pitcher.lastName",
        "x0",
        "hitTrajectoryXc0",
        "__typename",
        "_and",
    ]
    assert conditions({"or": [{"rel_speed": {"gte": 1}}, {"is_x": ("A_B",)}]}) == {
        "or": [{"relSpeed": {"gte": 1}}, {"isX": ["A_B"]}]
    }
    with pytest.raises(ArgumentError, match="first arguments"):
        conditions({"game_date": {"eq": "2026-05-01"}})


def test_fields_give_their_columns_in_the_order_given(league: FakeLeague, connect: Connect) -> None:
    fields = ["pitcher.name", "pitch_number", "pitcher.player_id", "pitch_number", "game.verified"]
    frame = connect(league).pitches("2026-05-01", fields=fields)
    assert frame.columns == ["pitcher.name", "pitchNumber", "pitcher.playerId", "game.verified"]
    assert frame.row(0) == ("Núñez, José", 1, "p1", True)
    assert frame.row(10) == (None, 11, None, True)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (["velocity"], "Pitch has no velocity"),
        (["rel_sped"], "Is it relSpeed"),
        (["pitcher"], "name one, such as pitcher"),
        (["pitcher.nme"], "Player has no nme. Is it name"),
        (["relSpeed.max"], "Float has no max"),
        (["fielders.x"], "fielders is a list"),
        ([], "No field"),
        ("relSpeed", "list of names"),
    ],
)
def test_fields_that_there_are_not(league: FakeLeague, connect: Connect, fields: list[str], reason: str) -> None:
    with pytest.raises(ArgumentError, match=reason):
        connect(league).pitches("2026-05-01", fields=fields)
    assert not league.days_asked()


def test_every_default_field_is_in_the_schema() -> None:
    columns = listing(pitch_query(PITCH_FIELDS), TYPES).columns
    assert schema_of(columns).keys() == set(PITCH_FIELDS)
    assert isinstance(TYPES, Types)


def test_a_day_that_fails_stops_the_others(league: FakeLeague, connect: Connect) -> None:
    for day in range(6, 30):
        league.play(f"2026-05-{day:02}", 1)
    body = b'{"errors": [{"message": "No.", "extensions": {"code": "FORBIDDEN"}}]}'
    league.fail("/export", replaced(body, "application/json", 403))
    league.pauses = {f"2026-05-{day:02}": 0.05 for day in range(1, 30)}
    with pytest.raises(QueryError, match="FORBIDDEN"):
        connect(league, jobs=2).pitches(*MAY, fields=SHORT)
    assert len(league.days_asked()) < 8
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("slugger")]


def test_a_failure_does_not_wait_for_the_patience_of_other_days(league: FakeLeague, connect: Connect) -> None:
    body = b'{"errors": [{"message": "No.", "extensions": {"code": "FORBIDDEN"}}]}'
    league.fail("/export", refused(503, retry_after="60"), replaced(body, "application/json", 403))
    begun = perf_counter()
    with pytest.raises((QueryError, BusyError)):
        connect(league, jobs=2, retries=None).pitches(*MAY, fields=SHORT)
    assert perf_counter() - begun < 20


def test_an_interrupt_ends_it_soon(league: FakeLeague) -> None:
    for day in range(6, 30):
        league.play(f"2026-05-{day:02}", 1)
    league.pauses = {f"2026-05-{day:02}": 0.5 for day in range(1, 30)}
    script = f"from slugger.client import Client; Client({league.url!r}, jobs=2).pitches({MAY[0]!r}, {MAY[1]!r})"
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True) as run:
        while run.poll() is None and not league.days_asked():
            sleep(0.01)
        run.send_signal(signal.SIGINT)
        _, words = run.communicate(timeout=10)
    assert words.rstrip().endswith("KeyboardInterrupt")
    assert len(league.days_asked()) < 8


def test_days_that_break_are_asked_again(league: FakeLeague, connect: Connect) -> None:
    league.fail("/export", refused(429, retry_after="1"), refused(503), refused(502))
    assert connect(league).pitches(*MAY, fields=SHORT).height == 100


def test_pandas_keeps_types_and_nulls(league: FakeLeague, connect: Connect) -> None:
    frame = connect(league).pitches(*MAY, fields=[*SHORT, "thrownAt", "outs"], to="pandas")
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "gameDate": "date32[day][pyarrow]",
        "game.trackmanGameId": "large_string[pyarrow]",
        "pitchNumber": "int64[pyarrow]",
        "relSpeed": "double[pyarrow]",
        "thrownAt": "timestamp[us, tz=UTC][pyarrow]",
        "outs": "int64[pyarrow]",
    }
    assert frame["relSpeed"].isna().sum() == 12
    assert len(frame) == 100


def test_arrow_keeps_types_and_nulls(league: FakeLeague, connect: Connect) -> None:
    table = connect(league).pitches(*MAY, fields=[*SHORT, "thrownAt"], to="arrow")
    assert isinstance(table, pa.Table)
    assert table.schema.field("gameDate").type == pa.date32()
    assert table.schema.field("thrownAt").type == pa.timestamp("us", "UTC")
    assert table.column("relSpeed").null_count == 12


@pytest.mark.parametrize(("to", "words"), [("pandas", "pip install pandas pyarrow"), ("arrow", "pip install pyarrow")])
def test_a_package_that_is_missing_is_named_before_anything_is_asked(
    league: FakeLeague, connect: Connect, monkeypatch: pytest.MonkeyPatch, to: str, words: str
) -> None:
    monkeypatch.setattr(tables, "find_spec", lambda _: None)
    client: Any = connect(league)
    for ask in (partial(client.pitches, *MAY), partial(client.frame, "{ games { nodes { date } } }")):
        with pytest.raises(MissingPackageError, match=words) as caught:
            ask(to=to)
        assert isinstance(caught.value, ImportError)
    assert not league.asked


def test_a_kind_of_table_that_there_is_not(league: FakeLeague, connect: Connect) -> None:
    with pytest.raises(ArgumentError, match="none of polars, pandas, arrow"):
        connect(league).pitches(*MAY, to="csv")  # type: ignore[call-overload]  # what a caller may try
