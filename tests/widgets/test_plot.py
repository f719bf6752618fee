"""Plots at the playground: what people would rather look at than read."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from slugger.widgets.playground import HERE


def example(name: str) -> str:
    return (HERE / "examples" / f"{name}.graphql").read_text("utf-8")


async def answer(served: str, query: str) -> Any:
    """Give the data of a query, as a program gets it."""
    async with httpx.AsyncClient(base_url=served, timeout=20) as client:
        return (await client.post("/graphql", json={"query": query})).json()["data"]


async def plotted(context: BrowserContext, served: str, query: str) -> tuple[Page, Locator]:
    """Open a query, choose the plot, and give the page and the drawing."""
    page = await context.new_page()
    await page.goto(f"{served}/playground#{urlencode({'query': query})}")
    await page.get_by_role("button", name="Plot", exact=True).click()
    return page, page.locator(".result-plot figure")


def numbers(texts: list[str]) -> list[list[float]]:
    """Read the numbers of each attribute of a drawing."""
    return [[float(number) for number in re.findall(r"-?[\d.]+", text)] for text in texts]


async def test_whiffs_are_drawn_around_the_zone(context: BrowserContext, watch: Any, served: str) -> None:
    pitches = (await answer(served, example("50_whiffs")))["pitches"]["nodes"]
    located = [(p["plateLocSide"], p["plateLocHeight"]) for p in pitches if p["plateLocSide"] is not None]
    inside = sum(abs(side) <= 10 / 12 and 1.5 <= height <= 3.5 for side, height in located)
    page, figure = await plotted(context, served, example("50_whiffs"))
    drawing = page.get_by_role("img", name="At the plate, seen by the catcher")
    await expect(drawing).to_have_accessible_description(
        re.compile(rf"{len(located)} points\. {inside} in the zone \({round(100 * inside / len(located))}\s%\)\.")
    )
    points = figure.locator(".plot-point")
    await expect(points).to_have_count(len(located))
    await expect(figure.locator("text", has_text="plateLocSide")).to_have_text("plateLocSide, ft")
    drawn = numbers(await points.evaluate_all("points => points.map(point => point.getAttribute('transform'))"))
    ((x0, low, x1, high, _),) = numbers([await figure.locator(".plot-zone").get_attribute("d") or ""])
    assert sum(x0 >= x >= x1 and low >= y >= high for x, y in drawn) == inside, "third base is at the catcher's left"
    assert min(drawn)[0] == drawn[max(range(len(located)), key=lambda n: located[n][0])][0]
    await expect(page).to_have_url(re.compile("&view=plot$"))
    assert watch.complaints == []
    assert watch.hosts == {served.removeprefix("http://")}


async def test_movement_is_told_apart_by_pitch_type(context: BrowserContext, served: str) -> None:
    data = await answer(served, example("10_starter"))
    pitcher = data["games"]["nodes"][0]["pitches"]["nodes"][0]["pitcher"]
    moved = [p for p in pitcher["pitchesThrown"]["nodes"] if p["horzBreak"] is not None]
    _, figure = await plotted(context, served, example("10_starter"))
    await expect(figure.locator(".plot-point")).to_have_count(len(moved))
    for kind in {p["pitchType"] for p in moved}:
        count = sum(p["pitchType"] == kind for p in moved)
        await expect(figure.get_by_role("listitem").filter(has_text=kind)).to_have_text(f"{kind} ({count})")


async def test_bins_are_drawn_as_a_heat_map_and_stand_in_the_table(context: BrowserContext, served: str) -> None:
    groups = (await answer(served, example("17_heat_map")))["pitchStats"]["nodes"]
    page, figure = await plotted(context, served, example("17_heat_map"))
    await expect(figure.locator(".plot-bin")).to_have_count(len(groups))
    rates = [group["whiff"]["rate"] for group in groups]
    await expect(figure).to_contain_text(f"whiff.rate from {min(rates):.3g} to {max(rates):.3g}")
    await page.get_by_role("combobox", name="Value of the bins").select_option("count")
    await expect(figure).to_contain_text(f"count from {min(g['count'] for g in groups)} to ")
    await page.get_by_role("button", name="Table", exact=True).click()
    await expect(page.locator(".result-grid thead th").first).to_have_text("key.bins.plateLocSide.from")
    await expect(page.locator(".result-grid tbody tr")).to_have_count(len(groups))


async def test_bins_of_one_measurement_are_bars(context: BrowserContext, served: str) -> None:
    query = "{ pitchStats(bins: [{ of: REL_SPEED, width: 5 }]) { nodes { key { bins { of from to } } count } } }"
    groups = (await answer(served, query))["pitchStats"]["nodes"]
    bars = [group for group in groups if group["key"]["bins"][0]["from"] is not None]
    _, figure = await plotted(context, served, query)
    heights = await figure.locator(".plot-bin").evaluate_all("bars => bars.map(bar => +bar.getAttribute('height'))")
    assert len(heights) == len(bars)
    tallest = max(bars, key=lambda group: group["count"])
    assert [h / max(heights) for h in heights] == pytest.approx([g["count"] / tallest["count"] for g in bars])
    least = min(group["count"] for group in bars)
    await expect(figure).to_contain_text(f"count from {least} to ")
    await expect(figure.locator("text", has_text="relSpeed")).to_have_text("relSpeed, mph")


async def test_what_cannot_be_drawn_is_a_table(context: BrowserContext, served: str) -> None:
    page = await context.new_page()
    await page.goto(f"{served}/playground#{urlencode({'query': example('60_clubs'), 'view': 'plot'})}")
    await expect(page.get_by_role("region", name="Rows of teams")).to_be_visible()
    await expect(page.get_by_role("button", name="Table", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name="Plot", exact=True)).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 1400), ("light", 390), ("dark", 390)])
async def test_plot_and_dialog_fit_the_screen(
    browser: Browser, served: str, tmp_path: Path, scheme: Any, width: int
) -> None:
    context = await browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844})
    page, figure = await plotted(context, served, example("10_starter"))
    await expect(figure.locator(".plot-point").first).to_be_visible()
    await figure.scroll_into_view_if_needed()
    await page.screenshot(path=tmp_path / "plot.png")
    ink, paper = await figure.evaluate(
        "e => [getComputedStyle(e.querySelector('text')).fill, getComputedStyle(document.body).backgroundColor]"
    )
    assert (brightness(ink) > brightness(paper)) == (scheme == "dark")
    box = await figure.locator("svg").first.bounding_box()
    assert box
    assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
    await page.get_by_role("button", name="Export…", exact=True).click()
    await page.screenshot(path=tmp_path / "export.png")
    box = await page.get_by_role("dialog", name="Export").bounding_box()
    assert box
    assert (box["x"] >= 0, box["x"] + box["width"] <= width, box["y"] >= 0) == (True, True, True)
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    await context.close()


def brightness(color: str) -> int:
    return sum(map(int, re.findall(r"\d+", color)[:3]))
