"""A part painted over by hand: a mouse in a real browser, whose strokes become the mask that the job gets."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial

import pytest

from core.auth import sessions
from core.clock import utc_now
from core.users.models import User
from launcher.folders import REPOSITORY
from tests.servers import free_port, wait_until
from tests.web_gallery.chromium import PROGRAM, Tab, open_tab
from tests.web_gallery.judging import is_ready
from tests.web_gallery.seeds import Seeds, decoded, drawn
from tests.web_gallery.studio.test_pictures import jobs
from tests.web_gallery.studio.test_rework import able
from tests.web_gallery.test_main import environment
from web_gallery.settings import WebSettings
from web_gallery.site import Site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]
__all__ = ["able"]
PLACE = """(() => { const canvas = document.querySelector("[data-canvas]"); canvas.scrollIntoView();
    const box = canvas.getBoundingClientRect(); return [box.left, box.top, box.width, box.height]; })()"""


@pytest.fixture
async def origin(settings: WebSettings) -> AsyncIterator[str]:
    """A gallery of its own process."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web_gallery", cwd=REPOSITORY, stderr=subprocess.DEVNULL,
        env=environment(settings, port) | {"ASK_CONSENT": "false"},
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        await asyncio.to_thread(partial(wait_until, is_ready(address), "the gallery is ready", within_s=120))
        yield address
    finally:
        process.terminate()
        await process.wait()


async def _key(site: Site, user: User) -> str:
    async with site.database.transaction() as session:
        return await sessions.open_session(session, user, device="tests", now=utc_now())


async def _drag(tab: Tab, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press the left button, move in steps and let go, as a hand does."""
    (left, top), (right, bottom) = start, end
    held = {"button": "left", "buttons": 1, "clickCount": 1}
    await tab.ask("Input.dispatchMouseEvent", type="mousePressed", x=left, y=top, **held)
    for step in range(1, 9):
        x, y = left + (right - left) * step / 8, top + (bottom - top) * step / 8
        await tab.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y, button="left", buttons=1)
    await tab.ask("Input.dispatchMouseEvent", type="mouseReleased", x=right, y=bottom, **held)


@pytest.mark.usefixtures("able")
async def test_what_a_mouse_paints_over_is_the_mask_of_the_job(site: Site, seeds: Seeds, origin: str) -> None:
    ada = await seeds.person("Ada")
    picture = await seeds.picture(ada, coded=await seeds.code(drawn(480, 320)))
    async with open_tab() as tab:
        await tab.look(1280, 900)
        await tab.ask("Network.setCookie", name="inkhearth", value=await _key(site, ada), url=origin)
        await tab.visit(f"{origin}/studio/rework/{picture.slug}")
        left, top, width, height = await tab.run(PLACE)
        middle = top + height / 2
        await _drag(tab, (left + width * 0.1, middle), (left + width * 0.4, middle))
        await tab.run("document.querySelector('[data-repaint] [name=prompt]').value = 'a red fox'")
        await tab.press("[data-repaint] button:not([type=button])")
        assert (await tab.run("location.pathname")).startswith("/studio/jobs/"), "the job's page"
        assert not tab.complaints
    (job,) = [one for one in await jobs(site) if one.id != picture.job_id]
    assert job.draw.edit is not None
    mask = decoded(await site.store.get(job.draw.edit.mask)).convert("L")
    assert mask.size == (480, 320)
    painted, bare = mask.getpixel((120, 160)), [mask.getpixel(place) for place in ((400, 160), (120, 20), (120, 300))]
    assert (painted, bare) == (255, [0, 0, 0])
