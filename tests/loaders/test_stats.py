"""Requests for groups of pitches: which are the same, what a client's values are, and what is written for them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Uuid, literal_column
from sqlalchemy.dialects import postgresql

from slugger.loaders.bound import Slot
from slugger.loaders.condition import All, Compared, Not, Operator
from slugger.loaders.keyset import Key
from slugger.loaders.page import Rows
from slugger.loaders.percentile import PercentileRequest, ranked
from slugger.loaders.pitch import PITCHES, PITCHES_THROWN_BY_PLAYER
from slugger.loaders.stats import StatsRequest, grouped
from slugger.loaders.stats_figure import figure, percentile_column
from slugger.loaders.stats_key import Bin
from slugger.models.line import BATTING, PITCHING
from slugger.models.metric import METRICS, Ranking
from slugger.models.rate import RATES
from slugger.models.statistic import MEASURES

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
REQUEST = StatsRequest(
    Rows(
        PITCHES_THROWN_BY_PLAYER,
        asked=All((Compared("game_date", Operator.GTE, FIRST), Compared("game_date", Operator.LTE, LAST))),
    ),
    keys=("pitch_type", "pitcher_team_id"),
    bins=(Bin("rel_speed", 2.5, 0.25),),
    having=All((Compared("count", Operator.GTE, 10), Not(Compared("whiff_rate", Operator.LT, 0.2)))),
    order=(Key("rel_speed_percentile_0_9", descending=True), Key("key_pitcher_team_id_name")),
    limit=7,
    columns=frozenset({"key_pitch_type", "key_bin_0_from", "key_bin_0_to", "key_season", "count", "whiff_rate"}),
)

_DIALECT: Any = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


def written(statement: Any) -> tuple[str, list[str]]:
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return compiled.string, list(compiled.positiontup)


def test_every_value_of_a_client_can_be_a_slot() -> None:
    values: list[Any] = []

    def slot(value: Any) -> Slot:
        values.append(value)
        return Slot(len(values) - 1)

    mapped = REQUEST.mapped(slot)
    assert values == [FIRST, LAST, 2.5, 0.25, 10, 0.2]
    assert mapped.mapped(lambda slot: values[slot.number]) == REQUEST
    text, names = written(grouped(mapped, literal_column("p.player_id", Uuid())))
    assert set(names) == {f"slot_{number}" for number in range(len(values))}
    assert "league.pitch.pitcher_id = p.player_id" in text
    assert "LIMIT 8" in text


def test_every_value_of_a_ranking_can_be_a_slot() -> None:
    asked = Compared("game_date", Operator.GTE, FIRST)
    values: list[Any] = []
    request = PercentileRequest(Ranking.PITCHER, asked, 100).mapped(
        lambda value: values.append(value) or Slot(len(values) - 1)  # type: ignore[func-returns-value]
    )
    assert values == [FIRST, 100]
    text, names = written(ranked(request, literal_column("p.player_id", Uuid())))
    assert {"slot_0", "slot_1"} <= set(names)
    assert "p.player_id" in text


def test_columns_are_labelled_by_their_names_and_no_others_are_there() -> None:
    statement = grouped(REQUEST, literal_column("p.player_id", Uuid()))
    assert {column.key for column in statement.selected_columns} == REQUEST.columns


def test_equal_requests_are_one() -> None:
    again = StatsRequest(**{name: getattr(REQUEST, name) for name in REQUEST.__dataclass_fields__})
    assert again == REQUEST
    assert hash(again) == hash(REQUEST)
    assert StatsRequest(Rows(PITCHES)) != REQUEST


@pytest.mark.parametrize("fraction", [0, 0.1, 0.9, 1, 1e-5, 0.1 + 0.2, 2 / 3])
def test_a_percentile_is_a_column_whose_name_needs_no_quotes(fraction: float) -> None:
    column = percentile_column(fraction)
    assert column.isidentifier()
    assert repr(float(fraction)) in str(figure(f"horizontal_attack_angle_{column}"))
    assert len(f"horizontal_attack_angle_{column}") <= 63


@pytest.mark.parametrize("name", ["nonsense", "rel_speed_nonsense", "nobody_percentile_0_5", "batting_whip"])
def test_a_name_that_is_no_figure_is_told(name: str) -> None:
    with pytest.raises(KeyError):
        figure(name)


def test_no_two_figures_share_a_name() -> None:
    names = [*(measure.name for measure in MEASURES), *(rate.name for rate in RATES), "batting", "pitching", "count"]
    assert len(names) == len(set(names))
    for line in (BATTING, PITCHING):
        assert len({of.name for of in line}) == len(line)
    for metrics in METRICS.values():
        assert all(str(figure(metric.figure)) for metric in metrics)
