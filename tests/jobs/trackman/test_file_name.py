"""The grammar of file names."""

import contextlib
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugger.jobs.trackman.file_name import FileName, FileNameError, parse_file_name
from slugger.models.trackman_file import FileKind

VENUES = st.text(string.ascii_letters + string.digits + " .-_'", min_size=1, max_size=20).filter(
    lambda v: not v.endswith("-Private") and v.strip()
)


@pytest.mark.parametrize(
    ("name", "venue", "number", "verified", "private"),
    [
        ("20240629-WellSpanPark-1.csv", "WellSpanPark", 1, True, False),
        ("20260303-705-CalBaptistBaseballField-1.csv", "705-CalBaptistBaseballField", 1, True, False),
        ("20260303-Matador Field-1.csv", "Matador Field", 1, True, False),
        ("20250524-McBean-Private-3_unverified.csv", "McBean", 3, False, True),
        ("20250524-St. Mary's_2-10_unverified.csv.gz", "St. Mary's_2", 10, False, False),
    ],
)
def test_names_met_in_the_field(name: str, venue: str, number: int, verified: bool, private: bool) -> None:
    parsed = parse_file_name(name)
    assert (parsed.venue, parsed.number, parsed.verified, parsed.private) == (venue, number, verified, private)
    assert name.startswith(parsed.game_id)


@given(
    day=st.dates(min_value=date(2000, 1, 1)),
    venue=VENUES,
    number=st.integers(1, 10**8),
    private=st.booleans(),
    verified=st.booleans(),
    kind=st.sampled_from(FileKind),
    variant=st.none() | st.text(string.ascii_letters + string.digits, min_size=1, max_size=5),
)
def test_every_name_of_the_grammar_is_read_back(
    *, day: date, venue: str, number: int, private: bool, verified: bool, kind: FileKind, variant: str | None
) -> None:
    variant = variant if kind is not FileKind.PITCH else None
    game_id = f"{day:%Y%m%d}-{venue}{'-Private' if private else ''}-{number}"
    suffix = "" if kind is FileKind.PITCH else f"_{kind.value}" + (f"_{variant}" if variant else "")
    extension = "json" if kind is FileKind.BAT_TRACKING else "csv"
    name = f"{game_id}{'' if verified else '_unverified'}{suffix}.{extension}"
    assert parse_file_name(name) == FileName(game_id, day, venue, number, kind, verified, private, variant)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "games.csv",
        "20261340-Park-1.csv",
        "20260401--1.csv",
        "20260401-Park.csv",
        "20260401-Park-1.txt",
        "20260401-Park-1.json",
        "20260401-Park-1_battracking.csv",
        "20260401-Park-1_final.csv",
        "\uff12\uff10\uff12\uff160401-Park-1.csv",
        "20260401-Park-1.csv\n",
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(FileNameError):
        parse_file_name(name)


@given(st.text(max_size=60))
def test_no_name_does_anything_but_parse_or_be_refused(name: str) -> None:
    with contextlib.suppress(FileNameError):
        assert name.startswith(parse_file_name(name).game_id)
