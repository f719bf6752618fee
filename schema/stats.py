"""Groups of pitches with their figures: averages and percentiles, rates, and lines of a box score."""

from collections.abc import Iterator, Mapping
from typing import Any

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from slugger.loaders.ballpark import ballparks_by_id
from slugger.loaders.game import games_by_id
from slugger.loaders.player import players_by_id
from slugger.loaders.stats_key import KEY, KEYS, MAX_BINS
from slugger.loaders.team import teams_by_id
from slugger.models.line import BATTING, PITCHING, Figure
from slugger.models.rate import RATES
from slugger.models.statistic import MEASURES, Measure
from slugger.resolvers.docstring import object_type
from slugger.resolvers.related import known, related
from slugger.resolvers.stats import embedded, group_count, groups, has_more, percentile, repeated
from slugger.resolvers.vocabulary import enumerated, term
from slugger.schema.ballpark import Ballpark
from slugger.schema.directives import TypicalRange, Unit
from slugger.schema.filter import Scalar, scalars
from slugger.schema.game import Game
from slugger.schema.node import column
from slugger.schema.pitch import Pitch
from slugger.schema.player import Player
from slugger.schema.team import Team

PITCH_MEASURE = enumerated(
    "PitchMeasure",
    "Number of each pitch that can be divided into bins.",
    {measure.name.upper(): (measure.name, measure.meaning) for measure in MEASURES},
)


@object_type
class MeasureStats:
    """What the values of a measurement come to; not among them are pitches without one, and numbers of a billion."""

    count = column(int, "Number of values.")
    sum = column(
        float | None, "Sum of the values, exact to a billionth, in whatever order they come; null without any."
    )
    avg = column(float | None, "Mean of the values, exact to a billionth, in whatever order they come.")
    min = column(float | None, "Least value.")
    max = column(float | None, "Greatest value.")
    stddev = column(float | None, "Standard deviation of a sample, over n - 1; null for fewer than two values.")
    median = column(float | None, "Median: between the two in the middle, their mean.")
    percentile = strawberry.field(
        percentile,
        graphql_type=float | None,
        description="Value that a part of the values lies below, interpolated between the two values next to it, as "
        "numpy's `linear`.",
    )


@object_type
class AngleStats(MeasureStats):
    """What the values of an angle that goes round come to: the same as for any number, and a mean of directions."""

    circular_mean = column(
        float | None,
        "Direction of the mean of all directions, as unit vectors; null where they cancel each other. `avg` takes "
        "angles for plain numbers, which is wrong where they lie on both sides of the turn.",
    )


@object_type
class Rate:
    """How many of some pitches are of a kind."""

    rate = column(float | None, "Quotient of the two numbers, not rounded; null where `of` is 0.")
    count = column(int, "Numerator: pitches of the kind.")
    of = column(int, "Denominator: pitches that could be of the kind.")


def _line(name: str, description: str, figures: tuple[Figure, ...]) -> Any:  # noqa: ANN401  an object type
    fields = {
        figure.name: column(int if figure.whole else float | None, figure.meaning)  # as the figures are computed
        for figure in figures
    }
    return strawberry.type(type(name, (), fields), description=description)


BattingLine = _line(
    "BattingLine",
    "What the batters did, counted on the pitches that end plate appearances. The feed tells neither runs batted in "
    "nor whose run it is.",
    BATTING,
)
PitchingLine = _line(
    "PitchingLine", "What the pitchers did, on these pitches. The feed tells no earned runs.", PITCHING
)


@object_type
class PitchBin:
    """A bin that the values of a measurement lie in: from one edge on, up to but not including the other."""

    of = strawberry.field(term(PITCH_MEASURE, "of"), graphql_type=PITCH_MEASURE, description="The measurement.")
    start = strawberry.field(
        known("from"),
        graphql_type=float | None,
        name="from",
        description="Lower edge, which belongs to the bin; null for pitches without a value.",
    )
    end = strawberry.field(
        known("to"),
        graphql_type=float | None,
        name="to",
        description="Upper edge, which belongs to the next bin; null for pitches without a value.",
    )


_ROWS: Mapping[str, tuple[str, Any, Any, str]] = {
    "pitcher": ("pitcher_id", players_by_id, Player, "Player who threw the pitches."),
    "batter": ("batter_id", players_by_id, Player, "Player at bat."),
    "catcher": ("catcher_id", players_by_id, Player, "Player behind the plate."),
    "pitcher_team": ("pitcher_team_id", teams_by_id, Team, "Club in the field, whichever of its codes the files give."),
    "batter_team": ("batter_team_id", teams_by_id, Team, "Club at bat, whichever of its codes the files give."),
    "game": ("game_id", games_by_id, Game, "Game of the pitches."),
    "ballpark": ("ballpark_id", ballparks_by_id, Ballpark, "Ballpark of the game."),
}
_DAYS = {
    "season": "Calendar year of the game.",
    "month": "Month of the game, 1 to 12.",
    "week": "Week of the game by ISO 8601, 1 to 53: the first has the year's first Thursday, and days around New Year "
    "may lie in a week of the other year.",
    "day_of_week": "Day of the week of the game by ISO 8601: 1 is Monday, 7 is Sunday.",
}


def _own() -> Iterator[Scalar]:
    """List the fields of a pitch that pitches can be grouped by."""
    return (scalar for scalar in scalars(Pitch) if scalar.reading.column in KEYS and scalar.reading.noun is None)


def _key_field(scalar: Scalar) -> Any:  # noqa: ANN401  a field
    description = scalar.field.description
    if isinstance(scalar.kind, StrawberryEnumDefinition):
        vocabulary: Any = scalar.kind.wrapped_cls
        return strawberry.field(
            term(vocabulary, scalar.reading.column), graphql_type=vocabulary | None, description=description
        )
    return strawberry.field(known(scalar.reading.column), graphql_type=scalar.kind | None, description=description)


def _key_type() -> Any:  # noqa: ANN401  an object type
    fields = {
        **{
            name: strawberry.field(related(batch, key), graphql_type=kind | None, description=meaning)
            for name, (key, batch, kind, meaning) in _ROWS.items()
        },
        **{name: column(int | None, meaning) for name, meaning in _DAYS.items()},
        **{scalar.field.python_name: _key_field(scalar) for scalar in _own()},
        "bins": strawberry.field(
            repeated(tuple(f"bin_{number}_" for number in range(MAX_BINS)), "of"),
            graphql_type=list[PitchBin],
            description="Bin of each measurement that is divided into bins, in the order in which they were given.",
        ),
    }
    return strawberry.type(
        type("PitchStatsKey", (), fields),
        description="What the pitches of a group have in common. Null is a key that they are not grouped by, and the "
        "value of pitches that have none.",
    )


PitchStatsKey = _key_type()
PitchGroupKey = enumerated(
    "PitchGroupKey",
    "What pitches can be grouped by.",
    {
        **{name.upper(): (key, meaning) for name, (key, _, _, meaning) in _ROWS.items()},
        **{name.upper(): (name, meaning) for name, meaning in _DAYS.items()},
        **{
            scalar.field.python_name.upper(): (scalar.reading.column, scalar.field.description or "")
            for scalar in _own()
        },
    },
)


def _measured(measure: Measure) -> Any:  # noqa: ANN401  a field
    directives: list[object] = [Unit(symbol=measure.unit)] if measure.unit else []
    if measure.low is not None and measure.high is not None:
        directives.append(TypicalRange(low=measure.low, high=measure.high))
    return strawberry.field(
        embedded(f"{measure.name}_"),
        graphql_type=AngleStats if measure.wraps_at else MeasureStats,
        description=f"{measure.meaning} In {measure.unit}." if measure.unit else measure.meaning,
        directives=directives,
    )


def _stats_type() -> Any:  # noqa: ANN401  an object type
    fields = {
        "key": strawberry.field(
            embedded(KEY),
            graphql_type=PitchStatsKey,
            description="What the pitches have in common: the keys that `groupBy` names; all others are null.",
        ),
        "count": column(int, "Number of pitches: of rows of the feed, awarded balls and strikes among them."),
        **{measure.name: _measured(measure) for measure in MEASURES},
        **{
            rate.name: strawberry.field(embedded(f"{rate.name}_"), graphql_type=Rate, description=rate.meaning)
            for rate in RATES
        },
        "batting": strawberry.field(
            embedded("batting_"), graphql_type=BattingLine, description="What the batters did."
        ),
        "pitching": strawberry.field(
            embedded("pitching_"), graphql_type=PitchingLine, description="What the pitchers did."
        ),
    }
    return strawberry.type(type("PitchStats", (), fields), description="A group of pitches and its figures.")


PitchStats: Any = _stats_type()


@object_type
class PitchStatsConnection:
    """Groups of pitches in their order."""

    nodes = strawberry.field(groups, graphql_type=list[PitchStats], description="The groups.")
    has_next_page = strawberry.field(has_more, graphql_type=bool, description="Whether there are more groups.")
    total_count = strawberry.field(
        group_count, graphql_type=int, description="Number of all groups; counted when asked for."
    )
