"""Tables of one list: the same columns whether exported or paged, with rows or without."""

import json
from datetime import UTC, date, datetime, time
from hashlib import sha256

import polars as pl
import pytest

from slugger.client import AnswerError, ArgumentError, DamagedError, QueryError
from slugger.client.columns import Column, conform, from_rows
from slugger.tests.client.conftest import Connect
from slugger.tests.client.fake import FakeLeague, dropped, refused, replaced, running, truncated

INSTANT = pl.Datetime("us", "UTC")
TEXT = """
query ($filter: PitchFilter) {
  pitches(filter: $filter) {
    totalCount
    nodes { gameDate game { id: trackmanGameId verified } n: pitchNumber pitcher { name } relSpeed spinRate pitchType
            localDateTime thrownAt __typename }
  }
}
"""
SCHEMA = {
    "gameDate": pl.Date(),
    "game.id": pl.String(),
    "game.verified": pl.Boolean(),
    "n": pl.Int64(),
    "pitcher.name": pl.String(),
    "relSpeed": pl.Float64(),
    "spinRate": pl.Float64(),
    "pitchType": pl.String(),
    "localDateTime": INSTANT,
    "thrownAt": INSTANT,
    "__typename": pl.String(),
}
LATE = {"filter": {"gameDate": {"eq": "2027-01-01"}}}


def test_exported_and_paged_rows_are_the_same(old_league: FakeLeague, connect: Connect) -> None:
    newer = FakeLeague(games=old_league.games, pitches=old_league.pitches)
    with running(newer):
        exported, paged = connect(newer).frame(TEXT), connect(old_league).frame(TEXT)
    assert newer.count("/export") == 1
    assert old_league.count("/graphql") == 3  # the types and two pages
    assert dict(exported.schema) == dict(paged.schema) == SCHEMA
    assert exported.equals(paged)
    assert paged.height == 1060
    assert paged.row(1, named=True) == {
        "gameDate": date(2026, 5, 1),
        "game.id": "20260501-YorkPark-1",
        "game.verified": True,
        "n": 2,
        "pitcher.name": "Núñez, José",
        "relSpeed": 82.0,
        "spinRate": 2200.0,
        "pitchType": "FOUR_SEAM",
        "localDateTime": datetime(2026, 5, 1, 23, 2, 12, 123000, tzinfo=UTC),
        "thrownAt": datetime(2026, 5, 1, 23, 2, 12, 123000, tzinfo=UTC),
        "__typename": "Pitch",
    }


def test_no_rows_have_the_same_columns(league: FakeLeague, old_league: FakeLeague, connect: Connect) -> None:
    for server in (league, old_league):
        assert dict(connect(server).frame(TEXT, LATE).schema) == SCHEMA


def test_rows_with_and_without_can_be_put_together(league: FakeLeague, connect: Connect) -> None:
    client = connect(league)
    both = pl.concat([client.frame(TEXT), client.frame(TEXT, LATE)])
    assert both.height == 100


def test_types_are_asked_for_once(league: FakeLeague, connect: Connect) -> None:
    client = connect(league)
    for _ in range(3):
        client.frame(TEXT)
    assert (league.count("/graphql"), league.count("/export")) == (1, 3)


def test_a_server_without_exports_is_asked_for_one_once(old_league: FakeLeague, connect: Connect) -> None:
    client = connect(old_league)
    asked: list[str] = []
    for status in (404, 405):
        with running(FakeLeague(exports=True, games=old_league.games)) as newer:
            newer.fail("/export", refused(status))
            own = connect(newer)
            for _ in range(2):
                assert own.frame("{ games { nodes { date } } }").height == 2
            assert newer.count("/export") == 1
    asked += [str(client.frame("{ games { nodes { date } } }").height)]
    assert asked == ["2"]


@pytest.mark.parametrize(("first", "rows"), [(0, 0), (7, 7), (1001, 1001), (5000, 1060), (None, 1060)])
def test_first_is_the_number_of_rows_over_all_pages(
    old_league: FakeLeague, connect: Connect, first: int | None, rows: int
) -> None:
    text = "query ($n: Int) { pitches(first: $n) { nodes { pitchUid } } }"
    frame = connect(old_league).frame(text, {"n": first})
    assert frame["pitchUid"].n_unique() == frame.height == rows


def test_a_walk_begins_after_a_cursor(old_league: FakeLeague, connect: Connect) -> None:
    frame = connect(old_league).frame('{ pitches(after: "1030") { nodes { pitchNumber } } }')
    assert frame["pitchNumber"].to_list() == [*range(1031, 1041), *range(1, 21)]


def test_pages_that_are_too_large_are_made_smaller(old_league: FakeLeague, connect: Connect) -> None:
    old_league.largest_page = 300
    frame = connect(old_league).frame("{ pitches { nodes { pitchUid } } }")
    assert frame["pitchUid"].n_unique() == 1060
    sizes = [variables["sluggerFirst"] for _, variables, _ in old_league.asked if "sluggerFirst" in variables]
    assert sizes == [1000, 500, 250, 250, 250, 250, 250]


def too_large(**told: object) -> bytes:
    extensions = {"code": "QUERY_TOO_LARGE", **told}
    return json.dumps({"errors": [{"message": "Too large.", "extensions": extensions}]}).encode()


def test_a_server_that_says_how_large_a_page_may_be_is_believed(old_league: FakeLeague, connect: Connect) -> None:
    client = connect(old_league)
    client.frame("{ games { nodes { date } } }")
    body = too_large(code="BAD_USER_INPUT", limit="page_rows", allowed=600, requested=1000)
    old_league.fail("/graphql", replaced(body, "application/json"))
    assert client.frame("{ pitches { nodes { pitchUid } } }").height == 1060
    sizes = [variables["sluggerFirst"] for _, variables, _ in old_league.asked if "sluggerFirst" in variables]
    assert sizes[1:] == [1000, 600, 600]


def test_a_query_that_smaller_pages_do_not_mend_is_asked_once(old_league: FakeLeague, connect: Connect) -> None:
    client = connect(old_league)
    client.frame("{ games { nodes { date } } }")
    old_league.fail("/graphql", replaced(too_large(limit="tokens", allowed=2000), "application/json"))
    with pytest.raises(QueryError, match="Too large"):
        client.frame("{ pitches { nodes { pitchUid } } }")


def test_a_page_that_cannot_be_made_small_enough_is_an_error(old_league: FakeLeague, connect: Connect) -> None:
    old_league.largest_page = 10
    with pytest.raises(QueryError, match="QUERY_TOO_LARGE"):
        connect(old_league).frame("{ pitches { nodes { pitchUid } } }")


def test_a_server_whose_pages_stand_still_is_found_out(old_league: FakeLeague, connect: Connect) -> None:
    client = connect(old_league)
    client.frame("{ games { nodes { date } } }")
    body = b'{"data": {"games": {"nodes": [], "sluggerPage": {"hasNextPage": true, "endCursor": "x"}}}}'
    old_league.fail("/graphql", *[replaced(body, "application/json")] * 9)
    with pytest.raises(AnswerError, match="do not go on"):
        client.frame("{ games { nodes { date } } }")


@pytest.mark.parametrize("first", ["5", 1.5, [1]])
def test_first_is_a_number(old_league: FakeLeague, connect: Connect, first: object) -> None:
    with pytest.raises(ArgumentError, match="no number of rows"):
        connect(old_league).frame("query ($n: Int) { pitches(first: $n) { nodes { id } } }", {"n": first})


@pytest.mark.parametrize("fault", [dropped, truncated, replaced(b"PAR1", "x/y"), refused(503)])
def test_an_export_that_breaks_is_asked_for_again(league: FakeLeague, connect: Connect, fault: object) -> None:
    league.fail("/export", fault, fault)  # type: ignore[arg-type]  # each is a Fault
    assert connect(league).frame(TEXT).height == 100
    assert league.count("/export") == 3


def test_an_export_that_keeps_breaking_is_an_error(league: FakeLeague, connect: Connect) -> None:
    league.fail("/export", *[truncated] * 3)
    with pytest.raises(DamagedError, match="Asked 3 times"):
        connect(league).frame(TEXT)


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ({"rows": "100", "bytes": "4", "sha256": sha256(b"PAR1").hexdigest()}, None),
        ({"rows": "99"}, "has 100 rows and says that it has 99"),
        ({"bytes": "4", "sha256": sha256(b"PAR2").hexdigest()}, "other bytes than it says"),
    ],
)
def test_what_a_file_says_of_itself_is_checked(
    league: FakeLeague, connect: Connect, stated: dict[str, str], reason: str | None
) -> None:
    league.stated = {f"slugger.{name}": value for name, value in stated.items()}
    client = connect(league)
    if reason is None:
        assert client.frame(TEXT).height == 100
        return
    with pytest.raises(DamagedError, match=reason):
        client.frame(TEXT)


def test_an_export_that_is_refused_says_why(league: FakeLeague, connect: Connect) -> None:
    with pytest.raises(QueryError, match="unknown field 'speed'"):
        connect(league).frame(TEXT, {"filter": {"speed": 3}})
    league.fail("/export", replaced(b"<html>", "text/html", 403))
    with pytest.raises(AnswerError, match="403"):
        connect(league).frame(TEXT)


def test_a_list_that_is_not_exported_is_paged(league: FakeLeague, connect: Connect) -> None:
    body = b'{"errors": [{"message": "Not this.", "extensions": {"code": "NOT_EXPORTABLE"}}]}'
    league.fail("/export", replaced(body, "application/json", 400))
    client = connect(league)
    for _ in range(2):
        assert client.frame(TEXT).height == 100
    assert client.frame("{ games { nodes { date } } }").height == 5
    assert league.count("/export") == 2


def test_groups_come_at_once_and_never_fewer_than_there_are(league: FakeLeague, connect: Connect) -> None:
    client = connect(league)
    text = "query ($n: Int) { pitchStats(first: $n) { nodes { count } } }"
    none = b'{"errors": [{"message": "Not this.", "extensions": {"code": "NOT_EXPORTABLE"}}]}'
    league.fail("/export", replaced(none, "application/json", 400))
    client._server.listing(text)
    for more, first, fine in ((False, None, True), (True, 1, True), (True, None, False)):
        groups = {"nodes": [{"count": 3}], "sluggerPage": more}
        body = json.dumps({"data": {"pitchStats": groups}}).encode()
        league.fail("/graphql", replaced(body, "application/json"))
        if fine:
            assert client.frame(text, {"n": first}).to_dict(as_series=False) == {"count": [3]}
            continue
        with pytest.raises(ArgumentError, match="pitchStats has more than 5000 rows"):
            client.frame(text, {"n": first})
    limited = replaced(too_large(limit="page_rows", allowed=1000), "application/json")
    league.fail("/graphql", limited, replaced(body, "application/json"))
    with pytest.raises(ArgumentError, match="pitchStats has more than 1000 rows"):
        client.frame(text, {"n": 2000})
    sizes = [given["sluggerFirst"] for _, given, _ in league.asked if "sluggerFirst" in given]
    assert sizes == [5000, 1, 5000, 2000, 1000]
    assert league.count("/export") == 1


def test_a_list_on_the_way_to_which_nothing_is_has_no_rows(old_league: FakeLeague, connect: Connect) -> None:
    client = connect(old_league)
    client.frame("{ games { nodes { date } } }")
    old_league.fail("/graphql", replaced(b'{"data": {"team": null}}', "application/json"))
    none = client.frame('{ team(code: "X") { games { nodes { date } } } }')
    assert (none.height, dict(none.schema)) == (0, {"date": pl.Date()})


def test_an_export_that_lacks_a_column_is_an_error() -> None:
    with pytest.raises(AnswerError, match="left out the column b"):
        conform(pl.DataFrame({"a": [1]}), [Column((name,), pl.Int64()) for name in "abc"])


def test_a_column_is_found_in_the_json_around_it() -> None:
    column = Column(("game", "files", "nodes"), pl.List(pl.Struct({"name": pl.String(), "on": pl.Date()})))
    cells = ['{"nodes": [{"name": "a", "on": "2026-05-01"}]}', None, '{"nodes": []}']
    frame = conform(pl.DataFrame({"game.files": cells}), [column])
    assert frame["game.files.nodes"].to_list() == [[{"name": "a", "on": date(2026, 5, 1)}], None, []]


@pytest.mark.parametrize(
    ("written", "dtype"),
    [
        (pl.Series(["2026-05-01T19:05:00.1234567-04:00", None]), INSTANT),
        (pl.Series([datetime(2026, 5, 1, 23, 5, 0, 123456), None]), INSTANT),  # noqa: DTZ001  a file without zones
        (
            pl.Series([datetime(2026, 5, 1, 23, 5, 0, 123456, tzinfo=UTC), None], dtype=pl.Datetime("ns", "UTC")),
            INSTANT,
        ),
        (pl.Series(["19:05:00.25", None]), pl.Time()),
        (pl.Series(["2026-05-01", None]), pl.Date()),
        (pl.Series([3, None], dtype=pl.Int16), pl.Int64()),
        (pl.Series([2.5, None], dtype=pl.Float32), pl.Float64()),
        (pl.Series(["A", None], dtype=pl.Categorical), pl.String()),
        (pl.Series(["A", None], dtype=pl.Enum(["A", "B"])), pl.String()),
        (pl.Series([None, None]), pl.Float64()),
        (pl.Series(['["a", null]', None]), pl.List(pl.String())),
        (
            pl.Series(['[{"d": "2026-05-01", "p": {"n": null}}]', None]),
            pl.List(pl.Struct({"d": pl.Date(), "p.n": pl.String()})),
        ),
    ],
)
def test_columns_get_their_types_however_a_server_writes_them(written: pl.Series, dtype: pl.DataType) -> None:
    (series,) = conform(pl.DataFrame({"x": written}), [Column(("x",), dtype)]).get_columns()
    assert series.dtype == dtype
    assert series.null_count() == written.null_count()
    expected: dict[pl.DataType, object] = {
        INSTANT: datetime(2026, 5, 1, 23, 5, 0, 123456, tzinfo=UTC),
        pl.Time(): time(19, 5, 0, 250_000),
        pl.Date(): date(2026, 5, 1),
    }
    if dtype in expected:
        assert series[0] == expected[dtype]


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ("x", pl.Float64()),
        (1.5, pl.Int64()),
        ("May", pl.Date()),
        (5, pl.Date()),
        ({}, pl.List(pl.String())),
        ("ab", pl.List(pl.String())),
        (1, pl.Boolean()),
    ],
)
def test_a_value_that_is_not_of_its_type_is_an_error(value: object, dtype: pl.DataType) -> None:
    with pytest.raises(AnswerError, match="x holds what is not of its type"):
        from_rows([{"x": value}], [Column(("x",), dtype)])


def test_a_value_of_json_is_text() -> None:
    column = Column(("x",), pl.String(), json=True)
    paged = from_rows([{"x": {"é": [1, None]}}, {"x": None}, {"x": "a"}], [column])
    exported = conform(pl.DataFrame({"x": ['{"é": [1, null]}', None, '"a"']}), [column])
    assert paged["x"].to_list() == ['{"é":[1,null]}', None, '"a"']
    assert exported.equals(paged)
