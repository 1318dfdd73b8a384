"""Signing in with the bot's link, one's own pages, sessions and tokens, and what strangers can't do with them."""

import re

import httpx
import pytest
from sqlalchemy import select

from core.auth import signing_in, tokens
from core.auth.models import ApiToken, WebSession
from core.auth.tokens import Scope
from core.clock import utc_now
from core.privacy import Visibility
from core.users.models import User
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from web_gallery.app import create_app
from web_gallery.settings import WebSettings
from web_gallery.site import Site

FROM_HERE = {"origin": ORIGIN}


async def link_for(site: Site, user: User) -> str:
    """Return the secret of a link as the bot makes it."""
    async with site.database.transaction() as session:
        return await signing_in.make_link(session, await session.get_one(User, user.id), now=utc_now())


async def signed_in(site: Site, client: httpx.AsyncClient, user: User) -> str:
    """Sign a browser in and return the mark that its forms carry."""
    answer = await client.post("/login", data={"key": await link_for(site, user)}, headers=FROM_HERE)
    assert answer.status_code == 303
    return mark(await client.get("/me/account"))


def mark(answer: httpx.Response) -> str:
    """Return the hidden mark of a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
    assert found is not None
    return found[1]


async def test_a_link_asks_first_and_signs_in_when_the_button_is_pressed(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    ada = await seeds.person("Ada")
    key = await link_for(site, ada)
    for _ in range(2):  # Discord and Telegram fetch the address for a preview
        page = await client.get("/login", params={"key": key})
        assert "Sign in as Ada" in page.text
        assert "set-cookie" not in page.headers
        assert page.headers["cache-control"] == "private, no-store"
    answer = await client.post("/login", data={"key": key}, headers=FROM_HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Ada" in (await client.get("/me/account")).text
    assert (await client.get("/login")).headers["location"] == "/me"
    again = await client.post("/login", data={"key": key}, headers=FROM_HERE)
    assert again.status_code == 404
    assert "/login" in again.text


async def test_without_a_link_the_page_says_how_to_get_one_in_both_languages(client: httpx.AsyncClient) -> None:
    assert "/login" in (await client.get("/login")).text
    assert "/zaloguj" in (await client.get("/login?lang=pl")).text
    for path in ("/me", "/me/account"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")


async def test_behind_tls_the_cookie_is_for_this_host_alone(settings: WebSettings) -> None:
    app = create_app(settings.model_copy(update={"public_url": "https://gallery.test"}))
    secure: Site = app.state.site
    ada = await Seeds(secure.database, secure.store).person()
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://gallery.test") as client,
    ):
        headers = {"origin": "https://gallery.test"}
        answer = await client.post("/login", data={"key": await link_for(secure, ada)}, headers=headers)
        assert answer.headers["set-cookie"].startswith("__Host-inkhearth=")
        assert answer.headers["set-cookie"].endswith("; Secure")


async def test_owners_see_their_private_pictures_and_files_and_others_don_t(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    """G6: private is the owner's alone."""
    ada, bert = await seeds.person("Ada"), await seeds.person("Bert")
    picture = await seeds.picture(ada, visibility=Visibility.PRIVATE, prompt="a secret den")
    assert (await client.get(f"/i/{picture.slug}")).status_code == 404
    await signed_in(site, client, bert)
    assert (await client.get(f"/i/{picture.slug}")).status_code == 404
    assert "a secret den" not in (await client.get("/me")).text
    client.cookies.clear()
    await signed_in(site, client, ada)
    mine = await client.get("/me")
    assert "a secret den" in mine.text
    assert mine.headers["cache-control"] == "private, no-store"
    shown = await client.get(f"/i/{picture.slug}")
    assert shown.headers["cache-control"] == "private, no-store"
    assert "This picture is private" in shown.text
    assert "/report" not in shown.text, "nobody reports themselves"
    address = re.search(r'<img src="(/files/[^"]+)"', shown.text)
    assert address is not None
    client.cookies.clear()
    assert (await client.get(address[1].replace("&amp;", "&"))).status_code == 200, "signed, for ten minutes"
    assert (await client.get(address[1].partition("?")[0])).status_code == 404


async def test_own_pictures_come_page_by_page_without_gaps(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    made = [await seeds.picture(ada, prompt=f"fox {number:02}") for number in range(35)]
    await signed_in(site, client, ada)
    seen: list[str] = []
    path = "/me"
    while path:
        page = await client.get(path)
        seen += re.findall(r'<a href="/i/([^"]+)">', page.text)
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = following[1] if following else ""
    assert sorted(seen) == sorted(picture.slug for picture in made)
    assert (await client.get("/me?before=nonsense")).status_code == 400


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.test"}, {"origin": "null"}])
async def test_no_other_site_can_sign_a_browser_in_or_act_in_it(
    headers: dict[str, str], site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    """G14: forms from elsewhere change nothing."""
    ada = await seeds.person("Ada")
    key = await link_for(site, ada)
    assert (await client.post("/login", data={"key": key}, headers=headers)).status_code == 403
    csrf = await signed_in(site, client, ada)
    for path in ("/me/tokens", "/me/sessions/others/end", "/logout"):
        answer = await client.post(path, data={"csrf": csrf, "name": "x"}, headers=headers)
        assert answer.status_code == 403
    async with site.database.transaction() as session:
        assert list(await session.scalars(select(ApiToken.id))) == []
        assert len(list(await session.scalars(select(WebSession.id)))) == 1


async def test_a_form_needs_the_mark_of_this_very_session(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    """R5: another person's mark, a cut one or none."""
    ada, bert = await seeds.person("Ada"), await seeds.person("Bert")
    others = await signed_in(site, client, bert)
    client.cookies.clear()
    own = await signed_in(site, client, ada)
    for csrf in (others, own[:-1], "", "é"):
        answer = await client.post("/me/tokens", data={"csrf": csrf, "name": "frame"}, headers=FROM_HERE)
        assert answer.status_code == 403
    assert (await client.post("/me/tokens", data={"name": "x" * 300_000}, headers=FROM_HERE)).status_code == 403
    client.cookies.clear()
    answer = await client.post("/me/tokens", data={"csrf": own, "name": "frame"}, headers=FROM_HERE)
    assert answer.status_code == 403


async def test_sessions_are_listed_and_ended(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    client.headers["user-agent"] = "Phone <b>"
    await signed_in(site, client, ada)
    phone = dict(client.cookies)
    client.cookies.clear()
    client.headers["user-agent"] = "Desk"
    csrf = await signed_in(site, client, ada)
    page = await client.get("/me/account")
    assert "Phone &lt;b&gt;" in page.text
    (which,) = re.findall(r"/me/sessions/([0-9a-f-]{36})/end", page.text)
    answer = await client.post(f"/me/sessions/{which}/end", data={"csrf": csrf}, headers=FROM_HERE)
    assert answer.headers["location"] == "/me/account"
    desk = dict(client.cookies)
    client.cookies = httpx.Cookies(phone)
    assert (await client.get("/me")).headers["location"] == "/login"
    client.cookies = httpx.Cookies(desk)
    assert (await client.get("/me")).status_code == 200
    assert (await client.post("/me/sessions/x/end", data={"csrf": csrf}, headers=FROM_HERE)).status_code == 400
    assert (await client.post("/logout", data={"csrf": csrf}, headers=FROM_HERE)).headers["location"] == "/"
    assert (await client.get("/me")).headers["location"] == "/login"


async def test_a_token_is_made_shown_once_and_withdrawn(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    csrf = await signed_in(site, client, ada)
    wrong = await client.post("/me/tokens", data={"csrf": csrf, "name": " ", "scope-publish": "on"}, headers=FROM_HERE)
    assert wrong.status_code == 400
    assert "Give the token a name" in wrong.text
    assert re.search(r'name="scope-publish" checked', wrong.text), "what was chosen is kept"
    made = await client.post(
        "/me/tokens", data={"csrf": csrf, "name": "picture frame", "scope-create": "on"}, headers=FROM_HERE
    )
    key = re.search(r"ink_[\w-]{43}", made.text)
    assert key is not None
    assert key[0] not in (await client.get("/me/account")).text
    async with site.database.transaction() as session:
        assert (await tokens.bearer(session, key[0], scope=Scope.CREATE, now=utc_now())).id == ada.id
    (which,) = re.findall(r"/me/tokens/([0-9a-f-]{36})/end", made.text)
    await client.post(f"/me/tokens/{which}/end", data={"csrf": csrf}, headers=FROM_HERE)
    assert "picture frame" not in (await client.get("/me/account")).text
