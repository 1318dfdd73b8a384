"""The notice for who signs in on the web and never saw it, and addresses of what was erased."""

import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from core.bus import Bus
from core.clock import utc_now
from core.jobs.models import Job
from core.platforms import Platform
from core.privacy import Visibility
from core.rights import consents, erasure
from core.rights.forgetting import forget_due
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_reach_of_routes import every_route
from tests.web_gallery.test_signing_in import FROM_HERE, signed_in
from web_gallery.noticing import FREE
from web_gallery.settings import WebSettings
from web_gallery.site import Site


@pytest.fixture
def settings(settings: WebSettings) -> WebSettings:
    """A gallery that asks for consent, as it does unless told otherwise."""
    return settings.model_copy(update={"ask_consent": True})


@pytest.mark.parametrize("path", ["/me", "/studio"])
async def test_who_never_agreed_sees_the_notice_first(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, path: str
) -> None:
    csrf = await signed_in(site, client, await seeds.person("Ada"))
    assert (await client.get(path)).headers["location"] == "/me/notice"
    page = await client.get("/me/notice", headers={"accept-language": "pl"})
    assert page.status_code == 200
    assert "/legal/privacy" in page.text
    assert (await client.post("/me/notice", data={"csrf": "forged"}, headers=FROM_HERE)).status_code == 403
    assert (await client.get(path)).status_code == 303
    agreed = await client.post("/me/notice", data={"csrf": csrf}, headers=FROM_HERE)
    assert agreed.headers["location"] == "/me"
    assert (await client.get(path)).status_code == 200
    assert (await client.get("/me/notice")).headers["location"] == "/me"


async def test_one_who_agreed_in_the_chat_is_not_asked_again(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    ada = await seeds.person("Ada")
    async with site.database.transaction() as session:
        await consents.agree(session, ada.id, platform=Platform.DISCORD, locale="en", now=utc_now())
    await signed_in(site, client, ada)
    assert (await client.get("/me")).status_code == 200


async def test_a_stranger_is_sent_to_the_way_in(client: httpx.AsyncClient) -> None:
    assert (await client.get("/me/notice")).headers["location"] == "/login"


async def test_the_address_of_an_erased_picture_says_that_it_is_gone(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, tmp_path: Path, redis_url: str
) -> None:
    """trust.md: takedowns answer 410; a private picture's address stays as if it had never been."""
    ada = await seeds.person("Ada")
    shared = await seeds.picture(ada, visibility=Visibility.UNLISTED)
    kept = await seeds.picture(ada, visibility=Visibility.PRIVATE)
    async with site.database.transaction() as session:
        await erasure.ask(session, ada, platform=Platform.WEB, locale="en", at_once=True, now=utc_now())
    bus = Bus(redis_url)
    await forget_due(site.database, bus, tmp_path, now=utc_now())
    await bus.close()
    assert (await client.get(f"/i/{shared.slug}")).status_code == 410
    assert (await client.get(f"/i/{kept.slug}")).status_code == 404
    assert (await client.get("/i/never-there")).status_code == 404
    assert (await client.get(f"/c/{shared.slug}")).status_code == 410


def test_the_gate_names_no_route_that_is_gone(app: FastAPI) -> None:
    assert set(FREE) <= {route.partition(" ")[2] for route in every_route(app)}
    assert [reason for reason in FREE.values() if not reason.endswith(".")] == []


async def test_the_button_goes_on_with_what_was_typed(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    """trust.md: the notice on first use; nothing that somebody typed is lost to it."""
    ada = await seeds.person("Ada")
    csrf = await signed_in(site, client, ada)
    wish = {"prompt": 'a "fox" <b>at</b> night', "csrf": csrf, "key": "k1", "count": "1"}
    page = await client.post("/studio", data=wish, headers=FROM_HERE)
    assert page.status_code == 403
    fields = {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    }
    assert fields == {**wish, "then": "/studio"}
    on = await client.post("/me/notice", data=fields, headers=FROM_HERE)
    assert (on.status_code, on.headers["location"]) == (307, "/studio")
    drawn = await client.post(on.headers["location"], data=fields, headers=FROM_HERE)
    assert drawn.headers["location"].startswith("/studio/jobs/")
    async with site.database.transaction() as session:
        assert [job.draw.prompt for job in await session.scalars(select(Job))] == [wish["prompt"]]


async def test_a_picture_that_was_attached_has_to_be_chosen_again(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    csrf = await signed_in(site, client, await seeds.person("Ada"))
    page = await client.post(
        "/studio",
        data={"prompt": "a fox", "csrf": csrf},
        files={"reference": ("a.png", b"png", "image/png")},
        headers=FROM_HERE,
    )
    assert (page.status_code, "chosen once more" in page.text) == (403, True)


async def test_no_other_site_gets_its_form_sent_on(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    """A page elsewhere sends a wish in somebody's name: the notice must not offer to go on with it."""
    csrf = await signed_in(site, client, await seeds.person("Ada"))
    for data, headers in (({"csrf": "forged"}, FROM_HERE), ({"csrf": csrf}, {"origin": "https://evil.test"})):
        page = await client.post("/studio", data={"prompt": "a fox", **data}, headers=headers)
        assert (page.status_code, 'name="then"' in page.text, "a fox" in page.text) == (403, False, False)
    for elsewhere in ("//evil.test/", "https://evil.test/", "/\\evil.test", "", "studio", "/me/notice"):
        answer = await client.post("/me/notice", data={"csrf": csrf, "then": elsewhere}, headers=FROM_HERE)
        assert answer.headers["location"] == "/me"


async def test_the_pages_own_script_is_told_in_a_sentence(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    csrf = await signed_in(site, client, await seeds.person("Ada"))
    answer = await client.post(
        "/studio", data={"prompt": "a fox", "csrf": csrf}, headers={**FROM_HERE, "accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:inkhearth:consent-needed")
