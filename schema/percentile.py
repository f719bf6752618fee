"""How a player ranks among those of a season."""

import strawberry

from slugger.resolvers.docstring import object_type
from slugger.resolvers.percentile import PERCENTILE_METRIC
from slugger.resolvers.vocabulary import term
from slugger.schema.node import column


@object_type
class PercentileRank:
    """A player's value of a metric, and how it ranks among the season's players who have enough pitches."""

    metric = strawberry.field(
        term(PERCENTILE_METRIC, "metric"), graphql_type=PERCENTILE_METRIC, description="What is ranked."
    )
    value = column(float | None, "The player's value; null where none of the pitches has one.")
    percentile = column(
        float | None,
        "Part in 100 of the ranked players whom the player is better than, and half of those who are equal, the "
        "player among them: scipy's `percentileofscore` of kind mean. 50 is the middle; null where the player has "
        "too few pitches, or no value.",
    )
    population = column(int, "Number of players who are ranked by the metric: with enough pitches, and a value.")
    inverted = column(bool, "Whether less is better, so that the lowest value has the highest percentile.")
