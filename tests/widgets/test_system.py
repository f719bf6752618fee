"""The whole of it: a demo season behind `slugger serve`, and a person at the playground."""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import OperationDefinitionNode, parse
from playwright.async_api import BrowserContext, Page, Response, expect

from slugger.widgets.playground import Example, examples


def operation_name(example: Example) -> str:
    (operation,) = (d for d in parse(example.query).definitions if isinstance(d, OperationDefinitionNode))
    assert operation.name
    return operation.name.value


def rows(data: Any) -> int:
    """Count the objects in the longest list of an answer."""
    if isinstance(data, list):
        return max(len(data), *(rows(item) for item in data), 0) if data else 0
    return max((rows(value) for value in data.values()), default=0) if isinstance(data, dict) else 0


async def run(page: Page, example: Example) -> Any:
    """Choose an example and give what the server answers."""

    def answers(response: Response) -> bool:
        return f"query {operation_name(example)}" in (response.request.post_data or "")

    async with page.expect_response(answers) as answer:
        await page.get_by_role("button", name=re.compile(f"^{re.escape(example.title)}")).first.click()
    return await (await answer.value).json()


@pytest.mark.parametrize("example", examples(), ids=operation_name)
async def test_every_example_answers_with_rows(served: str, example: Example) -> None:
    async with httpx.AsyncClient(base_url=served, timeout=20) as client:
        answer = (await client.post("/graphql", json={"query": example.query})).json()
    assert "errors" not in answer
    assert rows(answer["data"]) >= 3


async def test_a_person_runs_every_example(served: str, context: BrowserContext, watch: Any, tmp_path: Path) -> None:
    page = await context.new_page()
    await page.goto(f"{served}/")
    for number, example in enumerate(examples()):
        answer = await run(page, example)
        assert "errors" not in answer
        await expect(page.locator(".result-window")).to_contain_text("data")
        await page.screenshot(path=tmp_path / f"example_{number}.png")
    assert watch.complaints == []
    assert watch.hosts == {served.removeprefix("http://")}


async def test_the_server_is_well_and_the_pages_need_nobody_else(served: str) -> None:
    async with httpx.AsyncClient(base_url=served) as client:
        health = await asyncio.gather(*(client.get(path) for path in ("/healthz", "/readyz", "/api/health")))
        assert [answer.status_code for answer in health] == [200, 200, 200]
        page = await client.get("/")
        assert "https://" not in page.text
        answer = await client.post("/graphql", json={"query": "{ games { totalCount } }"})
        assert answer.json()["data"] == {"games": {"totalCount": 30}}
