"""A gallery in a process of its own with pages to look at, and what makes a browser find fault with one."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial

import httpx
import pytest

from core.privacy import Visibility
from core.storage import FolderStore
from core.users.models import User
from launcher.folders import REPOSITORY
from tests.core.gallery.conftest import listed
from tests.servers import free_port, wait_until
from tests.web_gallery.chromium import PROGRAM, Tab
from tests.web_gallery.scenery import scene
from tests.web_gallery.seeds import NOON, Seeds
from tests.web_gallery.test_main import environment
from tests.web_gallery.test_signing_in import link_for
from web_gallery import cursors
from web_gallery.settings import WebSettings
from web_gallery.site import Site

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = (390, 844), (1280, 900)
SHAPES = ((1152, 768), (768, 1152), (1024, 1024), (1280, 720), (720, 1280))
VIOLATIONS = """
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
   .then(found => found.passes.length < 20 ? ["axe passed only " + found.passes.length + " rules"] :
     found.violations.map(one => one.id + ": " + one.nodes.map(node => node.html).join(" | ")))
"""
SHIFTS = """
new Promise(done => { let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(shift => { sum += shift.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300); })
"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OVERLAPS = """
(() => { const boxes = [...document.querySelectorAll(".card")].map(card => {
    const frame = card.querySelector(".frame").getBoundingClientRect();
    const caption = card.querySelector(".caption").getBoundingClientRect();
    return {left: frame.left, right: frame.right, top: frame.top, bottom: caption.bottom}; });
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => a.left < b.right - 1 && b.left < a.right - 1 &&
    a.top < b.bottom - 1 && b.top < a.bottom - 1)).length; })()
"""


_ALWAYS = {
    "feed": "/",
    "about": "/about",
    "filtered": "/?style=flat&kind=picture",
    "nothing like it": "/?kind=comic",
    "tags": "/tags",
    "tag": "/tags/fox",
    "person": "/u/zofia-kossak-szczucka-wojcicka",
    "search": "/search?q=lis",
    "found nothing": "/search?q=turtel",
    "login": "/login",
    "missing": "/nothing",
    "register": "/register",
    "forgot": "/forgot",
    "legal": "/legal",
    "privacy": "/legal/privacy",
    "provenance": "/provenance",
    "interface": "/api/v1/docs",
}

NEEDED = [
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm ci)"),
]


async def _foxes(seeds: Seeds, owner: User) -> list[str]:
    """Add 34 pictures of every shape, the newest first; return their addresses' last parts."""
    views = [await seeds.code(scene(*shape, index)) for index, shape in enumerate(SHAPES)]
    return [
        (
            await seeds.picture(
                owner,
                coded=views[index % len(views)],
                at=NOON - timedelta(minutes=index),
                prompt=f"a fox in a wood, number {index}",
            )
        ).slug
        for index in range(34)
    ]


async def _planted(seeds: Seeds, site: Site) -> dict[str, str]:
    """Fill a gallery with pictures of every shape and return the paths of its pages."""
    ada = await seeds.person("Zofia Kossak-Szczucka-Wójcicka")
    gone = await seeds.picture(ada, deleted=True)
    slugs = await _foxes(seeds, ada)
    await listed(site.database)
    odd = await seeds.picture(
        ada, visibility=Visibility.UNLISTED, prompt="Donaudampfschiff" * 100, not_drawn=["ship", "harbour"]
    )
    return _ALWAYS | {
        "picture": f"/i/{slugs[0]}",
        "tall": f"/i/{slugs[4]}",
        "unlisted": f"/i/{odd.slug}",
        "link": f"/login?key={await link_for(site, ada)}",
        "gone": f"/i/{gone.slug}",
        "report": f"/i/{slugs[1]}/report",
        "older": f"/?before={cursors.written((NOON - timedelta(minutes=29), gone.id))}",
        "last": f"/?before={cursors.written((NOON - timedelta(days=9), gone.id))}",
    }


@pytest.fixture
async def pages(settings: WebSettings, seeds: Seeds, site: Site) -> AsyncIterator[dict[str, str]]:
    """The addresses of a running gallery's pages."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    assert isinstance(site.store, FolderStore)
    paths = await _planted(seeds, site)
    settled = environment(settings, port) | {"ASK_CONSENT": "false", "REGISTRATION": "open"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web_gallery", cwd=REPOSITORY, env=settled, stderr=subprocess.DEVNULL
    )
    try:
        await asyncio.to_thread(partial(wait_until, is_ready(origin), "the gallery is ready", within_s=120))
        yield {name: origin + path for name, path in paths.items()}
    finally:
        process.terminate()
        await process.wait()


def is_ready(origin: str) -> Callable[[], bool]:
    """Return what tells whether a gallery answers."""

    def ask() -> bool:
        try:
            return httpx.get(f"{origin}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    return ask


async def judge(tab: Tab, name: str, url: str, language: str) -> list[str]:
    """Return everything that is wrong with a page as it stands."""
    await tab.visit(url, language=language)
    complaints = [
        text for text in tab.complaints if not ("the server responded with" in text and name in {"missing", "gone"})
    ]
    foreign = [address for address in tab.requests if not address.startswith((url[:20], "data:"))]
    await tab.run(AXE.read_text(encoding="utf-8"))
    found = [*complaints, *foreign, *await tab.run(VIOLATIONS)]
    found += [f"wider than the window by {over}" for over in [await tab.run(WIDER)] if over > 0]
    found += [f"{count} cards overlap" for count in [await tab.run(OVERLAPS)] if count]
    found += [f"moved by {shift}" for shift in [await tab.run(SHIFTS)] if shift > 0.05]
    return [f"{name}: {what}" for what in found]
