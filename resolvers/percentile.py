"""How a player ranks among those of a season."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Annotated, Any

import strawberry

from slugger.loaders.percentile import PercentileRank, PercentileRequest, percentiles
from slugger.models.metric import METRICS, Ranking
from slugger.resolvers.context import Info
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.filter import in_season
from slugger.resolvers.limits import QUALIFYING_PITCHES
from slugger.resolvers.reading import Ranked, reads
from slugger.resolvers.vocabulary import described, enumerated

RANKING = described(
    Ranking,
    "Ranking",
    "Whom players are ranked among.",
    {
        Ranking.PITCHER: "The season's pitchers, by the pitches that they threw.",
        Ranking.BATTER: "The season's batters, by the pitches that they saw.",
    },
)
PERCENTILE_METRIC = enumerated(
    "PercentileMetric",
    "What players are ranked by.",
    {
        metric.name.upper(): (metric.name, metric.meaning.replace(" allowed", ", hit or allowed"))
        for metrics in METRICS.values()
        for metric in metrics
    },
)


def ask(player: Any, arguments: Mapping[str, Any]) -> PercentileRequest:  # noqa: ANN401  a key
    """Give what the arguments ask for. Raises UserInputError."""
    minimum = arguments["minimum"]
    if minimum < 1:
        raise UserInputError(f"minimum: {minimum} pitches: a player who is ranked has one at least.")
    return PercentileRequest(
        Ranking(arguments["role"].value), in_season("game_date")(arguments["season"]), minimum, player
    )


@reads(Ranked("player_id", ask))
def player_percentiles(
    root: Any,  # noqa: ANN401  a player
    info: Info,
    season: Annotated[int, strawberry.argument(description="Calendar year.")],
    role: Annotated[RANKING, strawberry.argument(description="What the player did.")],  # type: ignore[valid-type]
    minimum: Annotated[
        int, strawberry.argument(description="Pitches from which on a player of the season is ranked.")
    ] = QUALIFYING_PITCHES,
) -> Awaitable[Sequence[PercentileRank]]:
    """Give the ranks of a player."""
    request = ask(root.player_id, {"season": season, "role": role, "minimum": minimum})
    return info.context.loaders.load(percentiles, request)
