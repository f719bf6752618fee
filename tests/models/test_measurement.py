"""The one table of measurements, against the tables, the layouts and the legacy columns that come of it."""

import pytest

from slugger.jobs.demo.columns import CORE, CURRENT
from slugger.jobs.trackman.layout import PITCH_LAYOUT, POSITIONING_LAYOUT
from slugger.models.legacy import PITCH_COLUMNS
from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind, Measurement
from slugger.models.metadata import SCHEMA, Table
from slugger.models.terms import MISSING, NOT_SAID, Term, spellings

EVERY = (*PITCH, *POSITIONING)
VOCABULARIES = list(dict.fromkeys(m.vocabulary for m in EVERY if m.vocabulary))


def test_every_measurement_is_there_once() -> None:
    assert len({m.name for m in EVERY}) == len({m.source for m in EVERY}) == len(EVERY) == 148 + 15


@pytest.mark.parametrize("measurement", EVERY, ids=lambda m: m.name)
def test_a_measurement_says_what_a_reader_needs(measurement: Measurement) -> None:
    assert measurement.meaning.endswith((".", "so far."))
    assert (measurement.vocabulary is not None) == (measurement.kind is Kind.TERM)
    assert (measurement.low is None) == (measurement.high is None)
    if measurement.low is not None and measurement.high is not None:
        assert measurement.low <= measurement.high
    if measurement.kind is Kind.NUMBER:
        assert measurement.unit


def columns(table: str) -> set[str]:
    return set(Table.metadata.tables[f"{SCHEMA}.{table}"].columns.keys())


def test_the_tables_have_exactly_these_columns() -> None:
    people = {f"{fielder}_player_id" for fielder in FIELDERS}
    keys = {
        "pitch_id",
        "pitch_uid",
        "game_id",
        "game_date",
        "pitcher_id",
        "batter_id",
        "catcher_id",
        "thrown_at",
        "adopted",
        "extra",
    }
    assert columns("pitch") == {m.name for m in PITCH} | keys
    assert columns("positioning") >= {m.name for m in POSITIONING} | people


def test_every_legacy_column_is_kept_but_the_bats() -> None:
    kept = {m.name for m in EVERY} | {f"{fielder}_player_id" for fielder in FIELDERS}
    assert set(PITCH_COLUMNS) - kept == {"pitcher_id", "batter_id", "catcher_id", "game_id"}
    assert {m.name for m in EVERY} - set(PITCH_COLUMNS) == {
        *("bat_speed", "vertical_attack_angle", "horizontal_attack_angle", "play_id"),
    }


@pytest.mark.parametrize("header", [CORE, CURRENT], ids=len)
def test_the_layout_knows_every_header(header: tuple[str, ...]) -> None:
    match = PITCH_LAYOUT.match(list(header))
    assert not match.unknown
    assert not match.missing
    assert not match.repeated
    backwards = PITCH_LAYOUT.match([cell.upper() for cell in reversed(header)])
    assert {c.name for c in backwards.columns if c} == {c.name for c in match.columns if c}


def test_a_positioning_header_needs_the_fielding_club() -> None:
    assert "PitcherTeam" in POSITIONING_LAYOUT.match(["PitchUID"]).missing


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_no_spelling_means_two_things(vocabulary: type[Term]) -> None:
    texts = [text.casefold() for term in vocabulary for text in (term.value, *term.misspelt)]
    assert len(texts) == len(set(texts)) == len(spellings(vocabulary))
    assert not MISSING & set(texts)
    assert not NOT_SAID.get(vocabulary, frozenset()) & set(texts)
