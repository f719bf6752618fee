"""Fields that lead from a row to one other row, or to a short list, through a loader of the request."""

from collections.abc import Awaitable, Callable
from typing import Any

from slugger.loaders.request import Batch
from slugger.resolvers.context import Info


def related(batch: Batch[Any, Any], key: str) -> Callable[[Any, Info], Awaitable[Any] | None]:
    """Make the resolver of what `batch` gives for the column `key` of the row; null where the column is."""

    def resolve_related(root: Any, info: Info) -> Awaitable[Any] | None:  # noqa: ANN401  rows of every table
        value = getattr(root, key)
        if value is None:
            return None
        return info.context.loaders.load(batch, value)

    return resolve_related


def known(column: str) -> Callable[[Any], Any]:
    """Make the resolver of a column under another name."""

    def resolve_column(root: Any) -> Any:  # noqa: ANN401  rows of every table
        return getattr(root, column)

    return resolve_column
