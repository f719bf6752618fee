"""Groups of pitches with their figures, for many parents: one statement a shape of question."""

from asyncio import gather
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnClause,
    ColumnElement,
    Double,
    Select,
    Subquery,
    Text,
    bindparam,
    func,
    literal_column,
    null,
    select,
    true,
    type_coerce,
)
from sqlalchemy.sql.visitors import iterate

from slugger.loaders.bound import Value
from slugger.loaders.condition import EVERYTHING, Condition, holds, mapped
from slugger.loaders.keyset import Key
from slugger.loaders.page import Rows, matching
from slugger.loaders.stats_figure import MEASURED, figure, pitched_value
from slugger.loaders.stats_key import KEY, KEYS, Bin, Binning, Join, absent
from slugger.models.engine import Sessions
from slugger.models.pitch import Pitch
from slugger.models.statistic import PITCHED, pitched

NAME = "_name"
"""What the name of a key's column ends with in an order by the name of the row that the key leads to."""
PLACE = "place"
"""Column that numbers the groups in their order, from 1."""


@dataclass(frozen=True)
class StatsRequest:
    """The groups of some pitches: those whose figures meet `having`, in an order, at most `limit` of them, or all.

    Groups that are equal in the order's keys are in the order of the group's keys. `columns` are those that will be
    looked at; `unasked` says that nobody asked for the limit.
    """

    rows: Rows
    keys: tuple[str, ...] = ()
    bins: tuple[Bin, ...] = ()
    having: Condition = EVERYTHING
    order: tuple[Key, ...] = ()
    limit: int | None = None
    columns: frozenset[str] = frozenset()
    unasked: bool = False

    def mapped(self, change: Callable[[Value], Value]) -> "StatsRequest":
        """Give the request with every value of a client changed, in the order in which they stand."""
        rows = replace(self.rows, asked=mapped(self.rows.asked, change))
        bins = tuple(bins.mapped(change) for bins in self.bins)
        return replace(self, rows=rows, bins=bins, having=mapped(self.having, change))


@dataclass(frozen=True)
class StatsPage:
    """Groups in their order, each with the columns asked for, and whether there are more beyond the limit.

    `total` is the number of groups before the limit, where the column `total_count` was asked for.
    """

    rows: Sequence[Any]
    more: bool
    total: int


async def pitch_stats(sessions: Sessions, requests: Sequence[StatsRequest]) -> list[StatsPage]:
    """Give the groups of every request; requests that differ only in parent and columns share a statement."""
    shapes = [replace(request, rows=replace(request.rows, key=None), columns=frozenset()) for request in requests]
    together: dict[StatsRequest, list[StatsRequest]] = {}
    for shape, request in zip(shapes, requests, strict=True):
        together.setdefault(shape, []).append(request)
    found = await gather(*(_pages(sessions, alike) for alike in together.values()))
    by_shape = dict(zip(together, found, strict=True))
    return [by_shape[shape][request.rows.key] for shape, request in zip(shapes, requests, strict=True)]


async def _pages(sessions: Sessions, requests: Sequence[StatsRequest]) -> dict[Any, StatsPage]:
    columns = frozenset().union(*(request.columns for request in requests))
    keys = list(dict.fromkeys(request.rows.key for request in requests))
    shape = replace(requests[0], columns=columns)
    found: dict[Any, list[Any]] = {key: [] for key in keys}
    async with sessions() as session:
        for parent, *values in await (await session.connection()).execute(_statement(shape, keys)):
            found[parent].append(SimpleNamespace(**dict(zip(sorted(columns), values, strict=False))))
    return {key: _page(rows, shape.limit) for key, rows in found.items()}


def _page(rows: list[Any], limit: int | None) -> StatsPage:
    total = getattr(rows[0], "total_count", 0) if rows else 0
    return StatsPage(rows[:limit], limit is not None and len(rows) > limit, total)


def _statement(shape: StatsRequest, keys: Sequence[Any]) -> Select[Any]:
    """Select the parent's key and the columns by name, in the order of the groups."""
    relation = shape.rows.relation
    if relation.belonging is None:
        rows = grouped(shape, null()).subquery("groups")
        columns = [rows.c[name] for name in sorted(shape.columns)]
        return select(null().label("parent"), *columns).select_from(rows)
    parents = bindparam("parents", list(keys), ARRAY(relation.key_type))
    parent = func.unnest(parents, type_=relation.key_type).column_valued("parent")
    placed = replace(shape, columns=shape.columns | {PLACE})
    # By its name, since SQLAlchemy would read the parents once more in the subquery of a lateral one.
    groups = grouped(placed, literal_column(parent.name, relation.key_type)).lateral("groups")
    columns = [groups.c[name] for name in sorted(shape.columns)]
    return select(parent, *columns).join(groups, true()).order_by(parent, groups.c[PLACE])


def grouped(request: StatsRequest, parent: ColumnElement[Any]) -> Select[Any]:
    """Select the groups for the parent whose key is `parent`, and one more to tell whether there are more.

    Every column is labelled by its name, such as `rel_speed_avg`.
    """
    grouping = _Grouping(request)
    labelled = [grouping.column(name).label(name) for name in sorted(request.columns)]
    columns: list[ColumnElement[Any]] = [*labelled] or [literal_column("1")]
    having, order = holds(request.having, grouping), grouping.order
    read = _read([*columns, having, *order, *grouping.keys])
    groups = (
        select(*columns)
        .select_from(_pitches(request.rows, grouping, read, parent))
        .group_by(*(grouping.keys or [literal_column("()")]))
        .order_by(*order)
    )
    if request.having != EVERYTHING:
        groups = groups.having(having)
    return groups if request.limit is None else groups.limit(literal_column(str(request.limit + 1)))


class _Grouping:
    """The columns of the groups of one request, as attributes, and what they are grouped and ordered by."""

    def __init__(self, request: StatsRequest) -> None:
        self.bins = {f"{KEY}bin_{number}": Binning(number, bins) for number, bins in enumerate(request.bins)}
        self.names = [*(f"{KEY}{name}" for name in request.keys), *self.bins]
        self.keys = [self.column(name) for name in self.names]
        asked = [*request.order, *(Key(name) for name in self.names)]
        self.order = [self._ordered(key) for key in asked]

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        return self.column(name)

    def column(self, name: str) -> ColumnElement[Any]:
        """Give a column of a group by its name. Raises KeyError for a name that is none."""
        if not name.startswith(KEY):
            return self._place() if name == PLACE else figure(name)
        if name in self.bins:
            return pitched(name, Double())
        if name in self.names:
            return pitched(name, KEYS[name.removeprefix(KEY)].value.type)
        found, _, part = name.rpartition("_")
        if found in self.bins:
            return self.bins[found].column(part)
        return absent(name)

    def value(self, name: str) -> ColumnElement[Any]:
        """Give a column of the pitches that are grouped."""
        if name in self.bins:
            return self.bins[name].value(pitched_value(MEASURED + self.bins[name].bins.of))
        return KEYS[name.removeprefix(KEY)].value if name.startswith(KEY) else pitched_value(name)

    def _place(self) -> ColumnElement[int]:
        return type_coerce(func.row_number().over(order_by=self.order), BigInteger())

    def _ordered(self, key: Key) -> ColumnElement[Any]:
        found = None
        if key.column.startswith(KEY) and (of := KEYS.get(key.column.removeprefix(KEY).removesuffix(NAME))):
            found = of.name if key.column.endswith(NAME) else of.shown
        column = self.column(key.column) if found is None else found
        if isinstance(column.type, Text):
            column = column.collate("C")  # a language's order takes a third of the statement
        return (column.desc() if key.descending else column.asc()).nulls_last()


def _read(columns: Iterable[ColumnElement[Any]]) -> list[str]:
    """List the columns of the pitches that some columns of their groups are made of."""
    found = {
        part.name.removeprefix(f"{PITCHED}.")
        for column in columns
        for part in iterate(column)
        if isinstance(part, ColumnClause) and part.is_literal and part.name.startswith(f"{PITCHED}.")
    }
    return sorted(found)


def _pitches(rows: Rows, grouping: _Grouping, read: Sequence[str], parent: ColumnElement[Any]) -> Subquery:
    """Select the pitches that are grouped, with what is read of them."""
    keys = [KEYS[name.removeprefix(KEY)] for name in read if name.startswith(KEY) and name not in grouping.bins]
    joins: list[Join] = list(dict.fromkeys(key.join for key in keys if key.join is not None))
    columns = [grouping.value(name).label(name) for name in read]
    chosen: Any = select(*columns) if columns else select(literal_column("1"))
    chosen = chosen.select_from(Pitch)
    for join in joins:
        chosen = chosen.outerjoin(join.table, join.on)
    # What follows from other columns is worked out once a pitch behind OFFSET 0, and otherwise wherever it stands.
    pitches: Subquery = chosen.where(*matching(rows, parent)).offset(literal_column("0")).subquery(PITCHED)
    return pitches
