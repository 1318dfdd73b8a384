"""Signing in with Discord and Telegram against providers of the tests' own, and what must not get through."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import SecretStr
from sqlalchemy import select, update

from core.audit.models import AuditEntry
from core.auth.models import Trip, WebSession
from core.auth.registering import Registration
from core.platforms import Platform
from core.roles import Role
from core.users import queries as users
from core.users import service as people
from core.users.models import User
from core.users.service import Face
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.loopback import CLIENT_ID, SECRET, Loopback, anothers, serving, unsigned, with_public_key
from tests.web_gallery.seeds import NOON
from tests.web_gallery.visitors import FROM_HERE, at_provider, browser, gallery, send
from web_gallery.settings import WebSettings
from web_gallery.site import Site

DISCORD = {"id": "80351110224678912", "username": "ada", "global_name": "Ada of the Hearth"}
TELEGRAM = {"id": 987654321, "name": "Ada L", "preferred_username": "ada_l"}


@pytest.fixture
async def discord() -> AsyncIterator[Loopback]:
    """A Discord."""
    async with serving(Loopback(f"{ORIGIN}/login/discord/callback", dict(DISCORD))) as provider:
        yield provider


@pytest.fixture
async def telegram() -> AsyncIterator[Loopback]:
    """A Telegram."""
    async with serving(Loopback(f"{ORIGIN}/login/telegram/callback", dict(TELEGRAM))) as provider:
        yield provider


@pytest.fixture
def with_providers(settings: WebSettings, discord: Loopback, telegram: Loopback) -> WebSettings:
    """Settings with both providers."""
    return settings.model_copy(
        update={
            "discord_client_id": CLIENT_ID,
            "discord_client_secret": SecretStr(SECRET),
            "discord_login_url": discord.url,
            "telegram_client_id": CLIENT_ID,
            "telegram_client_secret": SecretStr(SECRET),
            "telegram_login_url": telegram.url,
        }
    )


@pytest.fixture
async def app(with_providers: WebSettings) -> AsyncIterator[FastAPI]:
    """A gallery where people sign in with both."""
    async with gallery(with_providers) as app:
        yield app


async def met(site: Site, platform: Platform, external_id: str, name: str = "Ada") -> User:
    """Return somebody whom the bot knows."""
    async with site.database.transaction() as session:
        return await people.meet(session, Face(platform, external_id, name), first_role=Role.USER, now=NOON)


async def signed_in_as(visitor: httpx.AsyncClient) -> str:
    """Return the name on the account's page, or nothing."""
    page = await visitor.get("/me/account")
    return page.text.partition("<h1>")[2].partition("</h1>")[0] if page.status_code == 200 else ""


@pytest.mark.parametrize(("platform", "number"), [(Platform.DISCORD, DISCORD["id"]), (Platform.TELEGRAM, "987654321")])
async def test_a_provider_signs_in_whom_the_bot_knows(
    platform: Platform, number: str, app: FastAPI, site: Site
) -> None:
    """Issue 7, line 2: state, PKCE and the exact address are checked by the provider, which turns nothing away."""
    ada = await met(site, platform, number)
    async with browser(app) as visitor:
        assert f'action="/login/{platform}"' in (await visitor.get("/login")).text
        answer = await visitor.get(await at_provider(await send(visitor, f"/login/{platform}")))
        assert (answer.status_code, answer.headers["location"]) == (303, "/me")
        assert "inkhearth-trip" not in visitor.cookies, "the ticket is taken away"
        assert await signed_in_as(visitor) == "Ada"
    async with site.database.transaction() as session:
        opened = await session.scalar(select(WebSession.user_id))
        recorded = list(await session.scalars(select(AuditEntry.action)))
    assert (opened, recorded) == (ada.id, [f"login.{platform}"])


async def test_no_provider_turned_anything_away(
    app: FastAPI, site: Site, discord: Loopback, telegram: Loopback
) -> None:
    for platform, number in ((Platform.DISCORD, DISCORD["id"]), (Platform.TELEGRAM, "987654321")):
        await met(site, platform, number)
        async with browser(app) as visitor:
            await visitor.get(await at_provider(await send(visitor, f"/login/{platform}")))
    assert discord.refuses == telegram.refuses == []
    assert len(discord.codes) == len(telegram.codes) == 1


async def test_a_way_back_works_once_and_only_in_the_browser_that_left(app: FastAPI, site: Site) -> None:
    """R5: a replayed state, another browser, another provider, a cut state."""
    await met(site, Platform.DISCORD, DISCORD["id"])
    async with browser(app) as visitor, browser(app) as thief:
        back = await at_provider(await send(visitor, "/login/discord"))
        for forged in (back, back.replace("/discord/", "/telegram/"), back + "x"):
            answer = await thief.get(forged)
            assert (answer.status_code, await signed_in_as(thief)) == (403, "")
        crossed = await visitor.get(back.replace("/discord/", "/telegram/"))
        assert crossed.status_code == 403
        assert (await visitor.get(back)).headers["location"] == "/me"
        ticket = dict(visitor.cookies)
        visitor.cookies = httpx.Cookies(ticket)
        assert (await visitor.get(back)).status_code == 403, "a second time"


async def test_a_way_back_ends_after_ten_minutes(app: FastAPI, site: Site) -> None:
    await met(site, Platform.DISCORD, DISCORD["id"])
    async with browser(app) as visitor:
        back = await at_provider(await send(visitor, "/login/discord"))
        async with site.database.transaction() as session:
            await session.execute(update(Trip).values(created_at=NOON))
        assert (await visitor.get(back)).status_code == 403


async def test_nothing_in_the_address_decides_where_one_goes_next(app: FastAPI, site: Site) -> None:
    """G14: no open redirect."""
    await met(site, Platform.DISCORD, DISCORD["id"])
    evil = "&next=https://evil.test&redirect_uri=https://evil.test&return_to=//evil.test"
    async with browser(app) as visitor:
        left = await visitor.post("/login/discord?next=https://evil.test", headers=FROM_HERE, data={"next": "//evil"})
        assert "evil" not in left.headers["location"]
        assert (await visitor.get(await at_provider(left) + evil)).headers["location"] == "/me"


async def test_a_form_of_another_site_sends_nobody_away(app: FastAPI) -> None:
    async with browser(app) as visitor:
        answer = await visitor.post("/login/discord", headers={"origin": "https://evil.test"})
        assert answer.status_code == 403
        assert (await visitor.post("/login/matrix", headers=FROM_HERE)).status_code == 404
        assert (await visitor.post("/me/ways/discord", headers=FROM_HERE)).status_code == 403


async def test_a_stranger_gets_an_account_only_where_registration_is_open(
    app: FastAPI, site: Site, with_providers: WebSettings
) -> None:
    async with browser(app) as visitor:
        answer = await visitor.get(await at_provider(await send(visitor, "/login/discord")))
        assert (answer.status_code, "Write to the bot first" in answer.text) == (403, True)
    settings = with_providers.model_copy(update={"registration": Registration.OPEN})
    async with gallery(settings) as opened, browser(opened) as visitor:
        await visitor.get(await at_provider(await send(visitor, "/login/discord")))
        assert await signed_in_as(visitor) == "Ada of the Hearth"
    async with site.database.transaction() as session:
        made = await users.by_identity(session, Platform.DISCORD, DISCORD["id"])
    assert made is not None
    assert made.role is Role.USER


async def test_saying_no_at_the_provider_changes_nothing(app: FastAPI) -> None:
    async with browser(app) as visitor:
        back = await at_provider(await send(visitor, "/login/discord"))
        refused = back.partition("?")[0] + "?error=access_denied&state=" + back.partition("state=")[2]
        answer = await visitor.get(refused)
        assert (answer.status_code, "did not confirm" in answer.text) == (403, True)


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.test"},
    "another client": {"aud": "7654321"},
    "no audience": {"aud": None},
    "over": {"exp": 1},
    "no end": {"exp": None},
    "from the future": {"iat": int(time.time()) + 3600},
    "old": {"iat": int(time.time()) - 3600, "exp": int(time.time()) + 3600},
    "another's nonce": {"nonce": "0" * 64},
    "nobody": {"id": None},
    "a name for a number": {"id": "ada"},
    "a number without end": {"id": "9" * 40},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
async def test_an_id_token_that_does_not_hold_signs_nobody_in(
    wrong: dict[str, Any], app: FastAPI, site: Site, telegram: Loopback
) -> None:
    await met(site, Platform.TELEGRAM, "987654321")
    telegram.change = lambda claims: {k: v for k, v in {**claims, **wrong}.items() if v is not None}
    async with browser(app) as visitor:
        answer = await visitor.get(await at_provider(await send(visitor, "/login/telegram")))
        assert (answer.status_code, await signed_in_as(visitor)) == (403, "")


@pytest.mark.parametrize("kind", ["none", "shared", "another", "cut", "empty"])
async def test_an_id_token_with_a_wrong_signature_signs_nobody_in(
    kind: str, app: FastAPI, site: Site, telegram: Loopback
) -> None:
    await met(site, Platform.TELEGRAM, "987654321")
    signers: dict[str, Any] = {
        "none": unsigned,
        "shared": with_public_key(telegram),
        "another": anothers,
        "cut": lambda claims: jwt.encode({"alg": "RS256"}, claims, telegram.key)[:-4],
        "empty": lambda _: "",
    }
    telegram.sign = signers[kind]
    async with browser(app) as visitor:
        answer = await visitor.get(await at_provider(await send(visitor, "/login/telegram")))
        assert (answer.status_code, await signed_in_as(visitor)) == (403, "")


async def test_a_missing_nonce_is_believed_because_the_code_is_tied_to_the_browser(
    app: FastAPI, site: Site, telegram: Loopback
) -> None:
    await met(site, Platform.TELEGRAM, "987654321")
    telegram.change = lambda claims: {name: value for name, value in claims.items() if name != "nonce"}
    async with browser(app) as visitor:
        await visitor.get(await at_provider(await send(visitor, "/login/telegram")))
        assert await signed_in_as(visitor) == "Ada"


async def test_the_other_signature_that_a_bot_may_choose_is_read(app: FastAPI, site: Site, telegram: Loopback) -> None:
    await met(site, Platform.TELEGRAM, "987654321")
    made = ECKey.generate_key("P-256", {"kid": "k"})
    telegram.key = made  # type: ignore[assignment]  # any key of the set
    telegram.sign = lambda claims: jwt.encode({"alg": "ES256", "kid": "k"}, claims, made)
    async with browser(app) as visitor:
        await visitor.get(await at_provider(await send(visitor, "/login/telegram")))
        assert await signed_in_as(visitor) == "Ada"


@pytest.mark.parametrize(
    ("status", "garbage", "expected"),
    [
        (500, None, 503),
        (502, b"<html>", 503),
        (200, b"<html>", 403),
        (200, b"[]", 403),
        (200, b"{}", 403),
        (401, None, 403),
    ],
)
@pytest.mark.parametrize("name", ["discord", "telegram"])
async def test_a_provider_that_fails_is_told_apart_from_one_that_refuses(
    status: int, garbage: bytes | None, expected: int, name: str, app: FastAPI, discord: Loopback, telegram: Loopback
) -> None:
    provider = discord if name == "discord" else telegram
    provider.status, provider.garbage = status, garbage
    async with browser(app) as visitor:
        answer = await visitor.get(await at_provider(await send(visitor, f"/login/{name}")))
        assert (answer.status_code, await signed_in_as(visitor)) == (expected, "")


async def test_no_redirect_of_a_provider_is_followed(app: FastAPI, discord: Loopback, telegram: Loopback) -> None:
    """G14: no request goes where an answer says."""
    discord.elsewhere = f"{telegram.url}/token"
    async with browser(app) as visitor:
        answer = await visitor.get(await at_provider(await send(visitor, "/login/discord")))
    assert answer.status_code == 403
    assert telegram.refuses == []


async def test_a_provider_that_is_away_is_said_to_be(with_providers: WebSettings) -> None:
    settings = with_providers.model_copy(update={"discord_login_url": "http://127.0.0.1:9"})
    async with gallery(settings) as app, browser(app) as visitor:
        left = await send(visitor, "/login/discord")
        state = left.headers["location"].partition("state=")[2].partition("&")[0]
        answer = await visitor.get(f"/login/discord/callback?code=x&state={state}")
        assert (answer.status_code, "does not answer" in answer.text) == (503, True)


@pytest.mark.parametrize("answer", [{"id": 5}, {"id": ""}, {"id": "x"}, {}, {"id": "1" * 30}])
async def test_an_answer_without_a_number_is_nobody(answer: dict[str, Any], app: FastAPI, discord: Loopback) -> None:
    discord.change = lambda _: answer
    async with browser(app) as visitor:
        assert (await visitor.get(await at_provider(await send(visitor, "/login/discord")))).status_code == 403
