"""What every resolver of one request can reach."""

from dataclasses import dataclass, field
from typing import TypeAlias

import strawberry

from slugger.loaders.request import Loaders
from slugger.models.engine import Sessions
from slugger.resolvers.limits import ANONYMOUS, Limits


@dataclass
class RequestContext:
    """The loaders of one request, its only way to read rows, how much it may ask for, and what it may write with."""

    loaders: Loaders
    limits: Limits = ANONYMOUS
    writes: Sessions | None = None
    """Sessions on the database that takes writes; None for whoever may write nothing."""
    truncated: set[str] = field(default_factory=set)
    """Paths of lists, without places in lists, that end at a limit which nobody asked for."""
    selections: dict[tuple[int, ...], frozenset[str] | None] = field(default_factory=dict)
    """Columns that lists read, by the identities of the nodes of the document that ask for them, which it keeps."""


Info: TypeAlias = strawberry.Info[RequestContext, None]
"""What Strawberry hands to a resolver, with the context of this program."""


def tell_cut(info: Info) -> None:
    """Tell, from a field of a list's object, that the list ends at a limit which nobody asked for."""
    keys = [key for key in info._raw_info.path.as_list() if isinstance(key, str)]
    info.context.truncated.add(".".join(keys[:-1]))


def request_context(sessions: Sessions, limits: Limits = ANONYMOUS, writes: Sessions | None = None) -> RequestContext:
    """Make the context of a request; the event loop that answers it must be running."""
    return RequestContext(Loaders(sessions), limits, writes)
