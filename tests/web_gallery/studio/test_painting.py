"""A part painted over by hand: a mouse in a real browser, whose strokes become the mask that the job gets."""

from collections.abc import Iterator

import pytest

from core.auth import sessions
from core.clock import utc_now
from core.users.models import User
from tests.web_gallery.chromium import PROGRAM, Tab, open_tab
from tests.web_gallery.seeds import Seeds, decoded, drawn
from tests.web_gallery.standing import standing
from tests.web_gallery.studio.test_pictures import jobs
from tests.web_gallery.studio.test_rework import able
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
def origin(settings: WebSettings) -> Iterator[str]:
    """A gallery of its own process."""
    with standing(settings) as address:
        yield address


async def _key(site: Site, user: User) -> str:
    async with site.database.transaction() as session:
        return await sessions.open_session(session, user, device="tests", now=utc_now())


async def _drag(tab: Tab, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press the left button, move in steps and let go, as a hand does."""
    mouse = tab.page.mouse
    await mouse.move(*start)
    await mouse.down()
    await mouse.move(*end, steps=8)
    await mouse.up()


@pytest.mark.usefixtures("able")
async def test_what_a_mouse_paints_over_is_the_mask_of_the_job(site: Site, seeds: Seeds, origin: str) -> None:
    ada = await seeds.person("Ada")
    picture = await seeds.picture(ada, coded=await seeds.code(drawn(480, 320)))
    async with open_tab() as tab:
        await tab.page.context.add_cookies([{"name": "inkhearth", "value": await _key(site, ada), "url": origin}])
        await tab.visit(f"{origin}/studio/rework/{picture.slug}")
        left, top, width, height = await tab.run(PLACE)
        middle = top + height / 2
        await _drag(tab, (left + width * 0.1, middle), (left + width * 0.4, middle))
        await tab.page.fill("[data-repaint] [name=prompt]", "a red fox")
        await tab.press("[data-repaint] button:not([type=button])")
        assert tab.page.url.startswith(f"{origin}/studio/jobs/"), "the job's page"
        assert not tab.complaints
    (job,) = [one for one in await jobs(site) if one.id != picture.job_id]
    assert job.draw.edit is not None
    mask = decoded(await site.store.get(job.draw.edit.mask)).convert("L")
    assert mask.size == (480, 320)
    painted, bare = mask.getpixel((120, 160)), [mask.getpixel(place) for place in ((400, 160), (120, 20), (120, 300))]
    assert (painted, bare) == (255, [0, 0, 0])
