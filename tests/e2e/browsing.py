"""A whole house with a browser in front of it, for journeys that people make."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from core.auth import sessions
from core.clock import utc_now
from core.roles import Role
from tests.factories import person
from tests.servers import free_port, wait_until
from tests.stage import Stage, stage, until
from tests.web_gallery.chromium import Tab, open_tab
from tests.web_gallery.judging import AXE, VIOLATIONS, WIDER

_TYPED = "(() => {{ const field = document.querySelector({0}); field.value = {1}; \
field.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"
_KEYS = {"Enter": ("\r", 13), "Tab": ("", 9), " ": (" ", 32)}


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
async def visitor(*, scripts: bool = True) -> AsyncIterator[Tab]:
    """Yield the tab of somebody who has never been here."""
    async with open_tab() as tab:
        await tab.look(1280, 900)
        if not scripts:
            await tab.ask("Emulation.setScriptExecutionDisabled", value=True)
        yield tab


@asynccontextmanager
async def member(house: Stage, name: str, *, role: Role = Role.USER, scripts: bool = True) -> AsyncIterator[Tab]:
    """Yield the tab of somebody who has signed in."""
    async with house.database() as database, database.transaction() as session:
        user = await person(session, name, role=role)
        key = await sessions.open_session(session, user, device="tests", now=utc_now())
    async with visitor(scripts=scripts) as tab:
        await tab.ask("Network.setCookie", name="inkhearth", value=key, url=house.settings["PUBLIC_URL"])
        yield tab


async def write(tab: Tab, selector: str, words: str) -> None:
    """Fill a field in, as far as the page's scripts can tell by hand."""
    await tab.run(_TYPED.format(json.dumps(selector), json.dumps(words)))


async def click(tab: Tab, selector: str) -> None:
    """Click something that leads to no other page."""
    await tab.run(f"document.querySelector({json.dumps(selector)}).click()")


async def press(tab: Tab, key: str) -> None:
    """Press a key as a person does; a letter stands for itself."""
    text, code = _KEYS.get(key, (key if len(key) == 1 else "", 0))
    named = {"key": key, "code": key, "windowsVirtualKeyCode": code}
    await tab.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **named)
    await tab.ask("Input.dispatchKeyEvent", type="keyUp", **named)


async def tab_to(tab: Tab, selector: str, *, most: int = 80) -> None:
    """Move the focus with the Tab key until it is on something.

    Raises:
        AssertionError: the keyboard doesn't get there.
    """
    for _ in range(most):
        if await tab.run(f"document.activeElement?.matches({json.dumps(selector)})"):
            return
        await press(tab, "Tab")
    raise AssertionError(selector)


async def seen(tab: Tab, expression: str, what: str, *, within_s: float = 90) -> None:
    """Wait until an expression in the page holds; a page that is being replaced holds nothing."""

    async def holds() -> bool:
        try:
            return bool(await tab.run(f"Boolean({expression})"))
        except (KeyError, RuntimeError):
            return False

    await until(holds, what, within_s=within_s)


async def faults(tab: Tab) -> list[str]:
    """Return what axe and the browser's own policy have against the page as it stands."""
    await tab.run(AXE.read_text(encoding="utf-8"))
    refused = [text for text in tab.complaints if "Content Security Policy" in text]
    return [*refused, *await tab.run(VIOLATIONS), *(["wider than the window"] if await tab.run(WIDER) > 0 else [])]
