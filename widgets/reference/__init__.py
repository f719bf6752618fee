"""A reference page of an OpenAPI document: one HTML file without script that asks no host for anything."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

from slugger.widgets.reference.words import command, constraint, meaning, type_of, typical

Described: TypeAlias = Mapping[str, Any]

_CODE = re.compile("`([^`]+)`")
_STYLE = (Path(__file__).parent / "style.css").read_text("utf-8")
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()

PAGE_HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
}
"""What the page is sent with; it stands beside `openapi.json`."""

# The empty icon keeps browsers from asking for one.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} reference</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>{title} reference</h1>
<p>{introduction}</p>
<p>The same for programs: <a href="openapi.json">openapi.json</a>. The commands below need two variables of the shell:
<code>ALPBAPI</code>, the address of this surface such as <code>http://127.0.0.1:8000{prefix}</code>, and
<code>KEY</code>, an API key, empty where the server asks for none.</p>
</header>
<nav aria-label="Contents"><ul>{contents}</ul></nav>
<main id="content">
{sections}
</main>
</body>
</html>
"""


def page(document: Described) -> str:
    """Give the page of a document; what it refers to are its own components."""
    operations = [
        (path, method, operation) for path, item in document["paths"].items() for method, operation in item.items()
    ]
    items = {name: schema for name, schema in document["components"]["schemas"].items() if name.endswith("Item")}
    links = [(operation["operationId"], f"{method.upper()} {path}") for path, method, operation in operations]
    links += [(name, f"Keys of {_plural(name)}") for name in items]
    sections = [_operation(document, *operation) for operation in operations]
    sections += [_item(name, schema) for name, schema in items.items()]
    return _PAGE.format(
        style=_STYLE,
        title=escape(document["info"]["title"]),
        introduction=escape(document["info"]["description"]),
        prefix=escape(document["servers"][0]["url"]),
        contents="".join(f'<li><a href="#{escape(to)}">{escape(text)}</a></li>' for to, text in links),
        sections="\n".join(sections),
    )


def _operation(document: Described, path: str, method: str, operation: Described) -> str:
    anchor = operation["operationId"]
    parts = [_heading(anchor, f"{method.upper()} {path}"), f"<p>{escape(operation['summary'])}.</p>"]
    if "description" in operation:
        parts += [f"<p>{_marked(operation['description'])}</p>"]
    # Focusable, so that a keyboard can scroll it; a click selects the whole.
    parts += [f'<pre tabindex="0" aria-label="Example"><code>{escape(command(method, path, operation))}</code></pre>']
    if listed := operation.get("parameters"):
        rows = [_parameter(parameter) for parameter in listed]
        heads = ("Parameter", "Type", "Values", "Default", "Meaning")
        parts += ["<h3>Parameters</h3>", _table(f"Parameters of {path}", heads, rows, anchor)]
    answers = {status: _resolved(document, answer) for status, answer in operation["responses"].items()}
    rows = [(status, answer["description"]) for status, answer in sorted(answers.items())]
    parts += ["<h3>Answers</h3>", _table(f"Answers of {path}", ("Status", "Meaning"), rows, anchor)]
    return f'<section aria-labelledby="{escape(anchor)}">{"".join(parts)}</section>'


def _parameter(parameter: Described) -> Sequence[str]:
    schema = parameter["schema"]
    default = str(schema.get("default", ""))
    return (parameter["name"], type_of(schema), constraint(schema), default, parameter["description"])


def _item(name: str, schema: Described) -> str:
    rows = [
        (key, type_of(value), value.get("x-unit", ""), typical(value), meaning(value)) for key, value in _keys(schema)
    ]
    heads = ("Key", "Type", "Unit", "Typical range", "Meaning")
    title = f"Keys of {_plural(name)}"
    count = f'<p class="quiet">{len(schema["properties"])} keys, always all of them, in this order.</p>'
    table = _table(title, heads, rows, _plural(name))
    return f'<section aria-labelledby="{escape(name)}">{_heading(name, title)}{count}{table}</section>'


def _keys(schema: Described, within: str = "") -> Iterator[tuple[str, Described]]:
    for key, value in schema["properties"].items():
        yield f"{within}{key}", value
        if "properties" in value:
            yield from _keys(value, f"{within}{key}.")


def _table(label: str, heads: Sequence[str], rows: Sequence[Sequence[str]], anchor: str) -> str:
    """Give a table whose rows can be linked to, by `anchor` and their first cell."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(_row(f"{anchor}.{cells[0]}", heads, cells) for cells in rows)
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(anchor: str, heads: Sequence[str], cells: Sequence[str]) -> str:
    """Give a row; where the screen is narrow, each cell says itself what it is."""
    name = f'<th scope="row"><a href="#{escape(anchor)}"><code>{escape(cells[0])}</code></a></th>'
    told = zip(heads[1:], cells[1:], strict=True)
    rest = "".join(f'<td data-head="{escape(head)}">{_marked(cell)}</td>' for head, cell in told)
    return f'<tr id="{escape(anchor)}">{name}{rest}</tr>'


def _marked(text: str) -> str:
    """Give a text with what stands between backticks as code."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def _heading(anchor: str, text: str) -> str:
    return f'<h2 id="{escape(anchor)}">{escape(text)}</h2>'


def _plural(item: str) -> str:
    return item.removesuffix("Item").lower()


def _resolved(document: Described, answer: Described) -> Described:
    """Follow a reference into the components."""
    found: Any = document
    for part in answer.get("$ref", "#").split("/")[1:]:
        found = found[part]
    return answer if found is document else found
