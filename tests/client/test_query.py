"""Questions of GraphQL: data, errors, keys, and what is sent again."""

from datetime import date
from uuid import UUID

import pytest

from slugger.client import (
    AnswerError,
    ArgumentError,
    BusyError,
    Client,
    Failure,
    QueryError,
    TruncatedWarning,
    UnreachableError,
)
from slugger.tests.client.conftest import SOON, Connect
from slugger.tests.client.fake import FakeLeague, dropped, refused, replaced

ONE = "query ($day: Date) { games(first: 1, filter: { date: { eq: $day } }) { totalCount nodes { trackmanGameId } } }"


def test_a_query_gives_its_data(league: FakeLeague, connect: Connect) -> None:
    data = connect(league).query(ONE, day=date(2026, 5, 2))
    assert data == {"games": {"totalCount": 2, "nodes": [{"trackmanGameId": "20260502-YorkPark-1"}]}}


def test_a_document_of_several_operations_is_asked_by_name(league: FakeLeague, connect: Connect) -> None:
    text = "query A { games { totalCount } } query B { pitches { totalCount } }"
    with pytest.raises(QueryError, match="operation name"):
        connect(league).query(text)
    connect(league).query(text, operation_name="B")


def test_the_key_is_sent_with_every_request(league: FakeLeague, connect: Connect) -> None:
    connect(league, key="secret").frame("{ games { nodes { date } } }")
    assert {headers.get("x-api-key") for _, _, headers in league.asked} == {"secret"}


def test_every_failure_is_told_with_code_and_path(league: FakeLeague, connect: Connect) -> None:
    body = (
        b'{"data": {"a": null, "b": 1}, "errors": [{"message": "No such team.", "path": ["a", 0, "team"],'
        b' "extensions": {"code": "BAD_USER_INPUT"}}, {"message": "Odd."}]}'
    )
    league.fail("/graphql", replaced(body, "application/json"))
    with pytest.raises(QueryError) as caught:
        connect(league).query("{ a }")
    assert caught.value.failures == (Failure("No such team.", "BAD_USER_INPUT", ("a", 0, "team")), Failure("Odd."))
    assert str(caught.value) == "No such team. [BAD_USER_INPUT] at a.0.team\nOdd."
    assert caught.value.codes == {"BAD_USER_INPUT"}
    assert caught.value.data == {"a": None, "b": 1}


def test_errors_of_any_status_are_errors_of_the_query(league: FakeLeague, connect: Connect) -> None:
    body = b'{"errors": [{"message": "The key is unknown.", "extensions": {"code": "UNAUTHENTICATED"}}]}'
    league.fail("/graphql", replaced(body, "application/json", 401))
    with pytest.raises(QueryError, match="UNAUTHENTICATED"):
        connect(league).query("{ games { totalCount } }")


def test_a_list_that_is_cut_unasked_is_a_warning(league: FakeLeague, connect: Connect) -> None:
    body = b'{"data": {"games": {"nodes": []}}, "extensions": {"truncated": ["games.pitches"]}}'
    league.fail("/graphql", replaced(body, "application/json"))
    with pytest.warns(TruncatedWarning, match="games.pitches has more rows"):
        assert connect(league).query("{ games { totalCount } }") == {"games": {"nodes": []}}


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": null}', b"{}"])
def test_an_answer_of_something_else_is_told_at_once(league: FakeLeague, connect: Connect, body: bytes) -> None:
    league.fail("/graphql", replaced(body, "text/html"))
    with pytest.raises(AnswerError, match="text/html"):
        connect(league).query("{ games { totalCount } }")
    assert league.count("/graphql") == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(league: FakeLeague, connect: Connect, status: int) -> None:
    league.fail("/graphql", refused(status), refused(status))
    assert connect(league).query("{ games { totalCount } }") == {"games": {"totalCount": 5}}
    assert league.count("/graphql") == 3


def test_a_database_that_is_away_is_asked_again(league: FakeLeague, connect: Connect) -> None:
    body = b'{"data": null, "errors": [{"message": "Away.", "extensions": {"code": "SERVICE_UNAVAILABLE"}}]}'
    league.fail("/graphql", *[replaced(body, "application/json")] * 3)
    with pytest.raises(BusyError, match=r"Away. Asked 3 times."):
        connect(league).query("{ games { totalCount } }")


def test_what_a_busy_server_says_is_told(league: FakeLeague, connect: Connect) -> None:
    body = b'{"errors": [{"message": "The request took longer than 30 seconds."}]}'
    league.fail("/graphql", *[replaced(body, "application/json", 503)] * 3)
    with pytest.raises(BusyError, match=r"answered 503: The request took longer than 30 seconds. Asked 3 times."):
        connect(league).query("{ games { totalCount } }")
    league.fail("/graphql", *[replaced(b"<html>", "text/html", 502)] * 3)
    with pytest.raises(BusyError, match=r"answered 502: Bad Gateway."):
        connect(league).query("{ games { totalCount } }")


def test_a_dropped_answer_is_asked_for_again(league: FakeLeague, connect: Connect) -> None:
    league.fail("/graphql", dropped)
    assert connect(league).query("{ games { totalCount } }") == {"games": {"totalCount": 5}}


@pytest.mark.parametrize("text", ["mutation { go }", "mutation Go($x: Int) { go }", "subscription { go }", "{ broken"])
def test_what_may_write_is_sent_once(league: FakeLeague, connect: Connect, text: str) -> None:
    league.fail("/graphql", refused(503))
    with pytest.raises(BusyError) as caught:
        connect(league).query(text)
    assert league.count("/graphql") == 1
    assert "Asked" not in str(caught.value)


def test_other_statuses_are_not_asked_again(league: FakeLeague, connect: Connect) -> None:
    league.fail("/graphql", refused(500))
    with pytest.raises(AnswerError, match="500"):
        connect(league).query("{ games { totalCount } }")


def test_nobody_at_the_address() -> None:
    with Client("http://127.0.0.1:9", retries=SOON) as client, pytest.raises(UnreachableError, match="3 times"):
        client.query("{ games { totalCount } }")


def test_a_silent_server_is_given_up(league: FakeLeague, connect: Connect) -> None:
    league.pauses["None"] = 0.5
    with pytest.raises(UnreachableError, match="The connection to"):
        connect(league, timeout=0.05).query("{ games { totalCount } }")


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000", "ftp://host", "http://", "http://host:port", "/graphql"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ArgumentError, match="address"):
        Client(url)


@pytest.mark.parametrize("key", ["a\nb", "schlüssel", " a"])
def test_a_key_that_cannot_be_sent_is_not_repeated(key: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        Client(key=key)
    assert key not in str(caught.value)


def test_a_password_in_the_address_is_used_and_not_told(league: FakeLeague, connect: Connect) -> None:
    league.url = league.url.replace("http://", "http://user:word@")
    client = connect(league)
    client.query("{ games { totalCount } }")
    assert league.asked[0][2]["authorization"].startswith("Basic ")
    league.fail("/graphql", *[refused(503)] * 3, refused(500))
    for error in (BusyError, AnswerError):
        with pytest.raises(error) as caught:
            client.query("{ games { totalCount } }")
        assert "word" not in str(caught.value)


def test_a_redirect_is_told(league: FakeLeague, connect: Connect) -> None:
    league.fail("/graphql", refused(308, location="https://elsewhere.example/graphql"))
    with pytest.raises(AnswerError, match="points to https://elsewhere"):
        connect(league).query("{ games { totalCount } }")


def test_a_server_below_a_path(league: FakeLeague) -> None:
    with Client(f"{league.url}/league/", retries=SOON) as client, pytest.raises(AnswerError, match="/league/graphql"):
        client.query("{ games { totalCount } }")


@pytest.mark.parametrize("value", [UUID(int=7), date(2026, 5, 1), [1.5, None, {"a": True}]])
def test_values_that_can_be_sent(league: FakeLeague, connect: Connect, value: object) -> None:
    connect(league).query("{ games { totalCount } }", value=value)


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}, b"x"])
def test_values_that_cannot_be_sent(league: FakeLeague, connect: Connect, value: object) -> None:
    with pytest.raises(ArgumentError, match="variable"):
        connect(league).query("{ games { totalCount } }", value=value)
    assert not league.asked


def test_a_closed_client_asks_nothing(league: FakeLeague) -> None:
    with Client(league.url) as client:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        client.query("{ games { totalCount } }")
