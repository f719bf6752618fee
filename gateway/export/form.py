"""The forms of exports, and which of them a request asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, QueryParams

from slugger.gateway.negotiation import accepts, named_best
from slugger.resolvers.errors import UserInputError


@dataclass(frozen=True)
class Form:
    """A kind of file: its name in requests, its media type and what the names of its files end with."""

    name: str
    media_type: str
    suffix: str


CSV = Form("csv", "text/csv", ".csv")
NDJSON = Form("ndjson", "application/x-ndjson", ".ndjson")
PARQUET = Form("parquet", "application/vnd.apache.parquet", ".parquet")
ARROW = Form("arrow", "application/vnd.apache.arrow.stream", ".arrows")
FORMS: Mapping[str, Form] = {form.name: form for form in (CSV, NDJSON, PARQUET, ARROW)}
"""By name."""
COMPACT = tuple(form.media_type for form in (PARQUET, ARROW))
"""Media types that compression would make little smaller and much slower."""


def form_named(name: str) -> Form:
    """Give a form by its name. Raises UserInputError."""
    form = FORMS.get(name)
    if form is None:
        raise UserInputError(f"There is no form {name[:50]!r}: a file comes as {', '.join(FORMS)}.")
    return form


def form_of(parameters: QueryParams, headers: Headers) -> Form:
    """Give the form that `format` names, else the one that Accept does, else CSV. Raises UserInputError."""
    if "format" in parameters:
        return form_named(parameters["format"])
    accept = headers.get("accept")
    by_type = {form.media_type: form for form in FORMS.values()}
    named = named_best(accept, by_type)
    if named is None and not any(accepts(accept, wide) for wide in ("*/*", "text/*")):
        raise UserInputError(f"Accept names none of the forms of a file: {', '.join(by_type)}.")
    return CSV if named is None else by_type[named]


def flag(parameters: QueryParams, name: str, *, default: bool) -> bool:
    """Read a parameter that says yes or no. Raises UserInputError."""
    text = parameters.get(name)
    if text not in {None, "true", "false"}:
        raise UserInputError(f"{name} is true or false, and not {text[:50]!r}.")
    return default if text is None else text == "true"
