"""Texts in the browser: better words, scripts and other words; seen in a form before anything comes of them."""

import html
import re
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from core.clock import utc_now
from core.engines import STORYBOARD, ModelCard, WorkerCard
from core.jobs import outcomes
from core.jobs.dispatch import claim
from core.jobs.models import Job, Worker
from core.jobs.orders import Event, Failure
from core.jobs.states import Kind
from core.writing.template import TEMPLATE_CARD
from tests.factories import LEASE, report
from tests.web_gallery.comic_seeds import SCRIPT, ComicSeeds
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.studio.conftest import Desk
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.site import Site

WRITER = ModelCard(name="qwen3-4b", engine="transformers", cost=2, makes=(Kind.SCRIPT,))
CARD = WorkerCard(name="pc", incarnation="1", queue="gpu.pc", slots=1, models=(STORYBOARD, WRITER, TEMPLATE_CARD))
STORY = "Title: Rain\nLang: en\n\nPANEL 1: Maya runs in the rain\nMAYA (shout): Wait!\n\nPANEL 2: A bus leaves\n"


@pytest.fixture
async def writer(site: Site) -> ModelCard:
    """A model that writes, whose worker is awake."""
    async with site.database.transaction() as session:
        session.add(Worker(name="pc", incarnation="1", card=CARD.model_dump(mode="json"), seen_at=utc_now()))
    return WRITER


async def write(site: Site, text: str = "", *, failure: Failure | None = None) -> None:
    """Have the worker write what waits, or fail at it."""
    async with site.database.transaction() as session:
        order = await claim(session, CARD, lease=LEASE, now=utc_now())
        assert order is not None
        (item,) = order.items
        assert item.spec.writing is not None
        if failure is not None:
            await outcomes.fail(session, report(item, Event.FAILED, error=failure), now=utc_now())
            return
        words = {item.spec.writing.language: text}
        await outcomes.finish(session, report(item, Event.SUCCEEDED, words=words), now=utc_now())


async def jobs(site: Site) -> list[Job]:
    """Return all jobs, oldest first."""
    async with site.database.transaction() as session:
        return list(await session.scalars(select(Job).order_by(Job.id)))


def field(page: httpx.Response, name: str) -> str:
    """Return what stands in a text area."""
    found = re.search(rf'<textarea id="{name}".*?>(.*?)</textarea>', page.text, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


async def test_better_words_come_back_to_the_page_s_script(desk: Desk, site: Site, writer: ModelCard) -> None:
    told = await desk.send("/studio/words", by_script=True, prompt="a fox", style="ink", count="2", key="k", turn="1")
    assert told.status_code == 200
    assert (told.json()["open"], told.json()["text"]) == (True, "")
    again = await desk.send("/studio/words", by_script=True, prompt="a fox", style="ink", count="2", key="k", turn="1")
    assert again.json()["job"] == told.json()["job"]
    await write(site, "a fox <in> a quiet forest")
    news = (await desk.client.get(f"/studio/words/{told.json()['job']}")).json()
    assert (news["open"], news["text"], news["note"]) == (
        False,
        "a fox <in> a quiet forest",
        f"written by {writer.name}",
    )
    page = await desk.client.get(f"/studio?words={news['job']}")
    assert field(page, "prompt") == "a fox <in> a quiet forest"
    assert "<in>" not in page.text, "it is text and nothing else"
    assert re.search(r'value="2" checked', page.text)
    (job,) = await jobs(site)
    assert (job.kind, job.cost) == (Kind.SCRIPT, 2)


async def test_without_scripts_one_waits_on_the_job_s_page(desk: Desk, site: Site, writer: ModelCard) -> None:
    sent = await desk.send("/studio/words", prompt="a fox", count="1", key="k")
    assert sent.status_code == 303
    page = await desk.client.get(sent.headers["location"])
    assert ("Writing…" in page.text or "Waiting" in page.text, "http-equiv" in page.text) == (True, True)
    await write(site, "a fox in a forest")
    page = await desk.client.get(sent.headers["location"])
    (job,) = await jobs(site)
    assert "a fox in a forest" in page.text
    assert f'href="/studio?words={job.id}"' in page.text
    assert "deleted" not in page.text
    assert (await desk.client.get("/studio")).status_code == 200


async def test_without_a_model_they_are_in_the_form_at_once(desk: Desk, site: Site) -> None:
    sent = await desk.send("/studio/words", prompt="a fox", count="1", key="k")
    assert sent.headers["location"].startswith("/studio?words=")
    assert field(await desk.client.get(sent.headers["location"]), "prompt").startswith("a fox, ")
    (job,) = await jobs(site)
    assert job.cost == 0


async def test_a_script_is_written_into_the_editor(desk: Desk, site: Site, writer: ModelCard) -> None:
    editor = await desk.client.get("/studio/comics/new")
    assert 'formaction="/studio/words"' in editor.text
    wish = {"do": "idea", "idea": "Maya misses her bus", "panels": "2", "size": "a5", "style": "noir", "key": "k"}
    sent = await desk.send("/studio/words", by_script=True, **wish)
    await write(site, STORY)
    assert (await desk.client.get(f"/studio/words/{sent.json()['job']}")).json()["text"] == STORY
    page = await desk.client.get(f"/studio/comics/new?words={sent.json()['job']}")
    assert field(page, "script") == STORY
    assert 'value="a5" selected' in page.text
    assert [job.kind for job in await jobs(site)] == [Kind.SCRIPT], "nothing is drawn before it is sent"


async def test_without_a_model_the_editor_writes_as_ever(desk: Desk) -> None:
    assert 'formaction="/studio/words"' not in (await desk.client.get("/studio/comics/new")).text


async def test_other_words_stand_in_the_comic_s_editor_and_are_not_yet_taken(
    desk: Desk, site: Site, writer: ModelCard, comics: ComicSeeds
) -> None:
    planted = (await comics.comic(desk.user)).comic
    assert 'value="dialogue"' in (await desk.client.get(f"/studio/comics/{planted.id}")).text
    sent = await desk.send("/studio/words", do="dialogue", comic=str(planted.id), wish="funnier")
    job = next(job for job in await jobs(site) if job.kind is Kind.SCRIPT)
    assert sent.headers["location"] == f"/studio/jobs/{job.id}"
    await write(site, SCRIPT.replace("Breakfast is late.", "I could eat a horse."))
    assert f"/studio/comics/{planted.id}?words={job.id}" in (await desk.client.get(f"/studio/jobs/{job.id}")).text
    page = await desk.client.get(f"/studio/comics/{planted.id}?words={job.id}")
    assert "I could eat a horse." in field(page, "script")
    assert "Breakfast is late." in field(await desk.client.get(f"/studio/comics/{planted.id}"), "script")


async def test_nobody_writes_without_a_seat_a_mark_or_words(desk: Desk, site: Site, seeds: Seeds) -> None:
    wishes = (
        {"prompt": ""},
        {"prompt": "a naked child"},
        {"prompt": "a fox", "count": "9"},
        {"do": "idea", "idea": ""},
        {"do": "dialogue", "comic": "x"},
        {"do": "dialogue", "comic": str(UUID(int=1))},
    )
    for wish in wishes:
        refused = await desk.send("/studio/words", by_script=True, **({"count": "1"} | wish))
        assert 400 <= refused.status_code < 500
        assert refused.json()["detail"]
    assert (await desk.client.post("/studio/words", data={"prompt": "a fox"})).status_code == 403
    assert await jobs(site) == []


async def test_a_text_is_its_own_person_s(desk: Desk, site: Site, seeds: Seeds, writer: ModelCard) -> None:
    sent = await desk.send("/studio/words", by_script=True, prompt="a fox", count="1")
    await write(site, "a fox in a forest")
    job = sent.json()["job"]
    await signed_in(site, desk.client, await seeds.person("Bert"))
    for path in (f"/studio/words/{job}", f"/studio?words={job}", f"/studio/comics/new?words={job}"):
        assert (await desk.client.get(path)).status_code == 404


async def test_why_nobody_could_write_is_said(desk: Desk, site: Site, writer: ModelCard) -> None:
    sent = await desk.send("/studio/words", by_script=True, prompt="a fox", count="1")
    await write(site, failure=Failure.SERVICE)
    await write(site, failure=Failure.ENGINE)
    news = (await desk.client.get(f"/studio/words/{sent.json()['job']}")).json()
    assert (news["open"], news["text"]) == (False, "")
    assert "Your credits are back" in news["words"]
