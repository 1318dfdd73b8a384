"""A whole house with a browser in front of it, for journeys that people make."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from core.auth import sessions
from core.clock import utc_now
from core.roles import Role
from tests.factories import person
from tests.servers import free_port, wait_until
from tests.stage import Stage, stage
from tests.web_gallery.chromium import Chromium, Look, Tab, open_browser
from tests.web_gallery.judging import AXE, VIOLATIONS, WIDER

_SETTLED = """
new Promise(done => { let still = setTimeout(done, 500);
  new MutationObserver(() => { clearTimeout(still); still = setTimeout(done, 500); })
    .observe(document.body, {subtree: true, childList: true}); })
"""


@contextmanager
def open_house(database_url: str, redis_url: str, folder: Path) -> Iterator[Stage]:
    """Yield a house whose conductor, worker and gallery run."""
    port = str(free_port())
    settings = {"GALLERY_PORT": port, "GALLERY_METRICS_PORT": "0", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with stage(database_url, redis_url, folder, lease_s=30, settings=settings) as built:
        for program in ("conductor", "worker", "gallery"):
            built.start(program)
        wait_until(lambda: _serves(built), "the gallery is ready", within_s=120)
        yield built


def _serves(house: Stage) -> bool:
    try:
        return httpx.get(f"{house.settings['PUBLIC_URL']}/readyz", timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@asynccontextmanager
async def member(house: Stage, name: str, *, role: Role = Role.USER, look: Look | None = None) -> AsyncIterator[Tab]:
    """Yield the tab of somebody who has signed in, in a browser of their own."""
    async with open_browser() as browser, member_of(browser, house, name, role=role, look=look) as tab:
        yield tab


@asynccontextmanager
async def member_of(
    browser: Chromium, house: Stage, name: str, *, role: Role = Role.USER, look: Look | None = None
) -> AsyncIterator[Tab]:
    """Yield the tab of somebody who has signed in."""
    async with house.database() as database, database.transaction() as session:
        user = await person(session, name, role=role)
        key = await sessions.open_session(session, user, device="tests", now=utc_now())
    async with browser.tab(look) as tab:
        origin = house.settings["PUBLIC_URL"]
        await tab.page.context.add_cookies([{"name": "inkhearth", "value": key, "url": origin}])
        yield tab


async def tab_to(tab: Tab, selector: str, *, most: int = 80) -> None:
    """Move the focus with the Tab key until it is on something.

    Raises:
        AssertionError: the keyboard doesn't get there.
    """
    on = f"Boolean(document.activeElement?.matches({selector!r}))"
    await tab.page.locator(selector).first.wait_for()
    for _ in range(most):
        if await tab.run(on):
            return
        await tab.keys("Tab")
    raise AssertionError(selector)


async def settled_faults(tab: Tab) -> list[str]:
    """Return the faults of a page whose parts come by themselves, once none has come for half a second."""
    await tab.run(_SETTLED)
    return await faults(tab)


async def faults(tab: Tab) -> list[str]:
    """Return what axe and the browser's own policy have against the page as it stands."""
    await tab.run(AXE.read_text(encoding="utf-8"))
    refused = [text for text in tab.complaints if "Content Security Policy" in text]
    return [*refused, *await tab.run(VIOLATIONS), *(["wider than the window"] if await tab.run(WIDER) > 0 else [])]
