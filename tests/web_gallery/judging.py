"""What makes a browser find fault with a page."""

from typing import Final

import pytest

from launcher.folders import REPOSITORY
from tests.web_gallery.chromium import MOVED, PROGRAM, Look, Tab

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = (390, 844), (1280, 900)
MANNERS: Final = (Look(*PHONE), Look(*DESK, "dark"), Look(*DESK, "light", "pl"), Look(*PHONE, "dark", "pl"))
# Colours are judged once they have stopped changing; what moves for ever is judged as it is.
VIOLATIONS = """
Promise.all(document.getAnimations().filter(one => one.effect?.getComputedTiming().endTime < Infinity)
   .map(one => one.finished.catch(() => {})))
   .then(() => axe.run(document,
     {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}))
   .then(found => found.passes.length < 20 ? ["axe passed only " + found.passes.length + " rules"] :
     found.violations.map(one => one.id + ": " + one.nodes.map(node => node.html).join(" | ")))
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
_STILL = 0.05  # gallery.md G4
_ANSWERED = "the server responded with"

NEEDED = [
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm ci)"),
]


async def judge(tab: Tab, url: str, *, answers_badly: bool = False) -> list[str]:
    """Open a page and return everything that is wrong with it; ``answers_badly`` where it is told with a 4xx."""
    await tab.visit(url)
    found = await faults(tab, answers_badly=answers_badly)
    return [f"{url}: {what}" for what in found]


async def faults(tab: Tab, *, answers_badly: bool = False) -> list[str]:
    """Return everything that is wrong with the page as it stands."""
    said = [text for text in tab.complaints if not (answers_badly and _ANSWERED in text)]
    home = "/".join(tab.page.url.split("/")[:3])
    foreign = [address for address in tab.requests if not address.startswith((home, "data:"))]
    await tab.run(AXE.read_text(encoding="utf-8"))
    found = [*said, *foreign, *await tab.run(VIOLATIONS)]
    found += [f"wider than the window by {over}" for over in [await tab.run(WIDER)] if over > 0]
    found += [f"{count} cards overlap" for count in [await tab.run(OVERLAPS)] if count]
    return found + [f"moved by {shift}" for shift in [await tab.run(MOVED)] if shift > _STILL]
