"""How players rank among those of a season: one statement whatever the number of players."""

from asyncio import gather
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    Boolean,
    ColumnElement,
    Double,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)

from slugger.loaders.bound import Value, bound
from slugger.loaders.condition import All, Compared, Condition, Operator, mapped
from slugger.loaders.page import UUID_KEY, Rows
from slugger.loaders.pitch import PITCHES
from slugger.loaders.stats import StatsRequest, grouped
from slugger.loaders.stats_key import KEY
from slugger.models.engine import Sessions
from slugger.models.metric import METRICS, Metric, Ranking


@dataclass(frozen=True)
class PercentileRequest:
    """The ranks of a player among those who have `minimum` of the pitches that meet a condition."""

    ranking: Ranking
    asked: Condition
    minimum: Value
    player: Any = None

    def mapped(self, change: Callable[[Value], Value]) -> "PercentileRequest":
        """Give the request with every value of a client changed, in the order in which they stand."""
        return replace(self, asked=mapped(self.asked, change), minimum=change(self.minimum))


class PercentileRank(NamedTuple):
    """A player's value of a metric, the percentile, 0 to 100, and the number of players ranked."""

    metric: str
    value: float | None
    percentile: float | None
    population: int
    inverted: bool


async def percentiles(sessions: Sessions, requests: Sequence[PercentileRequest]) -> list[list[PercentileRank]]:
    """Give the ranks of every request, metric by metric; requests that differ only in the player share a statement."""
    shapes = [replace(request, player=None) for request in requests]
    together: dict[PercentileRequest, list[PercentileRequest]] = {}
    for shape, request in zip(shapes, requests, strict=True):
        together.setdefault(shape, []).append(request)
    found = await gather(*(_ranks(sessions, shape, alike) for shape, alike in together.items()))
    by_shape = dict(zip(together, found, strict=True))
    return [by_shape[shape][request.player] for shape, request in zip(shapes, requests, strict=True)]


async def _ranks(
    sessions: Sessions, shape: PercentileRequest, requests: Sequence[PercentileRequest]
) -> dict[Any, list[PercentileRank]]:
    found: dict[Any, list[PercentileRank]] = {request.player: [] for request in requests}
    players = bindparam("players", list(found), ARRAY(UUID_KEY))
    player = func.unnest(players, type_=UUID_KEY).column_valued("parent")
    ranks = ranked(shape, literal_column(player.name, UUID_KEY)).lateral("ranks")
    columns = [ranks.c[name] for name in PercentileRank._fields]
    statement = select(player, *columns).join(ranks, true()).order_by(player, ranks.c.place)
    async with sessions() as session:
        for key, *values in await (await session.connection()).execute(statement):
            found[key].append(PercentileRank(*values))
    return found


def ranked(request: PercentileRequest, player: ColumnElement[Any]) -> Select[Any]:
    """Select the ranks of the player whose key is `player`: a row a metric, numbered by `place` in their order.

    The percentile is the share of the ranked players whom the player is better than, and half of those who are equal,
    himself among them. One who has too few pitches, or no value, is not ranked and has none.
    """
    metrics, ranks = _metrics(METRICS[request.ranking]), _ranked(_valued(request))
    better = cast(ranks.c.below + ranks.c.up_to, Double()) * literal_column("50") / cast(ranks.c.population, Double())
    percentile = case((metrics.c.inverted, literal_column("100") - better), else_=better)
    population = (
        select(func.max(ranks.c.population))
        .where(ranks.c.place == metrics.c.place)
        .correlate(metrics)
        .scalar_subquery()
    )
    his = and_(ranks.c.player == player, ranks.c.place == metrics.c.place)
    return (
        select(
            metrics.c.place,
            metrics.c.metric,
            ranks.c.value,
            case((ranks.c.ranked, percentile)).label("percentile"),
            func.coalesce(population, literal_column("0")).label("population"),
            metrics.c.inverted,
        )
        .select_from(metrics.outerjoin(ranks, his))
        .order_by(metrics.c.place)
    )


def _metrics(metrics: Sequence[Metric]) -> CTE:
    rows = [
        select(
            literal_column(str(place), Integer()).label("place"),
            literal_column(f"'{metric.name}'", Text()).label("metric"),
            literal_column(str(metric.inverted).lower(), Boolean()).label("inverted"),
        )
        for place, metric in enumerate(metrics, 1)
    ]
    return union_all(*rows).cte("metric")


def _valued(request: PercentileRequest) -> CTE:
    """Give every player's value of every metric, and whether it is ranked."""
    key, metrics = request.ranking.value, METRICS[request.ranking]
    known = All((request.asked, Compared(key, Operator.IS_NOT_NULL)))
    columns = frozenset({f"{KEY}{key}", "count", *(metric.figure for metric in metrics)})
    figures = grouped(StatsRequest(Rows(PITCHES, None, known), (key,), columns=columns), null()).cte("player_figures")
    enough = figures.c["count"] >= bound(request.minimum, Integer())
    rows = [
        select(
            figures.c[f"{KEY}{key}"].label("player"),
            literal_column(str(place), Integer()).label("place"),
            cast(figures.c[metric.figure], Double()).label("value"),
            and_(enough, figures.c[metric.figure].is_not(None)).label("ranked"),
        )
        for place, metric in enumerate(metrics, 1)
    ]
    return union_all(*rows).cte("valued")


def _ranked(valued: CTE) -> CTE:
    """Count, for every value, the ranked ones below it and up to it."""
    number = func.count().filter(valued.c.ranked)
    by_value: dict[str, Any] = {"partition_by": valued.c.place, "order_by": valued.c.value}
    return select(
        *valued.c,
        number.over(partition_by=valued.c.place).label("population"),
        number.over(**by_value, groups=(None, -1)).label("below"),
        number.over(**by_value).label("up_to"),
    ).cte("player_ranks")
