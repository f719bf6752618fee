"""Answers of every shape say the same to the benchmark if they do, and something else if they do not."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest


@pytest.fixture
def shape(bench: Callable[[str], Any]) -> Any:
    return bench("shape")


OURS = {
    "nodes": [
        {
            "gameId": "g",
            "pitches": {"nodes": [{"pitchCall": "CALLED_STRIKE", "playResult": None, "pitchType": "FOUR_SEAM"}]},
        }
    ]
}


@pytest.mark.parametrize(
    ("automatic", "tagged"), [("Four-Seam", "Sinker"), (None, "FourSeamFastBall"), ("Undefined", "FourSeamFastBall")]
)
@pytest.mark.parametrize("listed", [lambda rows: rows, lambda rows: {"nodes": rows, "pageInfo": {"endCursor": "c"}}])
def test_texts_and_lists_say_what_enums_and_nodes_say(
    shape: Any, automatic: str | None, tagged: str, listed: Callable[[list[Any]], Any]
) -> None:
    pitch = {
        "pitchCall": "StrikeCalled",
        "playResult": "Undefined",
        "autoPitchType": automatic,
        "taggedPitchType": tagged,
    }
    theirs = listed([{"gameId": "g", "pitches": listed([pitch])}])
    assert shape.plain(theirs) == shape.plain(OURS)
    pitch["pitchCall"] = "StrikeSwinging"
    assert shape.difference(shape.plain(theirs), shape.plain(OURS)) == (
        "[0].pitches[0].pitchCall is 'SWINGING_STRIKE', not 'CALLED_STRIKE'"
    )


@pytest.mark.parametrize("automatic", ["SLIDER", "Slider"])
def test_a_pitch_mix_is_the_same_nested_flat_or_by_keys(shape: Any, automatic: str) -> None:
    key = {"pitcher": {"name": "Doe, Jo"}, "pitchType": automatic}
    averages = {"relSpeed": 81.5, "inducedVertBreak": 2.0, "horzBreak": None}
    untyped = {"key": {"pitcher": None, "pitchType": None}, "count": 1, "whiff": {"rate": None}}
    nested = (
        {**untyped, **{name: {"avg": None} for name in averages}},
        {
            "key": key,
            "count": 7,
            **{name: {"avg": value} for name, value in averages.items()},
            "whiff": {"rate": 0.25},
        },
    )
    flat = {"key": key, "count": 7, **averages, "whiffRate": 0.25}, {**nested[0]}
    by_keys = {
        "pitches": {
            "groupedAggregates": [
                {
                    "keys": ["1", "Slider"],
                    "count": {"pitchId": 7},
                    "average": averages,
                    "whiffRate": {"pitchCall": 0.25},
                },
                {
                    "keys": [None, None],
                    "count": {"pitchId": 1},
                    "average": dict.fromkeys(averages),
                    "whiffRate": {"pitchCall": None},
                },
            ]
        },
        "players": {"nodes": [{"playerId": "1", "playerName": "Doe, Jo"}]},
    }
    groups = [shape.groups({"pitchStats": {"nodes": nodes}}) for nodes in (nested, flat)] + [shape.groups(by_keys)]
    assert groups[0] == groups[1] == groups[2]
    assert groups[0][1] == {"pitcher": "Doe, Jo", "pitchType": "SLIDER", "count": 7, **averages, "whiff": 0.25}


def test_a_parquet_file_says_what_json_says(shape: Any) -> None:
    pitch = "0f9d3a52-6a5c-4c58-8f1b-6f1c1ddbb1a0"
    table = pa.table(
        {
            "pitches.nodes.pitchId": [pitch],
            "gameDate": [date(2026, 5, 1)],
            "pitchCall": pa.array(["StrikeCalled"]).dictionary_encode(),
            "relSpeed": [90.5],
            "horzBreak": pa.array([None], pa.float64()),
        }
    )
    file = io.BytesIO()
    pyarrow.parquet.write_table(table, file)
    assert shape.table(file.getvalue()) == [
        {"pitchId": pitch, "gameDate": "2026-05-01", "pitchCall": "CALLED_STRIKE", "relSpeed": 90.5, "horzBreak": None}
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (50, 50.0),
        (0.1 + 0.2, 0.3),
        ("2026-05-01T20:00:00.5+00:00", "2026-05-01T20:00:00.500000+00:00"),
        ({"a": [1, None]}, {"a": [1.0, None]}),
    ],
)
def test_the_same_written_otherwise_is_the_same(shape: Any, left: object, right: object) -> None:
    assert shape.difference(left, right) is None


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ([1], [1, 2], "it has 1 entries, not 2"),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, "a has other fields: b, c"),
        ([{"a": 1.0}], [{"a": 1.00001}], "[0].a is 1.0, not 1.00001"),
        (True, 1, "it is True, not 1"),
        (None, 0, "it is None, not 0"),
        ("2026-05-01T20:00:00+00:00", "2026-05-01T21:00:00+00:00", "it is '2026-05-01T20:00:00+00:00', not"),
        ("Doe, Jo", "Doe, Joe", "it is 'Doe, Jo', not 'Doe, Joe'"),
    ],
)
def test_a_difference_is_told_with_its_place(shape: Any, left: object, right: object, words: str) -> None:
    assert str(shape.difference(left, right)).startswith(words)
