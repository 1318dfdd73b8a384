"""What a slow phone sees of the gallery (gallery.md G4): Chromium at a quarter of the processor's speed."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import httpx

from core.db import Database
from core.storage import FolderStore
from launcher.folders import REPOSITORY
from tests.bench._table import Row, median
from tests.servers import free_port, wait_until
from tests.web_gallery.chromium import PROGRAM, Tab, open_tab
from tests.web_gallery.scenery import scene
from tests.web_gallery.seeds import NOON, Seeds
from tests.web_gallery.test_main import environment
from web_gallery.settings import WebSettings

ROUNDS = 5
_SHAPES = ((1152, 768), (768, 1152), (1024, 1024), (1280, 720), (720, 1280))
_PICTURES = 34
_PAINT_MS, _BLOCKED_MS, _SHIFT = 2_500, 200, 0.05
_SLOWER = 4
_SEEN = """
new Promise(done => { let paint = 0, blocked = 0, moved = 0;
  const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note))
    .observe({type, buffered: true});
  watch("largest-contentful-paint", one => { paint = one.startTime; });
  watch("longtask", one => { blocked += Math.max(0, one.duration - 50); });
  watch("layout-shift", one => { moved += one.value; });
  setTimeout(() => done([paint, blocked, moved]), 2500); })
"""


async def phone(settings: WebSettings) -> list[Row]:
    """Return what a phone with an empty cache sees of the feed's first page, over an empty migrated database."""
    if PROGRAM is None:
        return [Row("G4", "the feed on a slow phone", "not measured: Chromium is not installed")]
    await _hang(settings)
    async with _served(settings) as origin, open_tab() as tab:
        await tab.look(390, 844, scale=2, phone=True)
        await tab.ask("Network.setCacheDisabled", cacheDisabled=True)
        await tab.visit(f"{origin}/about")
        await tab.ask("Emulation.setCPUThrottlingRate", rate=_SLOWER)
        seen = [await _look(tab, origin) for _ in range(ROUNDS + 1)][1:]
    paint, blocked, moved = (median(list(values)) for values in zip(*seen, strict=True))
    slow = f"the feed on a phone, processor {_SLOWER} times as slow: "
    return [
        Row("G4", slow + "largest paint", f"{paint:.0f} ms", f"≤ {_PAINT_MS} ms", 0 < paint <= _PAINT_MS),
        Row("G4", slow + "blocked", f"{blocked:.0f} ms", f"≤ {_BLOCKED_MS} ms", blocked <= _BLOCKED_MS),
        Row("G4", slow + "moved", f"{moved:.3f}", f"≤ {_SHIFT}", moved <= _SHIFT),
    ]


async def _look(tab: Tab, origin: str) -> tuple[float, float, float]:
    await tab.visit(f"{origin}/")
    paint, blocked, moved = await tab.run(_SEEN)
    return paint, blocked, moved


async def _hang(settings: WebSettings) -> None:
    """Fill the gallery with pictures of every shape."""
    database = Database(settings.database_url)
    seeds = Seeds(database, FolderStore(settings.data_folder, base_url="", signing_key=settings.signing_key))
    owner = await seeds.person()
    views = [await seeds.code(scene(*shape, index)) for index, shape in enumerate(_SHAPES)]
    for index in range(_PICTURES):
        prompt, at = f"a fox in a wood, number {index}", NOON - timedelta(minutes=index)
        await seeds.picture(owner, coded=views[index % len(views)], at=at, prompt=prompt)
    await database.close()


@asynccontextmanager
async def _served(settings: WebSettings) -> AsyncIterator[str]:
    """Yield the address of a gallery in a process of its own."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web_gallery", cwd=REPOSITORY, stderr=subprocess.DEVNULL,
        env=environment(settings, port) | {"ASK_CONSENT": "false"},
    )  # fmt: skip
    origin = f"http://127.0.0.1:{port}"
    try:
        await asyncio.to_thread(partial(wait_until, partial(_ready, origin), "the gallery is ready", within_s=120))
        yield origin
    finally:
        process.terminate()
        await process.wait()


def _ready(origin: str) -> bool:
    try:
        return httpx.get(f"{origin}/readyz", timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
