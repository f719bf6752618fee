"""What a pitch says in one spelling, in Python and in SQL."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Text, column, literal_column, select, values

from slugger.loaders.pitch import pitch_type, pitch_type_column
from slugger.models.engine import Database
from slugger.models.terms import AutoPitchType, PitchType, TaggedPitchType
from slugger.resolvers.pitch import local_instant
from slugger.resolvers.player import first_name, last_name

AUTOMATIC = [*(term.value for term in AutoPitchType), None, "NaN", "four-seam"]
TAGGED = [*(term.value for term in TaggedPitchType), None, "NaN", ""]


@pytest.mark.parametrize(
    ("automatic", "tagged", "kind"),
    [
        ("Four-Seam", "Slider", PitchType.FOUR_SEAM),
        ("Undefined", "TwoSeamFastBall", PitchType.TWO_SEAM),
        (None, "ChangeUp", PitchType.CHANGEUP),
        ("Changeup", None, PitchType.CHANGEUP),
        ("Other", "Slider", PitchType.OTHER),
        (None, "Undefined", None),
        ("Junk", None, None),
    ],
)
def test_the_classifier_speaks_before_the_operator(
    automatic: str | None, tagged: str | None, kind: PitchType | None
) -> None:
    assert pitch_type(automatic, tagged) is kind


async def test_the_rule_in_sql_is_the_rule_in_python(database: Database) -> None:
    pairs = list(product(AUTOMATIC, TAGGED))
    spoken = values(column("auto_pitch_type", Text), column("tagged_pitch_type", Text), name="spoken").data(pairs)
    rule = str(pitch_type_column().compile(compile_kwargs={"literal_binds": True}))
    statement = select(spoken, literal_column(rule.replace("league.pitch.", "spoken.")).label("kind"))
    async with database.engine.connect() as connection:
        rows = (await connection.execute(statement)).mappings().all()
    assert len(rows) == len(pairs)
    for row in rows:
        expected = pitch_type(row["auto_pitch_type"], row["tagged_pitch_type"])
        assert row["kind"] == (expected.value if expected else None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-05-01T19:05:12.1234567-04:00", True),
        ("2026-05-01T19:05:12Z", True),
        ("2026-05-01T19:05:12", False),
        ("yesterday", False),
        ("", False),
        (None, False),
    ],
)
def test_only_an_instant_with_an_offset_is_one(text: str | None, kept: bool) -> None:
    assert local_instant("at")(SimpleNamespace(at=text)) == (text if kept else None)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("Avery, Vito", "Vito", "Avery"), ("Mono", None, "Mono"), ("De la Cruz, Ana, Jr.", "Ana, Jr.", "De la Cruz")],
)
def test_names_are_split_at_the_comma(name: str, first: str | None, last: str) -> None:
    player: Any = SimpleNamespace(player_name=name)
    assert (first_name(player), last_name(player)) == (first, last)
