"""Walking a connection by its cursors: the same query, page after page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from slugger.client.errors import AnswerError, ArgumentError, QueryError
from slugger.client.listing import PAGE_INFO, Listing

PAGE_ROWS = 1000
"""Rows of a page: the most that a server gives."""
LEAST_ROWS = 25
"""Rows of the smallest page that is asked for where a server finds pages too large."""
_OF_PAGES = {"nodes", "values"}
"""Limits that smaller pages keep."""
FIRST, AFTER, PAGE = "sluggerFirst", "sluggerAfter", "sluggerPage"

Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""What asks a query with its variables and gives the data."""
Rows: TypeAlias = Sequence[Mapping[str, Any]]


def pages(ask: Ask, listing: Listing, variables: Mapping[str, Any]) -> Iterator[Rows]:
    """Give the rows of a list page by page, as many as `first` says, else all of them.

    A list without pages, and the end of one (`last`, `before`), comes in one answer.
    """
    if listing.rows is None or listing.argument("last") or listing.argument("before"):
        yield listing.rows_of(ask(listing.document.text, variables))
        return
    text, left = paged(listing), listing.given("first", variables)
    after, size = listing.given("after", variables), PAGE_ROWS
    if not isinstance(left, int | None):
        raise ArgumentError(f"first is {left!r}, which is no number of rows.")
    while True:
        size, data = _page(ask, text, variables, size if left is None else min(size, left), after)
        rows = listing.rows_of(data)
        yield rows
        left = None if left is None else left - len(rows)
        reached = data[listing.root.key][PAGE]
        if not reached["hasNextPage"] or left == 0:
            return
        if not rows or reached["endCursor"] in {None, after}:
            raise AnswerError(f"The pages of {listing.root.name} do not go on.")
        after = reached["endCursor"]


def _page(
    ask: Ask, text: str, variables: Mapping[str, Any], size: int, after: str | None
) -> tuple[int, Mapping[str, Any]]:
    """Ask for a page, for a smaller one where it is too large; give the size that was asked for and the data."""
    while True:
        try:
            return size, ask(text, {**variables, FIRST: size, AFTER: after})
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
    """Write the query of a list so that its page is chosen by two variables, and says whether it is the last."""
    root, operation = listing.root, listing.operation
    replaced = [part for name in ("first", "after") if (part := listing.argument(name))]
    text = listing.document.text
    edits = [(part.start, part.end, "") for part in [*replaced, *_unused(listing, [p.value for p in replaced])]]
    edits.append((root.tail, root.tail, f" {PAGE}: {PAGE_INFO} {{ hasNextPage endCursor }} "))
    edits.append(_begun(root.head, f"first: ${FIRST}, after: ${AFTER}", within=bool(root.arguments)))
    definitions = _begun(operation.head, f"${FIRST}: Int, ${AFTER}: String", within=bool(operation.variables))
    edits.append((*definitions[:2], f"query {definitions[2]} " if operation.shorthand else definitions[2]))
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
