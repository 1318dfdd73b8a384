"""Debian's Chromium without a window, driven through its DevTools protocol (chromedevtools.github.io)."""

import asyncio
import base64
import contextlib
import json
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--hide-scrollbars", "--remote-debugging-port=0", "about:blank",
)  # fmt: skip
_START_S = 30.0
_ANSWER_S = 60.0
_LOOK_S = 0.05
_CLICK = "(one => { if (one) one.click(); return Boolean(one); })(document.querySelector(%s))"


@dataclass(slots=True)
class Tab:
    """One page of the browser; ``complaints`` collects what its console and policy say."""

    socket: aiohttp.ClientWebSocketResponse
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    received: int = 0
    _number: int = 0
    _loaded: asyncio.Event = field(default_factory=asyncio.Event)
    _answers: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)

    async def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command and return its result."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"id": self._number, "method": method, "params": parameters})
        return await asyncio.wait_for(answer, _ANSWER_S)

    async def listen(self) -> None:
        """Read what the browser says until it closes."""
        async for message in self.socket:
            heard = json.loads(message.data)
            if "id" in heard:
                self._answers.pop(heard["id"]).set_result(heard.get("result") or {"error": heard.get("error")})
            else:
                self._note(heard["method"], heard.get("params", {}))

    def _note(self, event: str, facts: dict[str, Any]) -> None:
        match event:
            case "Page.loadEventFired":
                self._loaded.set()
            case "Log.entryAdded":
                self.complaints.append(f"{facts['entry']['text']} {facts['entry'].get('url', '')}")
            case "Network.requestWillBeSent":
                self.requests.append(facts["request"]["url"])
            case "Network.loadingFinished":
                self.received += int(facts["encodedDataLength"])

    async def look(
        self, width: int, height: int, *, scheme: str = "light", scale: float = 1, phone: bool = False
    ) -> None:
        """Set the size of the window (CSS pixels) and the reader's colour scheme."""
        await self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=phone
        )
        await self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    async def visit(self, url: str, *, language: str = "en") -> None:
        """Open an address and wait until it has loaded."""
        self._loaded.clear()
        self.complaints.clear()
        self.requests.clear()
        self.received = 0
        await self.ask("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        await self.ask("Page.navigate", url=url)
        await asyncio.wait_for(self._loaded.wait(), _ANSWER_S)
        # A new tab may tell of its empty page only now.
        await self._until("location.href !== 'about:blank' && document.readyState === 'complete'")

    async def press(self, selector: str) -> None:
        """Click something, once it is there, and wait until the page that it leads to has loaded."""
        self._loaded.clear()
        await self._until(_CLICK % json.dumps(selector))
        await asyncio.wait_for(self._loaded.wait(), _ANSWER_S)

    async def _until(self, script: str) -> None:
        """Wait until an expression holds; in a page that is being replaced nothing does."""
        for _ in range(round(_ANSWER_S / _LOOK_S)):
            with contextlib.suppress(KeyError, RuntimeError):
                if await self.run(script):
                    return
            await asyncio.sleep(_LOOK_S)
        raise TimeoutError(script)

    async def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the script is worth
        """Return the value of an expression in the page; promises are awaited."""
        result = await self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    async def picture(self, path: Path, *, whole: bool = False) -> None:
        """Write a screenshot of the window, or of the whole page."""
        shot = await self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))


@asynccontextmanager
async def open_tab(*flags: str) -> AsyncIterator[Tab]:
    """Yield the only tab of a new browser, which is closed afterwards."""
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory(prefix="inkhearth-chromium-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            PROGRAM, f"--user-data-dir={folder}", *flags, *_FLAGS,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with aiohttp.ClientSession() as session:
                address = await _address(session, Path(folder))
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    tab = Tab(socket)
                    listening = asyncio.create_task(tab.listen())
                    for area in ("Page", "Log", "Network"):
                        await tab.ask(f"{area}.enable")
                    yield tab
                    listening.cancel()
        finally:
            process.send_signal(signal.SIGKILL)
            await process.wait()


async def _address(session: aiohttp.ClientSession, folder: Path) -> str:
    """Return the DevTools address of the first tab, once the browser has written its port down."""
    note = folder / "DevToolsActivePort"
    async with asyncio.timeout(_START_S):
        while not (note.exists() and "\n" in note.read_text()):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)
        port = note.read_text().partition("\n")[0]
        while True:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                tabs = [tab for tab in await answer.json() if tab["type"] == "page"]
            if tabs:
                return str(tabs[0]["webSocketDebuggerUrl"])
            await asyncio.sleep(0.05)
