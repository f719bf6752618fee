"""Cursors: every place comes back as it was, and nothing else is taken for one."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugger.loaders.game import GAMES, by_date
from slugger.loaders.keyset import Order, Place
from slugger.loaders.page import Rows
from slugger.loaders.pitch import PITCHES, PITCHES_OF_GAME, by_measurement, in_time
from slugger.loaders.player import PLAYERS, by_name
from slugger.loaders.trackman_file import TRACKMAN_FILES, by_registration
from slugger.resolvers.cursor import _seal, decode_cursor, encode_cursor
from slugger.resolvers.errors import CursorError
from slugger.resolvers.opaque import from_opaque, to_opaque

PITCH_ROWS = Rows(PITCHES)
PLACE = (date(2026, 5, 1), UUID(int=7), 12)


@given(st.dates(), st.uuids(), st.integers(1, 500))
def test_a_place_in_time_comes_back(day: date, game: UUID, number: int) -> None:
    cursor = encode_cursor(PITCH_ROWS, in_time(), (day, game, number))
    assert decode_cursor(PITCH_ROWS, in_time(), cursor) == (day, game, number)


@given(st.none() | st.floats(allow_nan=False))
def test_a_measured_place_comes_back_to_the_last_bit(speed: float | None) -> None:
    order = by_measurement("exit_speed", descending=True)
    assert decode_cursor(PITCH_ROWS, order, encode_cursor(PITCH_ROWS, order, (speed, *PLACE))) == (speed, *PLACE)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), st.uuids())
def test_a_name_comes_back(name: str, player: UUID) -> None:
    rows = Rows(PLAYERS)
    assert decode_cursor(rows, by_name(), encode_cursor(rows, by_name(), (name, player))) == (name, player)


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_an_instant_comes_back(instant: datetime, file: UUID) -> None:
    rows = Rows(TRACKMAN_FILES)
    order = by_registration()
    assert decode_cursor(rows, order, encode_cursor(rows, order, (instant, file))) == (instant, file)


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, in_time(), text)


@given(st.integers(0, 200), st.sampled_from("ABCxyz012-_=é"))
def test_a_changed_character_is_noticed(position: int, character: str) -> None:
    cursor = encode_cursor(PITCH_ROWS, in_time(), PLACE)
    position %= len(cursor)
    changed = cursor[:position] + character + cursor[position + 1 :]
    if changed != cursor:
        with pytest.raises(CursorError):
            decode_cursor(PITCH_ROWS, in_time(), changed)


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        (PITCH_ROWS, in_time(descending=True)),
        (PITCH_ROWS, by_measurement("rel_speed")),
        (Rows(PITCHES, None, (("season", 2026),)), in_time()),
        (Rows(GAMES), by_date()),
    ],
)
def test_a_cursor_is_good_for_one_table_order_and_set_of_conditions(rows: Rows, order: Order) -> None:
    with pytest.raises(CursorError, match="another table, order or set of conditions"):
        decode_cursor(rows, order, encode_cursor(PITCH_ROWS, in_time(), PLACE))


def test_the_parent_and_the_value_of_a_condition_may_change() -> None:
    one, other = (Rows(PITCHES, None, (("date_to", date(2026, 5, day)),)) for day in (1, 2))
    of_game = Rows(PITCHES_OF_GAME, UUID(int=7), (("date_to", date(2026, 5, 3)),))
    cursor = encode_cursor(one, in_time(), PLACE)
    assert decode_cursor(other, in_time(), cursor) == decode_cursor(of_game, in_time(), cursor) == PLACE


@pytest.mark.parametrize(
    "place",
    [
        ("x", "y", 1),
        (1, 2, 3),
        ("2026-05-01", "7", 1),
        ("2026-05-01", str(UUID(int=7)), "1"),
        ("2026-05-01", 7, 1),
        ("2026-05-01", str(UUID(int=7)), True),
        ("2026-05-01", str(UUID(int=7)), 32768),
        ("2026-05-01", str(UUID(int=7)), 1.5),
    ],
)
def test_a_sealed_place_of_other_types_is_refused(place: Place) -> None:
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, in_time(), encode_cursor(PITCH_ROWS, in_time(), place))


@pytest.mark.parametrize("name", ["\0", "\ud800"])
def test_a_sealed_name_that_no_row_can_have_is_refused(name: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(Rows(PLAYERS), by_name(), encode_cursor(Rows(PLAYERS), by_name(), (name, UUID(int=7))))


@pytest.mark.parametrize("instant", ["2026-05-01T12:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_sealed_instant_without_a_moment_in_utc_is_refused(instant: str) -> None:
    rows, order = Rows(TRACKMAN_FILES), by_registration()
    with pytest.raises(CursorError):
        decode_cursor(rows, order, encode_cursor(rows, order, (instant, UUID(int=7))))


def test_a_sealed_place_that_is_nested_without_end_is_refused() -> None:
    body = b"[" * 200_000
    cursor = to_opaque(_seal(PITCH_ROWS, in_time(), body) + body)
    with pytest.raises(CursorError):
        decode_cursor(PITCH_ROWS, in_time(), cursor)


@given(st.binary())
def test_opaque_text_has_one_spelling(value: bytes) -> None:
    text: Any = to_opaque(value)
    assert from_opaque(text) == value
    assert from_opaque(text + "=") is None
