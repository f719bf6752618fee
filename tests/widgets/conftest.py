"""A Chromium for the pages, and an eye on everything that a page asks for and complains of."""

import os
import shutil
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

PATIENCE = 20_000
"""Milliseconds that a page may take for what it does at once on a machine with nothing else to do."""
expect.set_options(timeout=PATIENCE)

CHROMIUM_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    """The browser to drive; None leaves it to Playwright's own."""
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("SLUGGER_CHROMIUM") or next(filter(None, found), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        yield started
        await started.close()


class Watch:
    """Everything that a page asked for and complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        context.on("console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        context.on("weberror", lambda e: self.complaints.append(str(e.error)))
        context.on("request", lambda r: self.hosts.add(urlsplit(r.url).netloc) if r.url.startswith("http") else None)


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(
        viewport={"width": 1400, "height": 850}, permissions=["clipboard-read", "clipboard-write"]
    )
    opened.set_default_timeout(PATIENCE)
    yield opened
    await opened.close()


@pytest.fixture
async def watch(context: BrowserContext) -> Watch:
    return Watch(context)
