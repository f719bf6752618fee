"""Groups of pitches with their figures: the fields that lead to them, and the objects that show the figures."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import Parameter, Signature
from typing import Annotated, Any

import strawberry

from slugger.loaders.page import Relation
from slugger.loaders.stats import StatsPage, StatsRequest, pitch_stats
from slugger.loaders.stats_key import MAX_BINS
from slugger.resolvers.argument import ABSENT
from slugger.resolvers.context import Info, tell_cut
from slugger.resolvers.grouping import fraction, request_of
from slugger.resolvers.limits import DEFAULT_GROUPS, MAX_GROUP_KEYS, MAX_GROUPS
from slugger.resolvers.reading import Argued, Computed, Embedded, Grouped, Repeated, reads
from slugger.resolvers.selection import selected_figures


@dataclass(frozen=True)
class Grouper:
    """How pitches are grouped: the types of the filter, the keys, the bins, the condition and the order."""

    filter_type: Any
    key_type: Any
    bin_type: Any
    having_type: Any
    order_type: Any


@dataclass(frozen=True)
class Groups:
    """Groups of pitches that nothing has read yet."""

    request: StatsRequest

    def page(self, info: Info) -> Awaitable[StatsPage]:
        """Read the groups, once whoever asks."""
        return info.context.loaders.load(pitch_stats, self.request)


class Part:
    """The columns of a row whose names begin with a prefix, under what follows it."""

    __slots__ = ("_prefix", "_row")

    def __init__(self, row: Any, prefix: str) -> None:  # noqa: ANN401  a row of groups, or a part of one
        """Show a part of `row`."""
        self._row, self._prefix = row, prefix

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  a cell of any column
        """Give a column."""
        return getattr(self._row, self._prefix + name)


def grouped(grouper: Grouper, relation: Relation, key: str | None = None) -> Callable[..., Groups]:
    """Make the resolver of groups of the pitches in `relation` to the row's column `key`."""

    def ask(parent: Any, arguments: Mapping[str, Any]) -> StatsRequest:  # noqa: ANN401  a key of any type
        return request_of(relation, parent, arguments)

    @reads(Grouped(relation, key, ask))
    def resolve_groups(root: Any, info: Info, **arguments: Any) -> Groups:  # noqa: ANN401  rows of every table
        request = ask(getattr(root, key) if key else None, arguments)
        return Groups(replace(request, columns=selected_figures(info)))

    resolve_groups.__signature__ = _signature(grouper)  # type: ignore[attr-defined]  # Strawberry reads the arguments from it
    return resolve_groups


def _signature(grouper: Grouper) -> Signature:
    grouping = (
        f"What the pitches of a group have in common, at most {MAX_GROUP_KEYS} keys. Pitches without a value are one "
        "group. Without keys and bins, all pitches are one group, be there none."
    )
    order = (
        "What the groups are ordered by, the first value first; groups without a value come last, and groups that are "
        "equal in all are in the order of their keys, those of relations in the order of their ids."
    )
    named: dict[str, tuple[Any, str, str, Any]] = {
        "matching": (grouper.filter_type, "filter", "Which pitches; all unless given.", ABSENT),
        "group_by": (_list_of(grouper.key_type), "groupBy", grouping, ABSENT),
        "bins": (
            _list_of(grouper.bin_type),
            "bins",
            f"Bins of measured values that are keys too: one for a histogram, two for a grid, at most {MAX_BINS}.",
            ABSENT,
        ),
        "having": (grouper.having_type, "having", "Which groups, by their figures; all unless given.", ABSENT),
        "order_by": (_list_of(grouper.order_type), "orderBy", order, ABSENT),
        "first": (int, "first", f"Groups from the front: {DEFAULT_GROUPS} unless given, at most {MAX_GROUPS}.", ABSENT),
    }
    taken = [
        Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            default=default,
            annotation=Annotated[kind | None, strawberry.argument(name=shown, description=meaning)],
        )
        for name, (kind, shown, meaning, default) in named.items()
    ]
    root = Parameter("root", Parameter.POSITIONAL_OR_KEYWORD, annotation=Any)
    info = Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=Info)
    return Signature([root, info, *taken], return_annotation=Groups)


def _list_of(kind: Any) -> Any:  # noqa: ANN401  a type that is made when the program runs
    return list[kind]


@reads(Computed())
async def groups(root: Groups, info: Info) -> Sequence[Any]:
    """Give the groups."""
    page = await root.page(info)
    if page.more and root.request.unasked:
        tell_cut(info)
    return page.rows


@reads(Computed())
async def has_more(root: Groups, info: Info) -> bool:
    """Tell whether there are more groups than were given."""
    return (await root.page(info)).more


@reads(Computed())
async def group_count(root: Groups, info: Info) -> int:
    """Count the groups, those that were not given too."""
    return (await root.page(info)).total


def embedded(prefix: str) -> Callable[[Any], Part]:
    """Make the resolver of an object made of the columns of the row that begin with `prefix`."""

    @reads(Embedded(prefix))
    def resolve_part(root: Any) -> Part:  # noqa: ANN401  a row of groups, or a part of one
        return Part(root, prefix)

    return resolve_part


def repeated(prefixes: tuple[str, ...], shown: str) -> Callable[[Any], list[Part]]:
    """Make the resolver of a list of such objects, without those whose column `shown` is null."""

    @reads(Repeated(prefixes, shown))
    def resolve_parts(root: Any) -> list[Part]:  # noqa: ANN401  as above
        parts = (Part(root, prefix) for prefix in prefixes)
        return [part for part in parts if getattr(part, shown) is not None]

    return resolve_parts


@reads(Argued(fraction))
def percentile(
    root: Any,  # noqa: ANN401  as above
    at: Annotated[float, strawberry.argument(description="Part of the values that lie below, from 0 to 1.")],
) -> float | None:
    """Give a percentile."""
    value: float | None = getattr(root, fraction(at))
    return value
