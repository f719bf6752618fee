"""The one list that an operation leads to, and the fields of its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slugger.resolvers.plan.tree import Selected, UnplannedError, locating
from slugger.resolvers.reading import Grouped, Listed, One, Sought, Windowed

_OF_ROWS = {"nodes", "edges"}
"""Fields of a connection that hold its rows; the others tell of them."""


def lead(fields: Sequence[Selected]) -> Selected:
    """Give the field that leads to the list, through objects with one field each; of the list all rows are meant.

    Raises UnplannedError where no list is led to, or more than one.
    """
    named = [field for field in fields if field.definition]
    if len(named) > 1:
        raise UnplannedError(f"only one field may lead to its rows, and not {_told(named)}")
    if not named:
        raise UnplannedError("it leads to no list of rows")
    (field,) = named
    with locating(field.key):
        match field.reading:
            case Windowed() | Listed() | Grouped():
                return replace(field, whole=True)
            case Sought() | One():
                return replace(field, children=(lead(field.children),))
        raise UnplannedError(f"{field.name} neither is a list of rows nor leads to one")


def row_fields(listing: Selected) -> Iterator[tuple[tuple[str, ...], Selected]]:
    """Give the fields of the rows of a list, with the keys between; the node's stand in the place of the node.

    Raises UnplannedError for a connection that asks for its rows in more than one way, or in none.
    """
    if not isinstance(listing.reading, (Windowed, Grouped)):
        yield from (((), field) for field in listing.children)
        return
    named = [field for field in listing.children if field.name in _OF_ROWS]
    if len(named) > 1:
        raise UnplannedError(f"its rows are asked for more than once, by {_told(named)}")
    if not named:
        raise UnplannedError("its rows are not asked for: give it nodes")
    (rows,) = named
    for field in rows.children:
        if rows.name == "edges" and field.name == "node":
            yield from (((rows.key, field.key), inner) for inner in field.children)
        else:
            yield (rows.key,), field


def _told(fields: Sequence[Selected]) -> str:
    return " and ".join(field.key for field in fields)
