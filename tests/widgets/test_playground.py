"""The playground: what is served, and what a browser makes of it."""

import asyncio
import csv
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import strawberry
import uvicorn
from graphql import OperationDefinitionNode, parse
from playwright.async_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL

from slugger.widgets.playground import STATIC, Example, examples, routes

PITCHES = [
    {"id": "p1", "pitcher": {"name": "José Núñez"}, "speed": 99.5, "call": "=1+1"},
    {"id": "p2", "pitcher": None, "speed": -3.25, "call": "Strike, swinging"},
    {"id": "p3", "pitcher": {"name": "Ada Kerr"}, "speed": 101.25, "call": None},
]


GAMES = [
    {"cursor": "c1", "node": {"id": "g1", "pitches": {"nodes": [{"id": "p1"}]}}},
    {"cursor": "c2", "node": {"id": "g2", "pitches": {"nodes": []}}},
]


def night(date: str, speeds: list[float], **page: Any) -> dict[str, Any]:
    """A game with its pitches, and what the page of pitches says of itself."""
    nodes = [{"id": f"p{n}", "speed": speed, "tags": ["a", "b"]} for n, speed in enumerate(speeds)]
    return {"id": date, "date": date, "ballpark": {"name": "Kerr Park"}, "pitches": {**page, "nodes": nodes}}


NIGHTS = [night("May 1", [80.5, -9.51091], totalCount=70), night("May 2", [91.0], totalCount=1)]

ANSWERS: dict[str, dict[str, Any]] = {
    "Nested": {"games": {"nodes": NIGHTS}},
    "Empty": {"games": {"nodes": []}},
    "NoList": {"games": {"totalCount": 3}},
    "Page": {"games": {"totalCount": 1234, "nodes": [{"id": "g1"}, {"id": "g2"}]}},
    "Unknown": {"games": {"pageInfo": {"hasNextPage": True}, "nodes": [{"id": "g1"}]}},
    "Last": {"games": {"totalCount": 5, "pageInfo": {"hasNextPage": False}, "nodes": [{"id": "g5"}]}},
    "Whole": {"games": {"totalCount": 1, "pageInfo": {"hasNextPage": False}, "nodes": [{"id": "g1"}]}},
    "Holder": {"games": {"pageInfo": {"hasNextPage": True}, "nodes": [night("May 1", [1.5, 2.5])]}},
    "Club": {"team": {"name": "York", "games": {"edges": [{"cursor": "x", "node": {"name": "opener"}}]}}},
    "Status": {"states": [{"state": "LOADED"}], "files": {"nodes": [{"name": "a"}, {"name": "b"}]}},
}


@strawberry.type
class Query:
    """What the stand-in endpoint describes to the Docs panel."""

    games: int = strawberry.field(default=3, description="How many games are loaded.")


@strawberry.type
class Subscription:
    """One stream, to see WebSockets pass the content security policy."""

    @strawberry.subscription
    async def innings(self) -> AsyncIterator[int]:
        for inning in (7, 8, 9):
            yield inning


@pytest.fixture(scope="module")
def playground_url() -> Iterator[str]:
    """The address of a server with the playground at `/` and `/playground` and a stand-in for `/graphql`."""
    assert (STATIC / "index.html").is_file(), "the playground is not built: run `make install`"
    schema = strawberry.Schema(Query, subscription=Subscription)

    async def answer(request: Request) -> Response:
        body = await request.json()
        if "__schema" in body["query"]:
            result = await schema.execute(body["query"])
            return JSONResponse({"data": result.data})
        if "refused" in body["query"]:
            return JSONResponse({"errors": [{"message": "The umpire says no."}]}, 400)
        if "outage" in body["query"]:
            return PlainTextResponse("upstream is away", 502)
        if body["operationName"] in ANSWERS:
            return JSONResponse({"data": ANSWERS[body["operationName"]]})
        data = {"asked": body["operationName"], "pitches": {"nodes": PITCHES}, "games": {"edges": GAMES}}
        return JSONResponse({"data": data})

    endpoint = [Route("/graphql", answer, methods=["POST"]), WebSocketRoute("/graphql", GraphQL(schema))]
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = Starlette(routes=[*endpoint, *routes()])
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="websockets-sansio", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture
async def page(context: BrowserContext, watch: Any, playground_url: str) -> Page:  # noqa: ARG001 - watch from the first request on
    opened = await context.new_page()
    await opened.goto(f"{playground_url}/playground")
    await expect(opened.locator(".result-window")).to_contain_text("asked")
    return opened


async def write_query(page: Page, query: str) -> None:
    await page.get_by_role("textbox", name="Query", exact=True).focus()
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text(query)


def operation_name(example: Example) -> str:
    (operation,) = (d for d in parse(example.query).definitions if isinstance(d, OperationDefinitionNode))
    assert operation.name
    return operation.name.value


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A web build of three files."""
    assets = tmp_path / "playground"
    assets.mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title>")
    (assets / "app-1.js").write_text("plain")
    (assets / "app-1.js.gz").write_bytes(b"zipped")
    return tmp_path


def client(static: Path) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=routes(static=static)))
    return httpx.AsyncClient(transport=transport, base_url="http://playground")


@pytest.mark.parametrize("path", ["/", "/playground"])
async def test_page_is_strict_and_revalidated(build: Path, path: str) -> None:
    async with client(build) as http:
        first = await http.get(path)
        again = await http.get(path, headers={"if-none-match": first.headers["etag"]})
        (build / "index.html").write_text("<!doctype html><title>y</title>")
        rebuilt = await http.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, rebuilt.status_code) == (200, 304, 200)
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "no-referrer"
    policy = dict(rule.split(" ", 1) for rule in first.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["worker-src"] == "'self'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"


async def test_assets_are_packed_and_kept(build: Path) -> None:
    async with client(build) as http:
        packed = await http.head("/playground/app-1.js", headers={"accept-encoding": "gzip, br"})
        plain = await http.get("/playground/app-1.js", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"] == plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert plain.text == "plain"
    assert "immutable" in plain.headers["cache-control"]


@pytest.mark.parametrize("name", ["missing.js", "app-1.js.gz", "..%2findex.html", "%00.js"])
async def test_other_names_are_not_found(build: Path, name: str) -> None:
    async with client(build) as http:
        assert (await http.get(f"/playground/{name}")).status_code == 404


async def test_without_build_the_page_says_what_to_run(tmp_path: Path) -> None:
    async with client(tmp_path) as http:
        response = await http.get("/playground")
    assert response.status_code == 503
    assert "make install" in response.text


def test_examples_have_title_question_and_one_named_query() -> None:
    saved = examples()
    assert len(saved) >= 4
    assert all(example.title and example.question.endswith("?") for example in saved)
    assert len({operation_name(example) for example in saved}) == len(saved)


def test_lock_file_names_no_registry() -> None:
    lock = (STATIC.parent / "web" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock


async def test_page_asks_nobody_else_and_complains_of_nothing(page: Page, watch: Any, playground_url: str) -> None:
    await write_query(page, "query Asked { games }")
    await expect(page.get_by_role("tab", name="Asked")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".result-window")).to_contain_text('"Asked"')
    await page.get_by_role("button", name="Prettify query").click()
    await page.get_by_role("button", name="Show Explorer").click()
    await page.get_by_role("button", name="Show Documentation Explorer").click()
    await expect(page.get_by_text("A GraphQL schema provides a root type")).to_be_visible()
    assert watch.hosts == {urlsplit(playground_url).netloc}
    assert watch.complaints == []


@pytest.mark.parametrize("path", ["/", "/playground"])
async def test_page_is_named_at_both_paths(context: BrowserContext, playground_url: str, path: str) -> None:
    page = await context.new_page()
    await page.goto(playground_url + path)
    await expect(page).to_have_title("SLUGGER playground")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator(".result-window")).to_contain_text("asked")


async def test_without_scripts_the_page_says_so(browser: Browser, playground_url: str) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(playground_url)
    await expect(page.locator("noscript p")).to_be_visible()
    await expect(page.get_by_text("Warming up")).to_be_hidden()
    await context.close()


async def test_each_example_opens_a_tab_and_runs(page: Page, watch: Any) -> None:
    for example in examples():
        await page.get_by_role("button", name=f"{example.title} {example.question}").click()
        name = operation_name(example)
        await expect(page.get_by_role("tab", name=name, selected=True)).to_be_visible()
        await expect(page.locator(".result-window")).to_contain_text(f'"asked": "{name}"')
    assert watch.complaints == []


async def test_copied_link_restores_query_variables_and_view(page: Page, context: BrowserContext) -> None:
    await write_query(page, "query Linked($n: Int) { games(n: $n) }  # é & + #")
    await page.get_by_role("button", name="Variables").click()
    await page.get_by_role("textbox", name="Variables").focus()
    await page.keyboard.insert_text('{"n": 5}')
    await page.get_by_role("button", name="Table", exact=True).click()
    await page.get_by_role("button", name="Copy link").click()
    await expect(page.get_by_text("Link copied")).to_be_visible()
    link = await page.evaluate("navigator.clipboard.readText()")
    opened = await context.new_page()
    await opened.goto(link)
    await expect(opened.get_by_role("tab", name="Linked", selected=True)).to_be_visible()
    await expect(opened.locator(".graphiql-query-editor")).to_contain_text("# é & + #")
    await expect(opened.get_by_role("cell", name="José Núñez")).to_be_visible()
    request = await rerun(opened)
    assert request["variables"] == {"n": 5}


async def rerun(page: Page) -> dict[str, Any]:
    """Runs the document once more and returns what the browser sent."""
    async with page.expect_request("**/graphql") as sent:
        await page.get_by_role("button", name="Execute query").click()
    body: dict[str, Any] = json.loads((await sent.value).post_data or "{}")
    return body


async def test_link_never_runs_a_mutation(context: BrowserContext, playground_url: str) -> None:
    sent: list[str] = []
    context.on("request", lambda r: sent.append(r.post_data or "") if r.url.endswith("/graphql") else None)
    page = await context.new_page()
    await page.goto(f"{playground_url}/playground#query=mutation+Wipe+%7B+wipe+%7D")
    await expect(page.get_by_role("tab", name="Wipe", selected=True)).to_be_visible()
    await page.evaluate("location.hash = 'query=mutation+Again+%7B+wipe+%7D'")
    await expect(page.get_by_role("tab", name="Again", selected=True)).to_be_visible()
    await asyncio.sleep(0.5)
    assert [body for body in sent if "wipe" in body] == []


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


async def test_table_sorts_and_downloads_without_formulas(page: Page) -> None:
    await page.get_by_role("button", name="Table", exact=True).click()
    speed = page.locator(".result-grid thead").get_by_role("button", name="speed")
    await speed.click()
    first_row = page.locator(".result-grid tbody tr").first
    await expect(first_row).to_contain_text("-3.25")
    await speed.click()
    await expect(first_row).to_contain_text("Ada Kerr")
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Download CSV").click()
    download = await downloading.value
    assert download.suggested_filename == "pitches.csv"
    header, *rows = read_csv(await download.path())
    assert header == ["id", "pitcher.name", "speed", "call"]
    assert rows[0] == ["p1", "José Núñez", "99.5", "'=1+1"]
    assert rows[1] == ["p2", "", "-3.25", "Strike, swinging"]
    await page.get_by_role("combobox", name="List").select_option("games")
    await expect(page.locator(".result-grid thead")).to_have_text("id")
    await expect(first_row).to_have_text("g1")
    await page.get_by_role("combobox", name="List").select_option("games.pitches")
    await expect(page.locator(".result-grid thead")).to_have_text("games.idid")
    await expect(first_row).to_have_text("g1p1")


async def ask(page: Page, operation: str) -> None:
    """Runs an operation of which the stand-in knows the answer, and shows the table."""
    await write_query(page, f"query {operation} {{ games }}")
    await expect(page.get_by_role("tab", name=operation)).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await page.get_by_role("button", name="Table", exact=True).click()


async def test_nested_lists_are_one_table_with_their_holders_in_front(page: Page) -> None:
    await ask(page, "Nested")
    chooser = page.get_by_role("combobox", name="List")
    await expect(chooser).to_have_value("games.pitches")
    await expect(page.locator(".result-bar [role=status]")).to_contain_text("3 of 71; there are further pages")
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Download CSV").click()
    assert read_csv(await (await downloading.value).path()) == [
        ["games.id", "date", "ballpark.name", "id", "speed", "tags"],
        ["May 1", "May 1", "Kerr Park", "p0", "80.5", "a, b"],
        ["May 1", "May 1", "Kerr Park", "p1", "-9.51091", "a, b"],
        ["May 2", "May 2", "Kerr Park", "p0", "91", "a, b"],
    ]
    await chooser.select_option("games")
    await expect(page.locator(".result-grid thead th")).to_have_text(
        ["id", "date", "ballpark.name", "pitches.totalCount"]
    )
    await expect(page.locator(".result-bar [role=status]")).to_contain_text("2 rows")


async def test_fields_of_a_single_holder_carry_its_path(page: Page) -> None:
    await ask(page, "Club")
    await expect(page.locator(".result-grid thead th")).to_have_text(["team.name", "name"])
    await expect(page.locator(".result-grid tbody tr")).to_have_text(["Yorkopener"])


async def test_table_opens_on_the_longest_list(page: Page) -> None:
    await ask(page, "Status")
    await expect(page.get_by_role("combobox", name="List")).to_have_value("files")


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ("Page", "first 2 of 1,234; there are further pages"),
        ("Unknown", "first 1 row; there are further pages"),
        ("Holder", "first 2 rows; there are further pages"),
        ("Last", "1 of 5 ·"),
        ("Whole", "1 row ·"),
        ("Empty", "0 rows ·"),
    ],
)
async def test_a_page_is_not_taken_for_all(page: Page, operation: str, sentence: str) -> None:
    await ask(page, operation)
    status = page.locator(".result-bar [role=status]")
    await expect(status).to_contain_text(re.compile("^" + re.escape(sentence)))
    await page.get_by_role("button", name="JSON", exact=True).click()
    await expect(status).to_contain_text(sentence)


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ("Empty", "No rows"),
        ("NoList", "This result holds no list to show as a table."),
        ("Wrong", "The umpire says no."),
    ],
)
async def test_table_says_why_it_is_empty(page: Page, operation: str, sentence: str) -> None:
    await write_query(page, f"query {operation} {{ {'refused' if operation == 'Wrong' else 'games'} }}")
    await expect(page.get_by_role("tab", name=operation)).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await page.get_by_role("button", name="Table", exact=True).click()
    await expect(page.locator(".result-table p")).to_have_text([sentence])


async def test_result_never_breaks_a_number(page: Page) -> None:
    await page.set_viewport_size({"width": 820, "height": 700})
    await ask(page, "Nested")
    await page.get_by_role("button", name="JSON", exact=True).click()
    line = page.locator(".result-window .view-line", has_text=re.compile("-9"))
    await expect(line).to_have_text(re.compile(r'^\s*"speed":\s-9\.51091,$'))


async def test_active_tab_is_whole_however_many_are_open(page: Page) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    for example in examples():
        await page.get_by_role("button", name=f"{example.title} {example.question}").click()
    name = operation_name(examples()[-1])
    tab = page.get_by_role("tab", name=name, selected=True)
    await expect(tab).to_be_in_viewport(ratio=1)
    await expect(page.locator(".graphiql-tab-active .graphiql-tab-close")).to_be_in_viewport(ratio=1)
    assert await tab.evaluate("e => e.scrollWidth <= e.clientWidth")
    await page.get_by_role("tab", name="Welcome").click()
    await expect(page.get_by_role("tab", name="Welcome", selected=True)).to_be_in_viewport(ratio=1)


async def test_an_open_example_is_gone_to_and_not_doubled(page: Page) -> None:
    first, second = (f"{example.title} {example.question}" for example in examples()[:2])
    await expect(page.get_by_role("tab")).to_have_text(["Welcome"])
    for name in (first, second, first, second):
        await page.get_by_role("button", name=name).click()
    names = [re.compile(f"^{name}") for name in ("Welcome", *map(operation_name, examples()[:2]))]
    await expect(page.get_by_role("tab")).to_have_text(names)
    await expect(page.get_by_role("tab", name=operation_name(examples()[1]), selected=True)).to_be_visible()


async def test_tab_of_an_unnamed_operation_is_named_by_its_first_field(
    context: BrowserContext, playground_url: str
) -> None:
    page = await context.new_page()
    await page.goto(f"{playground_url}/playground#query=%7B+games+%7B+totalCount+%7D+%7D")
    await expect(page.get_by_role("tab")).to_have_text(["games"])


async def test_phone_stacks_editor_and_result_at_sensible_heights(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    for view in ("JSON", "Table"):
        await page.get_by_role("button", name=view, exact=True).click()
        for pane in (".graphiql-editors", ".graphiql-response"):
            box = await page.locator(pane).bounding_box()
            assert box
            assert box["height"] >= 0.4 * 844
            assert box["x"] + box["width"] <= 390
        height, width = await page.evaluate(
            "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
        )
        assert 844 < height < 2 * 844
        assert width == 390


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("query A { refused }", "The umpire says no."), ("query A { outage }", "502 Bad Gateway")],
)
async def test_failures_are_in_plain_sight(page: Page, query: str, sentence: str) -> None:
    await write_query(page, query)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".result-error")).to_contain_text(sentence)


async def test_lost_network_is_in_plain_sight(page: Page, context: BrowserContext) -> None:
    await context.set_offline(True)
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.locator(".result-error")).to_contain_text("No answer from")


async def test_subscription_streams_over_the_same_origin(page: Page, watch: Any) -> None:
    await write_query(page, "subscription Innings { innings }")
    await expect(page.get_by_role("tab", name="Innings")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".result-window")).to_contain_text(re.compile(r'"innings":\s*9'))
    assert watch.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_theme_follows_the_system(browser: Browser, playground_url: str, tmp_path: Path, scheme: Any) -> None:
    context = await browser.new_context(color_scheme=scheme, viewport={"width": 1400, "height": 850})
    page = await context.new_page()
    await page.goto(playground_url)
    await expect(page.locator(".result-window")).to_contain_text("asked")
    await page.screenshot(path=tmp_path / f"{scheme}.png")
    color = await page.locator(".graphiql-container").evaluate("e => getComputedStyle(e).backgroundColor")
    await context.close()
    assert (sum(map(int, re.findall(r"\d+", color)[:3])) < 300) == (scheme == "dark")
