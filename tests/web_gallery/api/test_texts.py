"""Texts for programs: better words, scripts of ideas, other words for comics; by a model or at once by the template."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from core.auth.tokens import Scope
from core.clock import utc_now
from core.comics.script import FILE, parse
from core.engines import ModelCard
from core.jobs import outcomes, sweeps
from core.jobs.dispatch import claim
from core.jobs.models import Job
from core.jobs.orders import Event
from core.jobs.states import Kind
from tests.factories import LEASE, report, worker
from tests.web_gallery.api.test_creations import token_of
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import Seeds
from web_gallery.site import Site

PATH = "/api/v1/texts"
WRITER = ModelCard(name="poet", engine="openai-text", title="Poet", cost=3, makes=(Kind.SCRIPT,))


async def test_without_a_model_the_text_is_in_the_answer_and_costs_nothing(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    """Issue 7, line 3: everything that the pages do."""
    headers = await token_of(site, await seeds.person(), Scope.CREATE, Scope.READ)
    made = await client.post(PATH, json={"task": "expand", "words": "a fox"}, headers=headers)
    told = made.json()
    assert (made.status_code, told["state"], told["model"], told["cost"]) == (202, "succeeded", "template", 0)
    assert made.headers["location"] == told["url"]
    assert "fox" in told["text"]
    assert (await client.get(told["url"], headers=headers)).json() == told


async def test_an_idea_becomes_a_script_in_the_asker_s_language(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    headers = await token_of(site, await seeds.person(), Scope.CREATE)
    wish = {"task": "script", "words": "kot, który chce latać", "panels": 3}
    polish = (await client.post(PATH, json=wish, headers=headers | {"accept-language": "pl"})).json()
    english = (await client.post(PATH, json=wish | {"language": "en"}, headers=headers)).json()
    assert (polish["language"], english["language"]) == ("pl", "en")
    script = parse(polish["text"], limits=FILE, language="pl").script
    assert script is not None
    assert len(script.panels) == 3


async def test_a_comic_s_words_are_written_and_it_stays_as_it_was(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    ada = await seeds.person("Ada")
    headers = await token_of(site, ada, Scope.CREATE, Scope.READ)
    planted = await comics.comic(ada, script="Panel 1: A cat at an empty bowl\n\nPanel 2: A dog laughs\n")
    address = f"/api/v1/comics/{planted.comic.id}"
    before = (await client.get(address, headers=headers)).json()
    made = await client.post(f"{address}/texts", json={}, headers=headers)
    told = made.json()
    assert (made.status_code, told["task"], told["comic"]) == (202, "dialogue", str(planted.comic.id))
    assert told["text"] != before["script"]
    assert (await client.get(address, headers=headers)).json() == before


async def test_a_model_is_asked_where_one_is_awake_and_its_text_comes_later(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    ada = await seeds.person("Ada")
    headers = await token_of(site, ada, Scope.CREATE, Scope.READ)
    by = worker().model_copy(update={"models": (WRITER,)})
    async with site.database.transaction() as session:
        await sweeps.note_workers(session, (by,), now=utc_now())
    told = (await client.post(PATH, json={"task": "expand", "words": "a fox"}, headers=headers)).json()
    assert (told["state"], told["text"], told["model"], told["cost"]) == ("queued", None, "poet", 3)
    async with site.database.transaction() as session:
        order = await claim(session, by, lease=LEASE, now=utc_now())
        assert order is not None
        written = report(order.items[0], Event.SUCCEEDED, words={"en": "a fox at dusk"})
        await outcomes.finish(session, written, now=utc_now())
    assert (await client.get(told["url"], headers=headers)).json()["text"] == "a fox at dusk"


async def test_a_key_with_another_wish_is_refused_g15(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    ada = await seeds.person("Ada")
    headers = await token_of(site, ada, Scope.CREATE) | {"idempotency-key": "k"}
    wish = {"task": "script", "words": "a cat who wants to fly", "panels": 3}
    first, again = [(await client.post(PATH, json=wish, headers=headers)).json() for _ in range(2)]
    assert first == again
    for other in (
        {"task": "expand", "words": "a cat who wants to fly"},
        wish | {"words": "a dog"},
        wish | {"panels": 4},
    ):
        refused = await client.post(PATH, json=other, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:inkhearth:idempotency-key-reused")
    comic = (await comics.comic(ada)).comic
    refused = await client.post(f"/api/v1/comics/{comic.id}/texts", json={}, headers=headers)
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"task": "expand", "words": ""}, "prompt-empty"),
        ({"task": "expand", "words": "x" * 2001}, "prompt-too-long"),
        ({"task": "script", "words": " | "}, "idea-empty"),
        ({"task": "script", "words": "x" * 1500}, "idea-too-long"),
        ({"task": "script", "words": "a cat", "panels": 0}, "unreadable"),
        ({"task": "script", "words": "a cat", "panels": 2.5}, "unreadable"),
        ({"task": "dialogue", "words": "a cat"}, "unreadable"),
        ({"task": "expand", "words": "a cat", "language": "xx"}, "unreadable"),
        ({"task": "expand", "words": "x" * 100_000}, "unreadable"),
        ({"task": "expand"}, "unreadable"),
        ({"task": "expand", "words": "a naked child"}, "screened-minor-sexual"),
        ([], "unreadable"),
    ],
)
async def test_a_wish_that_can_t_be_is_refused_with_a_code_and_costs_nothing(
    body: object, code: str, site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    headers = await token_of(site, await seeds.person(), Scope.CREATE)
    answer = await client.post(PATH, json=body, headers=headers)
    assert answer.json()["type"] == f"urn:inkhearth:{code}"
    async with site.database.transaction() as session:
        assert list(await session.scalars(select(Job.id))) == []


async def test_a_token_that_may_only_read_has_nothing_written(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    """R5."""
    ada = await seeds.person("Ada")
    narrow = await token_of(site, ada, Scope.READ)
    assert (await client.post(PATH, json={"task": "expand", "words": "a fox"}, headers=narrow)).status_code == 403
    picture = await seeds.picture(ada)
    assert (await client.get(f"{PATH}/{picture.job_id}", headers=narrow)).status_code == 404
    assert (await client.get(f"{PATH}/{UUID(int=7)}", headers=narrow)).status_code == 404
