"""Programs ask for pictures with a token, and a frame on the wall shows the newest."""

import httpx
import pytest
from sqlalchemy import select

from core.auth import tokens
from core.auth.tokens import Scope
from core.clock import utc_now
from core.frames import service as frames
from core.jobs.models import Job
from core.users.models import User
from tests.web_gallery.seeds import Seeds
from web_gallery.site import Site

PATH = "/api/v1/creations"


async def token_of(site: Site, user: User, *scopes: Scope) -> dict[str, str]:
    """Return the header of a program with a token of that person's."""
    async with site.database.transaction() as session:
        _, key = await tokens.mint(session, user, name="frame", scopes=scopes, now=utc_now())
    return {"authorization": f"Bearer {key}"}


async def test_a_program_asks_and_looks_until_the_picture_is_there(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    ada = await seeds.person("Ada")
    headers = await token_of(site, ada, Scope.CREATE, Scope.READ)
    made = await client.post(PATH, json={"prompt": "a fox", "frame": "hall"}, headers=headers)
    assert made.status_code == 202
    facts = made.json()
    assert (facts["state"], facts["pictures"]) == ("queued", [])
    assert made.headers["location"] == facts["url"]
    assert facts["frame"].startswith("http://gallery.test/frames/hall-")
    looked = await client.get(facts["url"], headers=headers)
    assert looked.json()["id"] == facts["id"]
    async with site.database.transaction() as session:
        job = await session.get_one(Job, looked.json()["id"])
        assert (job.owner_id, job.draw.prompt, job.visibility.value) == (ada.id, "a fox", "private")


async def test_the_same_wish_sent_twice_is_one_creation(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    """G15: idempotency keys."""
    headers = await token_of(site, await seeds.person(), Scope.CREATE) | {"idempotency-key": "sunset-2026-11-21"}
    first, second = [(await client.post(PATH, json={"prompt": "a sunset"}, headers=headers)).json() for _ in range(2)]
    assert first == second
    others = await token_of(site, await seeds.person("Bert"), Scope.CREATE) | {"idempotency-key": "sunset-2026-11-21"}
    third = (await client.post(PATH, json={"prompt": "a sunset"}, headers=others)).json()
    assert third["id"] != first["id"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"prompt": ""}, "prompt-empty"),
        ({"prompt": "x" * 2001}, "prompt-too-long"),
        ({"prompt": "a fox", "style": "baroque"}, "style"),
        ({"prompt": "a fox", "count": 9}, "count"),
        ({"prompt": "a fox", "seed": -1}, "seed"),
        ({"prompt": "a fox", "model": "none such"}, "model"),
        ({"prompt": "a fox", "visibility": "all"}, "visibility"),
        ({"prompt": "a fox", "frame": "../hall"}, "frame-name"),
        ({"prompt": "a fox", "colour": "red"}, "unreadable"),
        ({"prompt": 5}, "unreadable"),
        ({}, "unreadable"),
        ([], "unreadable"),
    ],
)
async def test_a_wish_that_can_t_be_is_refused_with_a_code_and_costs_nothing(
    body: object, code: str, site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    headers = await token_of(site, await seeds.person(), Scope.CREATE)
    answer = await client.post(PATH, json=body, headers=headers | {"accept-language": "pl"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:inkhearth:{code}"
    async with site.database.transaction() as session:
        assert list(await session.scalars(select(Job.id))) == []


async def test_only_a_token_with_the_scope_gets_in_and_only_to_its_own(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    """R5: no token, a wrong one, one too narrow, somebody else's."""
    ada, bert = await seeds.person("Ada"), await seeds.person("Bert")
    own = await token_of(site, ada, Scope.CREATE, Scope.READ)
    made = (await client.post(PATH, json={"prompt": "a fox"}, headers=own)).json()
    narrow = await token_of(site, ada, Scope.READ)
    for headers in ({}, {"authorization": "Bearer ink_wrong"}, {"authorization": "Basic x"}, narrow):
        assert (await client.post(PATH, json={"prompt": "a fox"}, headers=headers)).status_code == 403
    others = await token_of(site, bert, Scope.CREATE, Scope.READ)
    assert (await client.get(f"{PATH}/{made['id']}", headers=others)).status_code == 404
    assert (await client.get(f"{PATH}/nonsense", headers=own)).status_code == 400


async def test_a_frame_serves_its_newest_picture_and_304_to_who_has_it(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    ada = await seeds.person("Ada")
    first = await seeds.picture(ada, prompt="dawn")
    async with site.database.transaction() as session:
        job = await session.get_one(Job, first.job_id)
        frame = await frames.hang(session, ada, name="hall", job=job, now=utc_now())
    path = f"/frames/{frame.slug}.png"
    shown = await client.get(path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    again = await client.get(path, headers={"if-none-match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/frames/hall.png")).status_code == 404
    assert (await client.get(f"/frames/{'x' * 5000}.png")).status_code == 404
