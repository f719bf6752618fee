"""Exports from the playground: whole lists become files, checked, cancelled and refused in plain sight."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import polars
import pytest
from playwright.async_api import BrowserContext, Download, Locator, Page, Route, expect

from slugger.widgets.playground import HERE

SEASON = (HERE / "examples" / "99_season_pitches.graphql").read_text("utf-8")
TELLS = re.compile(r"SHA-256 verified: ([0-9a-f]{64})$")


async def opened(context: BrowserContext, served: str, query: str, **more: str) -> Page:
    """Open a query by its link and wait for its answer."""
    page = await context.new_page()
    await page.goto(f"{served}/playground#{urlencode({'query': query, **more})}")
    await expect(page.locator(".result-bar [role=status]")).to_contain_text("ms")
    return page


async def dialog_of(page: Page) -> Locator:
    await page.get_by_role("button", name="Export…", exact=True).click()
    return page.get_by_role("dialog", name="Export")


async def export(page: Page, form: str) -> Download:
    """Export in a form, and give what the browser saves."""
    dialog = await dialog_of(page)
    await dialog.get_by_role("radio", name=form).check()
    async with page.expect_download() as downloading:
        await dialog.get_by_role("button", name="Export", exact=True).click()
    return await downloading.value


def downloads(page: Page) -> list[str]:
    """The names of the files that the browser saves from here on."""
    names: list[str] = []
    page.on("download", lambda download: names.append(download.suggested_filename))
    return names


def status_of(page: Page) -> Locator:
    return page.get_by_role("status", name="Export")


def alert_of(page: Page) -> Locator:
    return page.get_by_role("alert").and_(page.locator(".result-error"))


@pytest.fixture
async def rows(served: str) -> int:
    """How many pitches the season has."""
    async with httpx.AsyncClient(base_url=served) as client:
        answer = (await client.post("/graphql", json={"query": "{ pitches { totalCount } }"})).json()
    count: int = answer["data"]["pitches"]["totalCount"]
    return count


async def test_a_list_is_saved_whole_and_its_digest_verified(
    context: BrowserContext, watch: Any, served: str, rows: int
) -> None:
    page = await opened(context, served, SEASON)
    download = await export(page, "CSV")
    assert re.fullmatch(r"SeasonPitches-\d{4}-\d\d-\d\d\.csv", download.suggested_filename)
    path = await download.path()
    await expect(status_of(page)).to_contain_text(f"{rows:,} rows")
    told = TELLS.search(await status_of(page).inner_text())
    assert told
    assert told[1] == sha256(path.read_bytes()).hexdigest()
    table = polars.read_csv(path, infer_schema_length=None)
    assert table.height == rows == table["pitchUid"].n_unique()
    assert watch.complaints == []
    assert watch.hosts == {served.removeprefix("http://")}


def ndjson(path: Path) -> polars.DataFrame:
    return polars.DataFrame([json.loads(line) for line in path.read_text("utf-8").splitlines()])


def arrow(path: Path) -> polars.DataFrame:
    return polars.read_ipc_stream(path.read_bytes())


@pytest.mark.parametrize(
    ("form", "read", "suffix"),
    [("NDJSON", ndjson, ".ndjson"), ("Parquet", polars.read_parquet, ".parquet"), ("Arrow", arrow, ".arrows")],
)
async def test_every_form_holds_every_row(  # noqa: PLR0917  as fixtures come
    context: BrowserContext,
    watch: Any,
    served: str,
    rows: int,
    form: str,
    read: Callable[[Path], polars.DataFrame],
    suffix: str,
) -> None:
    page = await opened(context, served, "{ pitches { nodes { pitchUid relSpeed } } }")
    download = await export(page, form)
    assert download.suggested_filename.endswith(suffix)
    table = read(await download.path())
    assert (table.columns, table.height) == (["pitchUid", "relSpeed"], rows)
    assert table["pitchUid"].n_unique() == rows
    await expect(status_of(page)).to_contain_text(" is saved: ")
    assert watch.complaints == []


async def test_what_cuts_a_page_is_left_out_unless_it_is_wanted(context: BrowserContext, served: str) -> None:
    query = "query Few($n: Int = 5) { pitches(first: $n, filter: { whiff: true }) { nodes { pitchUid } } }"
    page = await opened(context, served, query, variables='{"n": 7}')
    async with page.expect_request("**/export?*") as asked:
        await export(page, "CSV")
    assert json.loads((await asked.value).post_data or "")["query"].startswith("query Few {\n  pitches(filter:")
    dialog = await dialog_of(page)
    every = dialog.get_by_role("checkbox", name="Every row: leave out first: $n")
    await expect(every).to_be_checked()
    await every.uncheck()
    async with page.expect_download():
        await dialog.get_by_role("button", name="Export", exact=True).click()
    await expect(status_of(page)).to_contain_text("7 rows")


async def test_the_dialog_is_worked_by_the_keyboard(context: BrowserContext, served: str) -> None:
    page = await opened(context, served, SEASON)
    button = page.get_by_role("button", name="Export…", exact=True)
    dialog = page.get_by_role("dialog", name="Export")
    await button.press("Enter")
    await expect(dialog).to_have_accessible_description(re.compile("^The list of the query"))
    await expect(dialog.get_by_role("radio", name="CSV")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(button).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await expect(dialog.get_by_role("radio", name="NDJSON")).to_be_checked()
    async with page.expect_download() as downloading:
        await page.keyboard.press("Enter")
    assert (await downloading.value).suggested_filename.endswith(".ndjson")
    dismiss = page.get_by_role("button", name="Dismiss")
    await expect(dismiss).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(status_of(page)).to_be_empty()
    await expect(button).to_be_focused()


async def test_an_export_is_cancelled(context: BrowserContext, watch: Any, served: str) -> None:
    page = await opened(context, served, SEASON)
    saved = downloads(page)
    network = await context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": 20_000, "uploadThroughput": -1}
    await network.send("Network.enable")
    await network.send("Network.emulateNetworkConditions", slow)
    dialog = await dialog_of(page)
    async with page.expect_event("requestfailed") as failed:
        await dialog.get_by_role("button", name="Export", exact=True).click()
        await expect(status_of(page)).to_have_text(re.compile(r"^Exporting CSV: [\d,]+ lines, .*B so far$"))
        await expect(page.get_by_role("button", name="Export…", exact=True)).to_be_disabled()
        await page.get_by_role("button", name="Cancel export").click()
    assert "/export?format=csv" in (await failed.value).url
    await expect(status_of(page)).to_have_text("The export is cancelled; nothing is saved.")
    await expect(page.get_by_role("button", name="Export…", exact=True)).to_be_enabled()
    assert saved == []
    assert watch.complaints == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("{ games { totalCount } }", "its rows are not asked for: give it nodes. (at games)"),
        ("{ seasons { year } teams { name } }", "only one field may lead to its rows, and not seasons and teams."),
    ],
)
async def test_a_query_without_a_list_says_why_it_is_not_exported(
    context: BrowserContext, served: str, query: str, sentence: str
) -> None:
    page = await opened(context, served, query)
    dialog = await dialog_of(page)
    await dialog.get_by_role("button", name="Export", exact=True).click()
    await expect(alert_of(page)).to_have_text(f"This cannot be exported: {sentence}")
    await page.get_by_role("button", name="Dismiss").click()
    await expect(alert_of(page)).to_have_count(0)


BUSY = {"errors": [{"message": "As many exports as may be are under way."}]}
CUT = "a\n1\n2\n"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            {"status": 503, "json": BUSY, "headers": {"retry-after": "10"}},
            "As many exports as may be are under way. It may have a turn in 10 seconds.",
        ),
        ({"status": 502, "body": "upstream is away"}, "The server answered 502 Bad Gateway instead of a file."),
        ({"body": CUT}, "The file broke off before its end, and is not saved."),
        ({"body": f"{CUT}# rows=2 sha256={'0' * 64}\n"}, "The file arrived changed"),
    ],
    ids=["busy", "outage", "cut", "changed"],
)
async def test_a_file_that_is_not_whole_is_not_saved(
    context: BrowserContext, served: str, answer: dict[str, Any], sentence: str
) -> None:
    page = await opened(context, served, SEASON)
    saved = downloads(page)

    async def fulfil(route: Route) -> None:
        await route.fulfill(**answer)

    await page.route("**/export?*", fulfil)
    dialog = await dialog_of(page)
    await dialog.get_by_role("button", name="Export", exact=True).click()
    await expect(alert_of(page)).to_contain_text(sentence)
    assert saved == []


async def test_variables_that_are_no_json_are_told_as_such(context: BrowserContext, served: str) -> None:
    page = await opened(context, served, SEASON)
    await page.get_by_role("button", name="Variables").click()
    await page.get_by_role("textbox", name="Variables").focus()
    await page.keyboard.insert_text('{"season": ')
    await page.get_by_role("button", name="Export…", exact=True).click()
    await expect(alert_of(page)).to_contain_text("The variables in the editor are not JSON")


async def test_lists_that_end_with_the_default_page_are_told_of(context: BrowserContext, served: str) -> None:
    query = "{ pitches { nodes { pitchUid } } games(first: 3) { nodes { date pitches { nodes { pitchUid } } } } }"
    page = await opened(context, served, query)
    await expect(page.locator(".result-note")).to_have_text(
        "games.pitches: first 50 rows only of each; pitches: first 50 rows only — ask with first, or export"
    )
    await expect(page.locator(".result-bar [role=status]")).to_contain_text(re.compile(r"2\d\d of ≤\s2\d\d objects"))


async def test_a_page_that_was_asked_for_is_not_told_of(context: BrowserContext, served: str) -> None:
    page = await opened(context, served, "{ pitches(first: 60) { nodes { pitchUid } } }")
    await expect(page.locator(".result-bar [role=status]")).to_contain_text(re.compile(r"61 of ≤\s61 objects"))
    await expect(page.locator(".result-note")).to_have_count(0)
