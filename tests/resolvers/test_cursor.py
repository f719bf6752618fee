"""Cursors: every place comes back as it was, and nothing else is taken for one."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugger.loaders.condition import All, AnyOf, Belonging, Compared, Condition, Not, Operator, Quantifier
from slugger.loaders.game import BY_DATE, GAMES, GAMES_OF_TEAM
from slugger.loaders.keyset import Key, Order, Place
from slugger.loaders.page import Rows
from slugger.loaders.pitch import AS_THROWN, PITCHES, PITCHES_OF_GAME
from slugger.loaders.player import BY_NAME, PLAYERS
from slugger.loaders.trackman_file import NEWEST_FIRST, TRACKMAN_FILES
from slugger.resolvers.cursor import SEAL_BYTES, _seal, decode_cursor, encode_cursor
from slugger.resolvers.errors import CursorError
from slugger.resolvers.opaque import from_opaque, to_opaque

PITCH_ROWS = Rows(PITCHES)
PLACE = (date(2026, 5, 1), UUID(int=7), 12)
HARDEST_HIT = Order((Key("exit_speed", descending=True), *AS_THROWN.keys))


def ordered_by(column: str, **options: bool) -> Order:
    return Order((Key(column, **options), *AS_THROWN.keys))


def comes_back(rows: Rows, order: Order, place: Place) -> None:
    found = decode_cursor(rows, order, encode_cursor(rows, order, place))
    assert found == place
    assert list(map(type, found)) == list(map(type, place))


@given(st.dates(), st.uuids(), st.integers(1, 500))
def test_a_place_in_time_comes_back(day: date, game: UUID, number: int) -> None:
    comes_back(PITCH_ROWS, AS_THROWN, (day, game, number))


@given(st.none() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_measured_place_comes_back_to_the_last_bit(speed: float | None) -> None:
    comes_back(PITCH_ROWS, HARDEST_HIT, (speed, *PLACE))


@pytest.mark.parametrize("speed", ["NaN", "Infinity", "-Infinity"])
def test_a_place_of_a_number_that_json_does_not_have_comes_back(speed: str) -> None:
    cursor = encode_cursor(PITCH_ROWS, HARDEST_HIT, (float(speed), *PLACE))
    assert (from_opaque(cursor) or b"")[SEAL_BYTES:].startswith(f'["{speed}",'.encode())
    found, *_ = decode_cursor(PITCH_ROWS, HARDEST_HIT, cursor)
    assert repr(found) == repr(float(speed))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200), st.uuids())
def test_a_name_comes_back(name: str, player: UUID) -> None:
    comes_back(Rows(PLAYERS), BY_NAME, (name, player))


def test_a_text_longer_than_an_argument_comes_back() -> None:
    comes_back(PITCH_ROWS, ordered_by("shown_notes"), ("long " * 1_000, *PLACE))


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_an_instant_comes_back(instant: datetime, file: UUID) -> None:
    comes_back(Rows(TRACKMAN_FILES), NEWEST_FIRST, (instant, file))


@given(st.times())
def test_a_time_of_day_comes_back(at: time) -> None:
    comes_back(PITCH_ROWS, ordered_by("time"), (at, *PLACE))


@pytest.mark.parametrize("value", [True, False, None])
def test_a_flag_comes_back(value: bool | None) -> None:
    comes_back(PITCH_ROWS, ordered_by("in_zone"), (value, *PLACE))


@pytest.mark.parametrize("size", [0, 2**31, 2**53 + 1, 2**63 - 1])
def test_a_size_comes_back_to_the_last_byte(size: int) -> None:
    order = Order((Key("size"), *NEWEST_FIRST.keys))
    comes_back(Rows(TRACKMAN_FILES), order, (size, datetime(2026, 5, 1, tzinfo=UTC), UUID(int=7)))


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, AS_THROWN, text)


def test_every_changed_byte_is_noticed() -> None:
    sealed = from_opaque(encode_cursor(PITCH_ROWS, HARDEST_HIT, (96.25, *PLACE)))
    assert sealed
    for position in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[position] ^= 1 << bit
            with pytest.raises(CursorError):
                decode_cursor(PITCH_ROWS, HARDEST_HIT, to_opaque(bytes(changed)))


@given(st.integers(0, 200), st.sampled_from("ABCxyz012-_=é"))
def test_a_changed_character_is_noticed(position: int, character: str) -> None:
    cursor = encode_cursor(PITCH_ROWS, AS_THROWN, PLACE)
    position %= len(cursor)
    changed = cursor[:position] + character + cursor[position + 1 :]
    if changed != cursor:
        with pytest.raises(CursorError):
            decode_cursor(PITCH_ROWS, AS_THROWN, changed)


YEAR = Compared("game_date", Operator.GTE, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        (PITCH_ROWS, Order(tuple(Key(key.column, descending=True) for key in AS_THROWN.keys))),
        (PITCH_ROWS, Order(AS_THROWN.keys[::-1])),
        (PITCH_ROWS, Order((*AS_THROWN.keys[:2], Key("pitch_number", nulls_first=True)))),
        (PITCH_ROWS, ordered_by("rel_speed")),
        (Rows(PITCHES, None, YEAR), AS_THROWN),
        (Rows(GAMES), BY_DATE),
    ],
)
def test_a_cursor_is_good_for_one_table_order_and_set_of_conditions(rows: Rows, order: Order) -> None:
    with pytest.raises(CursorError, match="another table, order or set of conditions"):
        decode_cursor(rows, order, encode_cursor(PITCH_ROWS, AS_THROWN, PLACE))


HARD = Compared("rel_speed", Operator.GT, 95.0)


@pytest.mark.parametrize(
    "other",
    [
        All(),
        AnyOf(()),
        Not(YEAR),
        AnyOf((YEAR,)),
        All((YEAR, HARD)),
        AnyOf((YEAR, HARD)),
        Not(All((YEAR, HARD))),
        All((Not(YEAR), HARD)),
        Compared("game_date", Operator.GT, date(2026, 1, 1)),
        Compared("date", Operator.GTE, date(2026, 1, 1)),
        Belonging(GAMES, "game_id", Quantifier.ANY, YEAR),
        Belonging(GAMES, "game_id", Quantifier.NONE, YEAR),
        Belonging(GAMES, "game_id", Quantifier.EVERY, YEAR),
        Belonging(GAMES, "pitcher_id", Quantifier.ANY, YEAR),
        Belonging(GAMES_OF_TEAM, "game_id", Quantifier.ANY, HARD),
    ],
)
def test_a_cursor_of_one_condition_serves_no_other(other: Condition) -> None:
    cursor = encode_cursor(Rows(PITCHES, None, YEAR), AS_THROWN, PLACE)
    with pytest.raises(CursorError, match="set of conditions"):
        decode_cursor(Rows(PITCHES, None, other), AS_THROWN, cursor)


def test_the_parent_and_the_value_of_a_condition_may_change() -> None:
    one, other = (Rows(PITCHES, None, Compared("game_date", Operator.LTE, date(2026, 5, day))) for day in (1, 2))
    of_game = Rows(PITCHES_OF_GAME, UUID(int=7), Compared("game_date", Operator.LTE, date(2026, 5, 3)))
    cursor = encode_cursor(one, AS_THROWN, PLACE)
    assert decode_cursor(other, AS_THROWN, cursor) == decode_cursor(of_game, AS_THROWN, cursor) == PLACE


def test_conditions_may_be_given_in_any_order() -> None:
    cursor = encode_cursor(Rows(PITCHES, None, All((YEAR, HARD))), AS_THROWN, PLACE)
    assert decode_cursor(Rows(PITCHES, None, All((HARD, YEAR))), AS_THROWN, cursor) == PLACE


GAME = str(UUID(int=7))


@pytest.mark.parametrize(
    "place",
    [
        (),
        ("x", "y", 1),
        (1, 2, 3),
        ("2026-05-01", "7", 1),
        ("2026-05-01", GAME),
        ("2026-05-01", GAME, 1, 1),
        ("2026-05-01", GAME, "1"),
        ("2026-05-01", 7, 1),
        ("2026-05-01", GAME, True),
        ("2026-05-01", GAME, 32768),
        ("2026-05-01", GAME, -32769),
        ("2026-05-01", GAME, 2**63 - 1),
        ("2026-05-01", GAME, 1.5),
        ("10000-01-01", GAME, 1),
        ("2026-02-30", GAME, 1),
        ("2026-05-01", GAME + GAME, 1),
    ],
)
def test_a_sealed_place_of_other_types_is_refused(place: Place) -> None:
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, AS_THROWN, encode_cursor(PITCH_ROWS, AS_THROWN, place))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("exit_speed", "96"),
        ("exit_speed", "inf"),
        ("exit_speed", True),
        ("time", "25:00:00"),
        ("time", "12:00:00Z"),
        ("time", 12),
        ("in_zone", 1),
        ("in_zone", "true"),
        ("zone_cell", 40_000),
        ("zone_cell", "5"),
        ("shown_pitch_call", 5),
        ("pitch_uid", "x"),
    ],
)
def test_a_sealed_value_of_another_type_is_refused(column: str, value: object) -> None:
    order = ordered_by(column)
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, order, encode_cursor(PITCH_ROWS, order, (value, *PLACE)))


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"7", b'"x"', b"[", b"[1e999]", b"[NaN,null,null]", b"\xff"])
def test_a_sealed_body_that_is_no_list_of_a_place_is_refused(body: bytes) -> None:
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, AS_THROWN, to_opaque(_seal(PITCH_ROWS, AS_THROWN, body) + body))


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e309", "9" * 400])
def test_a_sealed_number_beyond_all_numbers_is_refused(number: str) -> None:
    body = f'[{number},"2026-05-01","{GAME}",12]'.encode()
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, HARDEST_HIT, to_opaque(_seal(PITCH_ROWS, HARDEST_HIT, body) + body))


@pytest.mark.parametrize("name", ["\0", "\ud800"])
def test_a_sealed_name_that_no_row_can_have_is_refused(name: str) -> None:
    text = {"\0": "\\u0000", "\ud800": "\\ud800"}[name]
    body = f'["{text}","{GAME}"]'.encode()
    with pytest.raises(CursorError):
        decode_cursor(Rows(PLAYERS), BY_NAME, to_opaque(_seal(Rows(PLAYERS), BY_NAME, body) + body))


@pytest.mark.parametrize("instant", ["2026-05-01T12:00:00", "0001-01-01T00:00:00+14:00", "x", ""])
def test_a_sealed_instant_without_a_moment_in_utc_is_refused(instant: str) -> None:
    rows, order = Rows(TRACKMAN_FILES), NEWEST_FIRST
    with pytest.raises(CursorError):
        decode_cursor(rows, order, encode_cursor(rows, order, (instant, UUID(int=7))))


def test_a_sealed_place_that_is_nested_without_end_is_refused() -> None:
    body = b"[" * 200_000
    cursor = to_opaque(_seal(PITCH_ROWS, AS_THROWN, body) + body)
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, AS_THROWN, cursor)


@given(st.binary())
def test_opaque_text_has_one_spelling(value: bytes) -> None:
    text: Any = to_opaque(value)
    assert from_opaque(text) == value
    assert from_opaque(text + "=") is None
