"""The reference page of the REST surface: what is served, and what a browser makes of it."""

import copy
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext

from slugger.gateway.rest.openapi import document
from slugger.gateway.rest.reference import PAGE
from slugger.gateway.rest.routes import NOUNS, PREFIX
from slugger.gateway.rest.token_document import ITEM, PATH
from slugger.models.legacy import PITCH_COLUMNS
from slugger.widgets import reference


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """A document of listings and of an operation with a body."""
    return document(PREFIX, NOUNS, {PATH: ITEM})


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_asks_nobody_else_and_complains_of_nothing(
    context: BrowserContext, watch: Any, served: str, scheme: Any
) -> None:
    page = await context.new_page()
    await page.emulate_media(color_scheme=scheme)
    await page.goto(f"{served}{PREFIX}{PAGE}#pitches.rel_speed")
    row = page.locator("[id='pitches.rel_speed']")
    assert "mph" in await row.inner_text()
    assert await row.evaluate("e => e.getBoundingClientRect().top < innerHeight")
    background = await page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert watch.complaints == []
    assert watch.hosts == {served.removeprefix("http://")}


def test_the_page_runs_no_script_and_lists_everything(served: str, described: dict[str, Any]) -> None:
    answer = httpx.get(f"{served}{PREFIX}{PAGE}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "<script" not in answer.text
    html = reference.page(described)
    anchors = {f"pitches.{name}" for name in PITCH_COLUMNS} | {"validateToken", "listPitches", "listGames.date"}
    assert all(f'id="{anchor}"' in html for anchor in anchors)


def test_the_page_shows_hostile_texts_as_texts(described: dict[str, Any]) -> None:
    hostile = copy.deepcopy(described)
    hostile["info"]["description"] = "<img src=x onerror=alert(1)>"
    hostile["paths"]["/teams"]["get"]["parameters"][0] |= {"name": '"><b>', "description": "<i>"}
    html = reference.page(hostile)
    assert not [tag for tag in ("<img", "<b>", "<i>") if tag in html]
    assert "&lt;img src=x" in html
