"""Folding of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugger.models.names import fold


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Avery, Vito", "avery, vito"),
        ("  José   DÍAZ ", "jose diaz"),
        ("Nuñez, Ángel Jr.", "nunez, angel jr."),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("a\u00a0b\tc\n", "a b c"),
        ("ﬁelder", "fielder"),
        ("", ""),
    ],
)
def test_case_accents_and_blanks_are_dropped(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(alphabet="aeñÉß ,.", max_size=12))
def test_case_makes_no_difference(name: str) -> None:
    assert fold(name.upper()) == fold(name.lower())
