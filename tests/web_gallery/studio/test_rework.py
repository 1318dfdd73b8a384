"""What is made of a picture that is there: every way without a script, only of what one may see, words kept."""

import httpx
import pytest
from PIL import Image

from core.clock import utc_now
from core.engines import STORYBOARD, ModelCard, WorkerCard
from core.jobs.editing import Mode
from core.jobs.models import Job, Worker
from core.jobs.motion import Move
from core.jobs.states import Kind
from core.media.models import Media
from core.privacy import Visibility
from tests.web_gallery.seeds import Seeds, decoded
from tests.web_gallery.studio.conftest import Desk
from tests.web_gallery.studio.test_pictures import jobs, png
from tests.web_gallery.visitors import FROM_HERE
from web_gallery.site import Site

SCENE = {"scene": 1, "things": [{"words": "fox", "concept": "fox", "box": [10, 8, 20, 24]}, {"words": "odd"}]}
PAINTER = ModelCard(name="painter", engine="diffusers", edits=(Mode.IMAGE, Mode.VARIATION, Mode.INPAINT), cost=3)
SCALER = ModelCard(name="lanczos", engine="upscaling", makes=(Kind.UPSCALE,), factors=(2,), invents=False)
TELLER = ModelCard(name="teller", engine="describing", makes=(Kind.CAPTION,))


@pytest.fixture
async def able(site: Site) -> None:
    """A worker that can do everything there is a form for."""
    card = WorkerCard(name="pc", incarnation="1", queue="gpu.pc", slots=1, models=(STORYBOARD, PAINTER, SCALER, TELLER))
    async with site.database.transaction() as session:
        session.add(Worker(name="pc", incarnation="1", card=card.model_dump(mode="json"), seen_at=utc_now()))


async def sent(desk: Desk, picture: Media, deed: str, fields: dict[str, str]) -> httpx.Response:
    """Send one of the forms."""
    data = {"csrf": desk.csrf, **fields}
    return await desk.client.post(f"/studio/rework/{picture.slug}/{deed}", data=data, headers=FROM_HERE)


async def asked(desk: Desk, site: Site, picture: Media, deed: str, **fields: str) -> Job:
    """Send one of the forms and return the job that came of it."""
    before = {job.id for job in await jobs(site)}
    answer = await sent(desk, picture, deed, fields)
    assert answer.status_code == 303, answer.text
    (made,) = [job for job in await jobs(site) if job.id not in before]
    assert answer.headers["location"] == f"/studio/jobs/{made.id}"
    return made


@pytest.mark.usefixtures("able")
async def test_every_way_is_on_the_page_and_makes_what_it_says(desk: Desk, site: Site, seeds: Seeds) -> None:
    picture = await seeds.picture(desk.user, visibility=Visibility.PRIVATE, scene=SCENE)
    page = (await desk.client.get(f"/studio/rework/{picture.slug}")).text
    for deed in ("vary", "repaint", "animate", "enlarge", "describe"):
        assert f"/studio/rework/{picture.slug}/{deed}" in page
    clip = (await asked(desk, site, picture, "animate", seconds="2", move="pan")).draw
    assert (clip.motion and clip.motion.seconds, clip.motion and clip.motion.move) == (2.0, Move.PAN)
    assert clip.reference is None, "the storyboard draws its own scene again, so that it lives"
    larger = (await asked(desk, site, picture, "enlarge", factor="2")).draw
    assert (larger.width, larger.height, larger.reference) == (96, 64, picture.key)
    varied = (await asked(desk, site, picture, "vary", change="strong")).draw
    assert (varied.mode, varied.strength) == (Mode.VARIATION, 0.75)
    assert (await asked(desk, site, picture, "describe")).draw.kind is Kind.CAPTION


@pytest.mark.usefixtures("able")
async def test_a_part_is_named_by_a_thing_or_painted_and_one_of_them_has_to_be(
    desk: Desk, site: Site, seeds: Seeds
) -> None:
    picture = await seeds.picture(desk.user, scene=SCENE)
    by_thing = (await asked(desk, site, picture, "repaint", prompt="a red fox", **{"thing-0": "on"})).draw
    assert by_thing.edit is not None
    mask = decoded(await site.store.get(by_thing.edit.mask))
    assert (mask.size, mask.getpixel((15, 15)), mask.getpixel((40, 15))) == ((48, 32), (255, 255, 255), (0, 0, 0))
    files = {"mask": ("mask.png", png(), "image/png")}
    answer = await desk.send(f"/studio/rework/{picture.slug}/repaint", files=files, prompt="a hat")
    assert answer.status_code == 303
    nothing = await desk.send(f"/studio/rework/{picture.slug}/repaint", prompt="a <hat>")
    assert nothing.status_code == 400
    assert "Which part shall change?" in nothing.text
    assert "a &lt;hat&gt;" in nothing.text


@pytest.mark.usefixtures("able")
async def test_of_somebody_else_s_only_what_is_shown_is_used(desk: Desk, site: Site, seeds: Seeds) -> None:
    eve = await seeds.person("Eve")
    hidden = await seeds.picture(eve, prompt="a zebracrossing", prompt_hidden=True, scene=SCENE)
    page = (await desk.client.get(f"/studio/rework/{hidden.slug}")).text
    assert "zebracrossing" not in page
    assert "thing-0" not in page, "what is in it would give the words away"
    clip = await asked(desk, site, hidden, "animate", seconds="3", move="push")
    assert (clip.draw.prompt, clip.draw.reference) == ("A picture in motion", hidden.key)
    for unseen in (
        await seeds.picture(eve, visibility=Visibility.PRIVATE),
        await seeds.picture(eve, level=2),
        await seeds.picture(desk.user, media_type="video/mp4"),
    ):
        assert (await desk.client.get(f"/studio/rework/{unseen.slug}")).status_code == 404
        assert (await sent(desk, unseen, "animate", {"seconds": "3", "move": "push"})).status_code == 404


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("eat", {}),
        ("animate", {}),
        ("animate", {"seconds": "900", "move": "push"}),
        ("animate", {"seconds": "3", "move": "\0"}),
        ("enlarge", {"factor": "²"}),
        ("enlarge", {"factor": "8"}),
        ("vary", {"change": "x" * 9000}),
        ("repaint", {"prompt": "   ", "thing-0": "on"}),
    ],
)
@pytest.mark.usefixtures("able")
async def test_what_no_form_of_ours_sends_is_refused_on_the_page_and_to_scripts(
    desk: Desk, site: Site, seeds: Seeds, deed: str, fields: dict[str, str]
) -> None:
    picture = await seeds.picture(desk.user, scene=SCENE)
    planted = len(await jobs(site))
    answer = await sent(desk, picture, deed, fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    told = await desk.send(f"/studio/rework/{picture.slug}/{deed}", by_script=True)
    assert told.json()["detail"], "a form without anything is refused to scripts as well"
    assert len(await jobs(site)) == planted


async def test_what_nobody_can_do_is_not_offered(desk: Desk, seeds: Seeds) -> None:
    picture = await seeds.picture(desk.user, alt={"en": "A fox reading."})
    page = (await desk.client.get(f"/studio/rework/{picture.slug}")).text
    assert "A fox reading." in page, "what is known needs no model"
    for deed in ("repaint", "enlarge", "describe"):
        assert f"/{picture.slug}/{deed}" not in page
    answer = await sent(desk, picture, "enlarge", {"factor": "2"})
    assert (answer.status_code, "No computer here can do this" in answer.text) == (503, True)


async def test_the_studio_starts_from_the_words_of_a_picture_s_page(desk: Desk, seeds: Seeds) -> None:
    """G5: the address names the picture, never its words."""
    eve = await seeds.person("Eve")
    coded = await seeds.code(Image.new("RGB", (40, 80), "#884422"), with_copies=False)
    public = await seeds.picture(eve, prompt="a quiet harbour", style="ink", coded=coded)
    page = (await desk.client.get(f"/studio?from={public.slug}")).text
    assert "a quiet harbour</textarea>" in page
    assert 'value="ink" selected' in page
    assert 'value="tall" checked' in page
    for other in (
        await seeds.picture(eve, prompt="zebracrossing", prompt_hidden=True),
        await seeds.picture(eve, prompt="zebracrossing", level=2),
    ):
        assert "zebracrossing" not in (await desk.client.get(f"/studio?from={other.slug}")).text
    secret = await seeds.picture(eve, visibility=Visibility.PRIVATE)
    assert (await desk.client.get(f"/studio?from={secret.slug}")).status_code == 404
