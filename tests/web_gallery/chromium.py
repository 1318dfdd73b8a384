"""Debian's Chromium without a window, driven by Playwright, which waits for what it does; no browser is downloaded."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, ConsoleMessage, Error, Page, ViewportSize, async_playwright

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE_MS = 90_000  # of everything that is waited for; a machine may be slow and busy
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
_LOOK_S = 0.05
_NARROW = 500  # a window below it is a phone's
# Runs before a page's own scripts and adds up how far its things move by themselves (web.dev/articles/cls).
_WATCH = """
window.moved = { sum: 0, add(list) { list.forEach(shift => { this.sum += shift.value; }); } };
window.moved.watch = new PerformanceObserver(list => window.moved.add(list.getEntries()));
window.moved.watch.observe({type: "layout-shift", buffered: true});
"""
MOVED = "(moved.add(moved.watch.takeRecords()), moved.sum)"


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks at pages: their window (CSS pixels), colours and language, and whether scripts run."""

    width: int = 1280
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    language: str = "en"
    scripts: bool = True
    scale: float = 1

    @property
    def size(self) -> ViewportSize:
        """The window, as Playwright names its sides."""
        return {"width": self.width, "height": self.height}


@dataclass(slots=True)
class Tab:
    """One page of somebody's browser; ``complaints`` collects what its console and policy say."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen."""
        # Plain functions, as Playwright writes into the object that a method is bound to.
        self.page.on("console", lambda said: self.complaints.extend(_complaints(said)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    async def visit(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        self.complaints.clear()
        self.requests.clear()
        await self.page.goto(url)

    async def press(self, selector: str) -> None:
        """Click something, once it is there and can be clicked, and wait until the page that it leads to has loaded."""
        async with self.page.expect_navigation():
            await self.page.click(selector)

    async def seen(self, expression: str) -> None:
        """Wait until an expression holds, in this page or in one that comes after it.

        Playwright's own ``wait_for_function`` asks from within the page, where our policy forbids ``eval``.

        Raises:
            AssertionError: with what it was worth at last.
        """
        last: object = None
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < deadline:
            try:
                if last := await self.run(expression):
                    return
            except Error as replaced:  # the page is, or hasn't got what the expression speaks of yet
                last = replaced
            await asyncio.sleep(_LOOK_S)
        raise AssertionError(expression, last)

    async def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the script is worth
        """Return the value of an expression in the page; promises are awaited."""
        return await self.page.evaluate(script)

    async def keys(self, *keys: str) -> None:
        """Press keys one after another, as Playwright names them."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def picture(self, path: Path, *, whole: bool = False) -> None:
        """Write a screenshot of the window, or of the whole page."""
        await self.page.screenshot(path=path, full_page=whole)


def _complaints(said: ConsoleMessage) -> list[str]:
    return [f"{said.text} {said.location['url']}"] if said.type in {"error", "warning"} else []


@dataclass(frozen=True, slots=True)
class Chromium:
    """A running browser, in which everybody has a profile of their own."""

    browser: Browser

    @asynccontextmanager
    async def tab(self, look: Look | None = None, *, of: Tab | None = None) -> AsyncIterator[Tab]:
        """Yield the tab of somebody who has never been here, or who is signed in as in a tab ``of`` theirs."""
        look = look or Look()
        context = await self.browser.new_context(
            viewport=look.size, color_scheme=look.scheme, locale=look.language, java_script_enabled=look.scripts,
            device_scale_factor=look.scale, is_mobile=look.width < _NARROW,
            storage_state=await of.page.context.storage_state() if of else None,
        )  # fmt: skip
        try:
            context.set_default_timeout(PATIENCE_MS)
            await context.add_init_script(_WATCH)
            yield Tab(await context.new_page())
        finally:
            await context.close()


@asynccontextmanager
async def open_browser() -> AsyncIterator[Chromium]:
    """Yield a new browser, which is closed afterwards and leaves nothing behind."""
    assert PROGRAM is not None
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=PROGRAM, args=_FLAGS, timeout=PATIENCE_MS)
        try:
            yield Chromium(browser)
        finally:
            await browser.close()


@asynccontextmanager
async def open_tab(look: Look | None = None) -> AsyncIterator[Tab]:
    """Yield the only tab of a new browser."""
    async with open_browser() as browser, browser.tab(look) as tab:
        yield tab
