"""The GraphQL playground: a page of our own build that asks no other host for anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

HERE = Path(__file__).parent
STATIC = HERE / "static"

# `unsafe-inline` for styles alone: the editor (Monaco) writes its theme into <style> elements and places every line
# of text by a style attribute. `connect-src 'self'` covers WebSockets of the same origin.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

PAGE_HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

# The assets carry a hash of their content in their names.
ASSET_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "vary": "accept-encoding",
    "x-content-type-options": "nosniff",
}

# Not from `mimetypes`: what that says of .js depends on the machine, and browsers run no script of the wrong type.
MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>SLUGGER playground</title>
<h1>The playground is not built yet</h1>
<p>Run <code>make install</code> and load this page again. The data itself is served at <code>/graphql</code>.</p>
</html>
"""


@dataclass(frozen=True)
class Example:
    """A saved query of the playground: the question it answers, and the GraphQL document with both comment lines."""

    title: str
    question: str
    query: str


def examples() -> list[Example]:
    """The saved queries in the order in which the playground lists them."""
    texts = [path.read_text("utf-8") for path in sorted((HERE / "examples").glob("*.graphql"))]
    return [_example(text) for text in texts]


def routes(pages: Sequence[str] = ("/", "/playground"), static: Path = STATIC) -> list[BaseRoute]:
    """The page at every path of `pages`, and its assets under `/playground/`.

    The page finds `playground/…` and `graphql` beside itself, so every path of `pages` has exactly one segment and no
    trailing slash. Without a web build in `static` the page answers 503 and says what to run.
    """

    def page(request: Request) -> Response:
        return _page(static / "index.html", request.headers)

    def asset(request: Request) -> Response:
        return _asset(static / "playground" / Path(request.path_params["name"]).name, request.headers)

    return [*(Route(path, page) for path in pages), Route("/playground/{name}", asset)]


def _example(text: str) -> Example:
    title, question, _ = text.split("\n", 2)
    return Example(title.removeprefix("#").strip(), question.removeprefix("#").strip(), text)


def _page(index: Path, headers: Headers) -> Response:
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, 503, {**PAGE_HEADERS, "cache-control": "no-store", "retry-after": "60"})
    html = index.read_bytes()
    # Of the content, not of the time: a build in an image with fixed times still gets a new tag.
    etag = f'"{sha256(html).hexdigest()[:32]}"'
    if etag in headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**PAGE_HEADERS, "etag": etag})
    return HTMLResponse(html, headers={**PAGE_HEADERS, "etag": etag})


def _asset(path: Path, headers: Headers) -> Response:
    media_type = MEDIA_TYPES.get(path.suffix)
    if media_type is None or not path.is_file():
        raise HTTPException(404)
    accepted = headers.get("accept-encoding", "")
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
        packed = path.with_name(path.name + suffix)
        if encoding in accepted and packed.is_file():
            return FileResponse(packed, headers={**ASSET_HEADERS, "content-encoding": encoding}, media_type=media_type)
    return FileResponse(path, headers=ASSET_HEADERS, media_type=media_type)
