"""Walking a connection by its cursors: the same query, page after page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from slugger.client.errors import AnswerError, ArgumentError, QueryError
from slugger.client.listing import Listing, Pages

PAGE_ROWS = 1000
"""Rows of a page: the most that a server gives."""
LEAST_ROWS = 25
"""Rows of the smallest page that is asked for where a server finds pages too large."""
_OF_PAGES = {"nodes", "values"}
"""Limits that smaller pages keep."""
GROUPS = 5000
"""Rows of a list without cursors: the most that a server gives."""
FIRST, AFTER, PAGE = "sluggerFirst", "sluggerAfter", "sluggerPage"
_ONLY_FIRST = {"first": (FIRST, "Int")}

Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""What asks a query with its variables and gives the data."""
Rows: TypeAlias = Sequence[Mapping[str, Any]]


def pages(ask: Ask, listing: Listing, variables: Mapping[str, Any]) -> Iterator[Rows]:
    """Give the rows of a list page by page, as many as `first` says, else all of them.

    A list without cursors, and the end of one (`last`, `before`), comes in one answer. Raises ArgumentError for a list
    without cursors that has more rows than one answer.
    """
    if listing.pages is Pages.WHOLE or listing.argument("last") or listing.argument("before"):
        yield listing.rows_of(ask(listing.document.text, variables))
        return
    first = listing.given("first", variables)
    if not isinstance(first, int | None):
        raise ArgumentError(f"first is {first!r}, which is no number of rows.")
    walk = _walked if listing.pages is Pages.CURSORS else _at_once
    yield from walk(ask, listing, variables, first)


def _at_once(ask: Ask, listing: Listing, variables: Mapping[str, Any], first: int | None) -> Iterator[Rows]:
    size, data = _page(ask, paged(listing), variables, GROUPS if first is None else first)
    found = listing.found(data)
    if found is not None and found[PAGE] and size != first:
        raise ArgumentError(f"{listing.field.name} has more than {size} rows: say which, or how many with first.")
    yield listing.rows_of(data)


def _walked(ask: Ask, listing: Listing, variables: Mapping[str, Any], left: int | None) -> Iterator[Rows]:
    text, after, size = paged(listing), listing.given("after", variables), PAGE_ROWS
    while True:
        size, data = _page(ask, text, {**variables, AFTER: after}, size if left is None else min(size, left))
        rows = listing.rows_of(data)
        yield rows
        left = None if left is None else left - len(rows)
        found = listing.found(data)
        if found is None or not found[PAGE]["hasNextPage"] or left == 0:
            return
        if not rows or found[PAGE]["endCursor"] in {None, after}:
            raise AnswerError(f"The pages of {listing.field.name} do not go on.")
        after = found[PAGE]["endCursor"]


def _page(ask: Ask, text: str, variables: Mapping[str, Any], size: int) -> tuple[int, Mapping[str, Any]]:
    """Ask for a page, for a smaller one where it is too large; give the size that was asked for and the data."""
    while True:
        try:
            return size, ask(text, {**variables, FIRST: size})
        except QueryError as error:
            smaller = _smaller(size, error)
            if smaller is None:
                raise
            size = smaller


def _smaller(size: int, error: QueryError) -> int | None:
    """Give the size of a page that may be asked for after `error`; None where it is not the page that is too large."""
    told = error.failures[0].extensions
    if told.get("limit") == "page_rows":
        allowed = told.get("allowed")
        return allowed if isinstance(allowed, int) and 0 < allowed < size else None
    of_pages = error.codes == {"QUERY_TOO_LARGE"} and told.get("limit", "nodes") in _OF_PAGES
    return max(size // 2, LEAST_ROWS) if of_pages and size > LEAST_ROWS else None


def paged(listing: Listing) -> str:
    """Write the query of a list so that its page is chosen by variables, and says whether it is the last."""
    field, operation = listing.field, listing.operation
    chosen = {"first": (FIRST, "Int"), "after": (AFTER, "String")} if listing.pages is Pages.CURSORS else _ONLY_FIRST
    replaced = [part for name in chosen if (part := listing.argument(name))]
    text = listing.document.text
    edits = [(part.start, part.end, "") for part in [*replaced, *_unused(listing, [p.value for p in replaced])]]
    edits.append((field.tail, field.tail, f" {PAGE}: {listing.pages.value} "))
    arguments = ", ".join(f"{name}: ${variable}" for name, (variable, _) in chosen.items())
    edits.append(_begun(field.head, arguments, within=bool(field.arguments)))
    variables = ", ".join(f"${variable}: {kind}" for variable, kind in chosen.values())
    start, end, definitions = _begun(operation.head, variables, within=bool(operation.variables))
    edits.append((start, end, f"query {definitions} " if operation.shorthand else definitions))
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _begun(place: int, words: str, *, within: bool) -> tuple[int, int, str]:
    """Put `words` first in the parentheses that begin at `place`, or in ones of their own."""
    return (place, place, f"({words})") if not within else (place, place + 1, f"({words}, ")


def _unused(listing: Listing, values: list[str | None]) -> list[Any]:
    """Give the definitions of variables that nothing but the replaced arguments uses."""
    uses = listing.document.uses
    return [
        part
        for part in listing.operation.variables
        if f"${part.name}" in values and uses[part.name] == values.count(f"${part.name}")
    ]
