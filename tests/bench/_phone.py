"""What a slow phone sees of the gallery (gallery.md G4): Chromium at a quarter of the processor's speed."""

from datetime import timedelta

from core.db import Database
from core.storage import FolderStore
from tests.bench._table import Row, median
from tests.web_gallery.chromium import PROGRAM, Look, Tab, open_tab
from tests.web_gallery.scenery import scene
from tests.web_gallery.seeds import NOON, Seeds
from tests.web_gallery.standing import standing
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
    with standing(settings) as origin:
        async with open_tab(Look(390, 844, scale=2)) as tab:
            tools = await tab.page.context.new_cdp_session(tab.page)  # Playwright has no words for these
            await tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
            await tab.visit(f"{origin}/about")
            await tools.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
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
    seeds = Seeds(database, FolderStore(settings.store_folder, base_url="", signing_key=settings.signing_key))
    owner = await seeds.person()
    views = [await seeds.code(scene(*shape, index)) for index, shape in enumerate(_SHAPES)]
    for index in range(_PICTURES):
        prompt, at = f"a fox in a wood, number {index}", NOON - timedelta(minutes=index)
        await seeds.picture(owner, coded=views[index % len(views)], at=at, prompt=prompt)
    await database.close()
