"""Saved queries at the playground: a person saves, finds, opens, shares, changes and deletes them."""

import json
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, Route, expect

DOCUMENT = "query Roster($n: Int = 3) { players(first: $n) { nodes { name } } }"
SAVE = "mutation ($input: SaveQueryInput!) { saveQuery(input: $input) { ... on QuerySaved { savedQuery { slug } } } }"


async def save(served: str, name: str, **more: Any) -> str:
    """Save a query as a program does, and give its slug."""
    variables = {"input": {"name": name, "query": DOCUMENT, "variables": {"n": 2}} | more}
    async with httpx.AsyncClient(base_url=served) as client:
        answer = (await client.post("/graphql", json={"query": SAVE, "variables": variables})).json()
    slug: str = answer["data"]["saveQuery"]["savedQuery"]["slug"]
    return slug


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"Roster {uuid4().hex[:8]}"


@pytest.fixture
async def page(context: BrowserContext, watch: Any, served: str) -> Page:  # noqa: ARG001 - watch from the first request on
    opened = await context.new_page()
    await opened.goto(f"{served}/playground#query={DOCUMENT}&variables=%7B%22n%22%3A+4%7D")
    await expect(opened.locator(".result-window")).to_contain_text("players")
    return opened


async def panel_of(page: Page) -> Locator:
    """Show the panel of saved queries, unless the browser remembers that it is shown."""
    button = page.get_by_role("button", name=re.compile("^(Show|Hide) Saved queries$"))
    if await button.get_attribute("aria-label") == "Show Saved queries":
        await button.click()
    return page.get_by_role("region", name="Saved queries")


def entry_of(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("listitem").filter(has_text=name)


async def fill(page: Page, name: str, folder: str = "", description: str = "") -> Locator:
    """Fill in the dialog that the toolbar opens."""
    await page.get_by_role("button", name="Save query").click()
    dialog = page.get_by_role("dialog", name="Save query")
    await dialog.get_by_label("Name").fill(name)
    await dialog.get_by_label("Folder").fill(folder)
    await dialog.get_by_label("Description").fill(description)
    return dialog


async def focused(page: Page) -> str:
    text: str = await page.evaluate(
        "(e => e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent)(document.activeElement)"
    )
    return text


async def test_a_person_saves_a_query_and_another_opens_its_link(
    page: Page, browser: Browser, watch: Any, served: str, name: str
) -> None:
    dialog = await fill(page, name, "rosters/short", "Who plays?\nEverybody.")
    await dialog.get_by_role("button", name="Save", exact=True).click()
    shared = page.get_by_role("dialog", name=f"“{name}” is saved")
    await shared.get_by_role("button", name="Copy link").click()
    await expect(shared.get_by_text("Link copied.")).to_be_visible()
    link = await page.evaluate("navigator.clipboard.readText()")
    assert link == f"{served}/q/{name.lower().replace(' ', '-')}"
    await shared.get_by_role("button", name="Done").click()
    entry = entry_of(await panel_of(page), name)
    await expect(entry).to_contain_text("Who plays?")
    assert watch.complaints == []

    other = await browser.new_context()
    stranger = await other.new_page()
    await stranger.goto(link)
    await expect(stranger.get_by_role("tab", name="Roster", selected=True)).to_be_visible()
    await expect(stranger.locator(".graphiql-query-editor")).to_contain_text("query Roster($n: Int = 3)")
    await expect(stranger.locator(".result-bar [role=status]")).to_contain_text("4 rows")
    await expect(stranger).to_have_url(f"{served}/playground#saved={link.rpartition('/')[2]}")
    theirs = entry_of(await panel_of(stranger), name)
    await expect(theirs.get_by_role("button", name="Copy link")).to_be_visible()
    await expect(theirs.get_by_role("button", name="Delete")).to_have_count(0)
    await other.close()


async def test_a_link_with_values_opens_the_query_with_them(context: BrowserContext, served: str, name: str) -> None:
    slug = await save(served, name)
    page = await context.new_page()
    await page.goto(f"{served}/q/{slug}?n=1")
    await expect(page.locator(".result-bar [role=status]")).to_contain_text("1 row ·")
    await expect(page.locator("[data-uri$='variables.json']")).to_contain_text(re.compile('"n":\\s1'))
    await expect(page).to_have_url(re.compile(f"#saved={slug}&variables="))
    await page.reload()
    await expect(page.locator(".result-bar [role=status]")).to_contain_text("1 row ·")


async def test_a_link_that_is_pasted_opens_the_query(page: Page, served: str, name: str) -> None:
    slug = await save(served, name, query=DOCUMENT.replace("Roster", "Pasted"))
    await page.evaluate(f"location.hash = 'saved={slug}&view=table'")
    await expect(page.get_by_role("tab", name="Pasted", selected=True)).to_be_visible()
    await expect(page.locator(".result-grid tbody tr")).to_have_count(2)
    await expect(page).to_have_url(f"{served}/playground#saved={slug}&view=table")


async def test_the_operation_that_was_saved_runs(context: BrowserContext, served: str, name: str) -> None:
    slug = await save(
        served, name, query="query A { seasons { year } } query B { teams { name } }", operationName="B", variables={}
    )
    page = await context.new_page()
    async with page.expect_request(lambda request: "query A" in (request.post_data or "")) as sent:
        await page.goto(f"{served}/q/{slug}")
    assert json.loads((await sent.value).post_data or "")["operationName"] == "B"
    await expect(page.locator(".result-window")).to_contain_text("teams")


async def test_a_changed_query_has_a_whole_link_again(page: Page, served: str, name: str) -> None:
    slug = await save(served, name)
    await page.evaluate(f"location.hash = 'saved={slug}'")
    await expect(page.locator(".result-bar [role=status]")).to_contain_text("2 rows")
    await page.get_by_role("textbox", name="Query", exact=True).focus()
    await page.keyboard.press("Control+End")
    await page.keyboard.insert_text(" # more")
    await expect(page).to_have_url(re.compile("#query=.*more"))


@pytest.mark.parametrize("slug", ["gone-away", "../../etc", "<img src=x onerror=document.title='x'>", "%00"])
async def test_a_link_to_nothing_says_so(context: BrowserContext, served: str, slug: str) -> None:
    page = await context.new_page()
    await page.goto(f"{served}/playground#saved={slug}")
    panel = page.get_by_role("region", name="Saved queries")
    await expect(panel.get_by_role("alert")).to_be_visible()
    await expect(page).to_have_title("SLUGGER playground")
    await expect(page.locator(".result-window")).to_contain_text("data")


async def test_names_are_shown_as_they_are_and_never_run(page: Page, watch: Any, served: str) -> None:
    mark = uuid4().hex[:8]
    name = f"<img src=x onerror=alert(1)> {mark}"
    await save(served, name, folder=f"../../<b>{mark}</b>", description="<script>alert(1)</script> {{1+1}}")
    panel = await panel_of(page)
    await panel.get_by_role("searchbox").fill(mark)
    entry = entry_of(panel, mark)
    await expect(entry.locator("strong")).to_have_text(name)
    await expect(entry).to_contain_text("<script>alert(1)</script> {{1+1}}")
    await expect(panel.get_by_role("heading", level=3).filter(has_text=mark)).to_have_text(f".. / .. / <b>{mark}< / b>")
    assert await panel.locator("img, script, b").count() == 0
    hrefs = await entry.get_by_role("link").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert hrefs == [f"{served}/q/img-src-x-onerror-alert-1-{mark}.{form}" for form in ("json", "csv")]
    assert watch.complaints == []


async def test_the_owner_updates_and_deletes(page: Page, watch: Any, served: str, name: str) -> None:
    dialog = await fill(page, name)
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Done").click()
    panel = await panel_of(page)
    await entry_of(panel, name).get_by_role("button", name="Update").click()
    dialog = page.get_by_role("dialog", name=f"Update “{name}”")
    await dialog.get_by_label("Name").fill(f"{name} again")
    await dialog.get_by_label("Folder").fill("moved")
    await dialog.get_by_role("button", name="Update").click()
    await expect(dialog).to_be_hidden()
    await expect(panel.get_by_role("group", name="moved")).to_contain_text(f"{name} again")
    await page.reload()
    panel = await panel_of(page)
    entry = entry_of(panel, name)
    await entry.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name=f"Delete “{name} again”?")
    assert await focused(page) == "Cancel"
    await page.keyboard.press("Escape")
    await expect(entry).to_be_visible()
    await entry.get_by_role("button", name="Delete").click()
    await dialog.get_by_role("button", name="Delete").click()
    await expect(entry).to_have_count(0)
    await expect(panel.get_by_role("searchbox", name="Search saved queries")).to_be_focused()
    async with httpx.AsyncClient(base_url=served) as client:
        assert (await client.get(f"/q/{name.lower().replace(' ', '-')}.json")).status_code == 404
    assert watch.complaints == []


@pytest.mark.parametrize("replaced", [True, False])
async def test_an_update_takes_the_query_of_the_editor_only_when_asked(
    page: Page, served: str, name: str, replaced: bool
) -> None:
    dialog = await fill(page, name)
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("button", name="Done").click()
    await page.get_by_role("textbox", name="Query", exact=True).focus()
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text("query Other($n: Int) { games(first: $n) { totalCount } }")
    await expect(page.get_by_role("tab", name="Other")).to_be_visible()
    await entry_of(await panel_of(page), name).get_by_role("button", name="Update").click()
    dialog = page.get_by_role("dialog")
    if replaced:
        await dialog.get_by_label("Take query and variables from the editor").check()
    await dialog.get_by_role("button", name="Update").click()
    await expect(dialog).to_be_hidden()
    async with httpx.AsyncClient(base_url=served) as client:
        answer = (await client.get(f"/q/{name.lower().replace(' ', '-')}.json")).json()
    assert list(answer["data"]) == ["games" if replaced else "players"]


async def test_the_dialog_is_worked_by_the_keyboard(page: Page, name: str) -> None:
    button = page.get_by_role("button", name="Save query")
    await button.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Save query")
    await expect(dialog).to_have_accessible_description(re.compile("^Everybody who reaches this server"))
    assert (await focused(page)).startswith("Name")
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await dialog.evaluate("element => element.contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(button).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.insert_text(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name=f"“{name}” is saved")).to_be_visible()
    assert await focused(page) == "Copy link"


async def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(page: Page, name: str) -> None:
    await page.get_by_role("textbox", name="Query", exact=True).focus()
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text("query Wrong { players { speed } }")
    await expect(page.get_by_role("tab", name="Wrong")).to_be_visible()
    dialog = await fill(page, name)
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Cannot query field 'speed'")
    await expect(dialog.get_by_label("Name")).to_have_value(name)


async def test_variables_that_are_no_json_are_told_as_such(page: Page, name: str) -> None:
    await page.get_by_role("textbox", name="Variables").focus()
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text('{"n": ')
    dialog = await fill(page, name)
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("The variables in the editor are not JSON")


async def test_without_a_name_nothing_is_sent(page: Page) -> None:
    dialog = await fill(page, "")
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(dialog.get_by_label("Name")).to_be_focused()
    assert await dialog.get_by_label("Name").evaluate("input => input.validity.valueMissing")


async def test_search_finds_by_any_text_and_says_when_nothing_is(page: Page, served: str, name: str) -> None:
    await save(served, name, description=f"Tells of {name[::-1]}.")
    await save(served, f"Not {uuid4().hex}")
    panel = await panel_of(page)
    await panel.get_by_role("searchbox").fill(name[::-1].upper())
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    await panel.get_by_role("searchbox").fill("nothing of this kind")
    await expect(panel.get_by_role("status")).to_have_text("No saved query tells of “nothing of this kind”.")


async def answered(route: Route, **data: Any) -> None:
    """Answer what the panel asks; everything else goes to the server."""
    if "ListSaved" in (route.request.post_data or ""):
        await route.fulfill(json={"data": data})
    else:
        await route.continue_()


async def test_an_empty_shelf_says_so(page: Page) -> None:
    empty = {"maySaveQueries": True, "savedQueries": {"totalCount": 0, "nodes": []}}
    await page.route("**/graphql", lambda route: answered(route, **empty))
    panel = await panel_of(page)
    await expect(panel.get_by_role("status")).to_have_text("No query is saved yet.")
    await panel.get_by_role("button", name="Save the query in the editor").click()
    await expect(page.get_by_role("dialog", name="Save query")).to_be_visible()


async def test_a_server_that_saves_nothing_says_so(page: Page) -> None:
    closed = {"maySaveQueries": False, "savedQueries": {"totalCount": 0, "nodes": []}}
    await page.route("**/graphql", lambda route: answered(route, **closed))
    panel = await panel_of(page)
    await expect(panel.get_by_text("This server keeps no new queries.")).to_be_visible()
    await expect(panel.get_by_role("button", name="Save the query in the editor")).to_have_count(0)
    dialog = await fill(page, "Closed")
    await expect(dialog.get_by_role("alert")).to_have_text("Nothing can be saved on this server.")
    await expect(dialog.get_by_role("button", name="Save", exact=True)).to_be_disabled()


async def test_a_long_shelf_says_that_there_are_more(page: Page) -> None:
    nodes = [
        {"slug": f"q-{n}", "name": f"Query {n}", "description": None, "folder": None, "revision": 1} for n in range(200)
    ]
    shelf = {"maySaveQueries": True, "savedQueries": {"totalCount": 1_234, "nodes": nodes}}
    await page.route("**/graphql", lambda route: answered(route, **shelf))
    panel = await panel_of(page)
    await expect(panel.get_by_role("listitem")).to_have_count(200)
    await expect(panel.get_by_text("200 of 1,234 are shown: search for the others.")).to_be_visible()


async def test_a_shelf_that_cannot_be_read_is_read_again_when_asked(
    page: Page, context: BrowserContext, served: str, name: str
) -> None:
    await save(served, name)
    await context.set_offline(True)
    panel = await panel_of(page)
    await expect(panel.get_by_role("alert")).to_contain_text("No answer from")
    await context.set_offline(False)
    await panel.get_by_role("button", name="Try again").click()
    await expect(entry_of(panel, name)).to_be_visible()
    await expect(panel.get_by_role("alert")).to_have_count(0)


async def test_a_query_that_another_changed_meanwhile_is_not_overwritten(page: Page, name: str) -> None:
    dialog = await fill(page, name)
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("button", name="Done").click()
    update = entry_of(await panel_of(page), name).get_by_role("button", name="Update")
    await update.click()
    other = await page.context.new_page()
    await other.goto(page.url)
    await entry_of(await panel_of(other), name).get_by_role("button", name="Update").click()
    await other.get_by_role("dialog").get_by_label("Description").fill("Theirs")
    await other.get_by_role("dialog").get_by_role("button", name="Update").click()
    await expect(other.get_by_role("dialog")).to_be_hidden()
    await page.get_by_role("dialog").get_by_label("Description").fill("Mine")
    await page.get_by_role("dialog").get_by_role("button", name="Update").click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("it is at revision 2")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 1400), ("light", 390), ("dark", 390)])
async def test_panel_and_dialog_fit_the_screen(  # noqa: PLR0917  as fixtures come
    browser: Browser, served: str, tmp_path: Any, scheme: Any, width: int, name: str
) -> None:
    await save(served, f"{name} {'long ' * 12}", folder="a/" * 80, description="word " * 200)
    context = await browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844})
    page = await context.new_page()
    await page.goto(f"{served}/playground")
    panel = await panel_of(page)
    await panel.get_by_role("searchbox").fill(name)
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    await page.screenshot(path=tmp_path / "panel.png")
    assert await panel.evaluate("element => element.scrollWidth <= element.clientWidth")
    dialog = await fill(page, name)
    await page.screenshot(path=tmp_path / "dialog.png")
    box = await dialog.bounding_box()
    assert box
    assert (box["x"] >= 0, box["x"] + box["width"] <= width, box["y"] >= 0) == (True, True, True)
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    await context.close()
