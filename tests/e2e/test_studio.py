"""The studio in a real browser over real processes: drawing and cancelling, live."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from core.auth import sessions
from core.clock import utc_now
from tests.factories import person
from tests.servers import free_port
from tests.stage import Stage, stage, until
from tests.web_gallery.chromium import PROGRAM, Tab, open_tab
from tests.web_gallery.test_browser import AXE, VIOLATIONS, WIDER

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]
TYPED = "(() => {{ const field = document.querySelector({0}); field.value = {1}; \
field.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"


@pytest.fixture
async def house(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Conductor, worker and gallery."""
    port = str(free_port())
    settings = {"GALLERY_PORT": port, "GALLERY_METRICS_PORT": "0", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with stage(database_url, redis_url, tmp_path, lease_s=10, settings=settings) as built:
        for program in ("conductor", "worker", "gallery"):
            built.start(program)
        await until(lambda: _serves(built), "the gallery is ready")
        yield built


async def _serves(house: Stage) -> bool:
    async with httpx.AsyncClient(base_url=house.settings["PUBLIC_URL"]) as browser:
        try:
            return (await browser.get("/readyz")).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
async def tab(house: Stage) -> AsyncIterator[Tab]:
    """Somebody signed in, in front of a browser."""
    async with house.database() as database, database.transaction() as session:
        ada = await person(session, "Ada")
        key = await sessions.open_session(session, ada, device="tests", now=utc_now())
    async with open_tab() as opened:
        await opened.ask("Network.setCookie", name="inkhearth", value=key, url=house.settings["PUBLIC_URL"])
        await opened.look(1280, 900)
        yield opened


async def _type(tab: Tab, selector: str, words: str) -> None:
    await tab.run(TYPED.format(json.dumps(selector), json.dumps(words)))


async def _until(tab: Tab, expression: str, what: str, *, within_s: float = 60) -> None:
    async def holds() -> bool:
        return bool(await tab.run(f"Boolean({expression})"))

    await until(holds, what, within_s=within_s)


async def _faults(tab: Tab) -> list[str]:
    """Return what axe and the browser's own policy have against the page as it stands."""
    await tab.run(AXE.read_text(encoding="utf-8"))
    refused = [text for text in tab.complaints if "Content Security Policy" in text]
    return [*refused, *await tab.run(VIOLATIONS), *(["wider than the window"] if await tab.run(WIDER) > 0 else [])]


async def test_a_picture_is_drafted_drawn_shown_and_published_in_place(house: Stage, tab: Tab) -> None:
    origin = house.settings["PUBLIC_URL"]
    await tab.visit(f"{origin}/studio")
    await _type(tab, "#prompt", "a red fox under a tree, quux")
    await _until(tab, "document.querySelector('[data-draft-picture]').src.startsWith('data:')", "the draft is there")
    assert "quux" in await tab.run("document.querySelector('[data-draft-words]').textContent")
    await tab.run("document.querySelector('[data-go]').click()")
    await _until(tab, "document.querySelector('.job .result img')", "the picture is there, without a reload")
    assert await tab.run("location.pathname") == "/studio"
    assert "99" in await tab.run("document.querySelector('[data-credits]').textContent")
    await tab.run("document.querySelector('.job form[action$=reach] button').click()")
    await _until(tab, "document.querySelector('.job').textContent.includes('Make private')", "it is public")
    async with httpx.AsyncClient(base_url=origin) as stranger:
        assert "a red fox under a tree" in (await stranger.get("/")).text
    assert await _faults(tab) == []
    await tab.look(390, 844, scheme="dark", phone=True)
    await tab.visit(f"{origin}/studio", language="pl")
    assert await _faults(tab) == []


async def test_a_waiting_picture_is_cancelled_by_its_button(house: Stage, tab: Tab) -> None:
    house.kill("worker")
    await tab.visit(f"{house.settings['PUBLIC_URL']}/studio")
    await _type(tab, "#prompt", "a fox")
    await tab.run("document.querySelector('[data-go]').click()")
    await _until(tab, "document.querySelector('.job form[action$=cancel]')", "it waits")
    await tab.run("document.querySelector('.job form[action$=cancel] button').click()")
    await _until(tab, "document.querySelector('.job-failed')", "it is cancelled")
    assert "100 credits of 100" in await tab.run("document.querySelector('[data-credits]').textContent")
