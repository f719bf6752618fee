"""Ids: global ones and plain UUIDs lead to the key, everything else is refused in a clear sentence."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugger.resolvers.errors import IdentifierError
from slugger.resolvers.identity import global_id, key_of, split_id, uuid_of


@given(st.uuids())
def test_a_key_comes_back_from_every_spelling(key: UUID) -> None:
    for spelling in (global_id("Team", key), str(key), key.hex, str(key).upper()):
        assert key_of("Team", spelling) == key
    assert split_id(global_id("Team", key)) == ("Team", str(key))


@given(st.uuids())
def test_the_id_of_another_type_is_refused(key: UUID) -> None:
    with pytest.raises(IdentifierError, match="is the id of a Player, where the id of a Team belongs"):
        key_of("Team", global_id("Player", key))


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    if uuid_of(text) is None:
        with pytest.raises(IdentifierError):
            key_of("Team", text)


@pytest.mark.parametrize("text", ["{d3d84718299d4973b781f35ac9c020}", "urn:uuid:" + "0" * 23, "0" * 31 + "g", "-" * 36])
def test_odd_spellings_of_a_uuid_are_none(text: str) -> None:
    assert uuid_of(text) is None


def test_a_long_id_is_cut_in_the_message() -> None:
    with pytest.raises(IdentifierError) as raised:
        key_of("Team", "x" * 10_000)
    assert len(str(raised.value)) < 200
    assert raised.value.extensions == {"code": "BAD_USER_INPUT"}
