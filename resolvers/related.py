"""Fields that lead from a row to its values and to other rows, through the loaders of the request."""

from collections.abc import Awaitable, Callable, Sequence
from inspect import Parameter, Signature, signature
from typing import Any

from slugger.loaders.condition import EVERYTHING, Condition
from slugger.loaders.keyset import Order, Window
from slugger.loaders.page import PageRequest, Relation, Rows, pages
from slugger.loaders.rows import RowsBy
from slugger.resolvers.context import Info
from slugger.resolvers.reading import Listed, One, Sought, Value, reads


def related(batch: RowsBy[Any], key: str) -> Callable[[Any, Info], Awaitable[Any] | None]:
    """Make the resolver of what `batch` gives for the column `key` of the row; null where the column is."""

    @reads(One(batch, key))
    def resolve_related(root: Any, info: Info) -> Awaitable[Any] | None:  # noqa: ANN401  rows of every table
        value = getattr(root, key)
        if value is None:
            return None
        return info.context.loaders.load(batch, value)

    return resolve_related


def listed(
    relation: Relation, order: Order, key: str, value: str | None = None
) -> Callable[[Any, Info], Awaitable[Sequence[Any]]]:
    """Make the resolver of all rows in `relation` to the row's column `key`, or of one value of each."""

    @reads(Listed(relation, order, key, value))
    async def resolve_listed(root: Any, info: Info) -> Sequence[Any]:  # noqa: ANN401  as above
        rows = (await info.context.loaders.load(pages, whole(Rows(relation, getattr(root, key)), order))).rows
        return rows if value is None else [getattr(row, value) for row in rows]

    return resolve_listed


def whole(rows: Rows, order: Order) -> PageRequest:
    """Ask for all rows in their order."""
    return PageRequest(rows, order, Window(None))


def known(column: str, *, comparable: bool = True) -> Callable[[Any], Any]:
    """Make the resolver of a column under another name, or of one that rows are not compared by."""

    @reads(Value(column, comparable=comparable))
    def resolve_column(root: Any) -> Any:  # noqa: ANN401  as above
        return getattr(root, column)

    return resolve_column


def sought(find: Callable[..., tuple[RowsBy[Any], Any] | tuple[Any, Any]]) -> Callable[..., Awaitable[Any]]:
    """Make the resolver of the one row that `find` looks for; its arguments are the field's."""

    @reads(Sought(find))
    async def resolve_sought(info: Info, **arguments: Any) -> Any:  # noqa: ANN401  a row of any table
        batch, key = find(**arguments)
        return await info.context.loaders.load(batch, key)

    resolve_sought.__signature__ = _with_info(find)  # type: ignore[attr-defined]  # Strawberry reads the arguments from it
    return resolve_sought


def listed_all(
    relation: Relation, order: Order, ask: Callable[..., Condition] | None = None
) -> Callable[..., Awaitable[Sequence[Any]]]:
    """Make the resolver of all rows of a short table that meet what `ask` makes of the arguments."""

    @reads(Listed(relation, order, ask=ask))
    async def resolve_all(info: Info, **arguments: Any) -> Sequence[Any]:  # noqa: ANN401  arguments of any type
        asked = ask(**arguments) if ask else EVERYTHING
        return (await info.context.loaders.load(pages, whole(Rows(relation, None, asked), order))).rows

    resolve_all.__signature__ = _with_info(ask or (lambda: EVERYTHING))  # type: ignore[attr-defined]  # as above
    return resolve_all


def _with_info(function: Callable[..., Any]) -> Signature:
    info = Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=Info)
    taken = [
        parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for parameter in signature(function, eval_str=True).parameters.values()
    ]
    return Signature([info, *taken], return_annotation=Any)
