"""A thousand forged proofs and more at the gallery's doors, none of which may open one (R5, the web's part)."""

import base64
import secrets
from collections.abc import Iterator
from random import Random

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func, select

from core.audit.models import AuditEntry
from core.auth import grants, invitations, registering, sessions, trips
from core.auth.access import AccessKeys
from core.auth.models import ApiToken, RefreshToken, WebSession
from core.auth.registering import Applicant, Registration
from core.auth.tokens import Scope
from core.clock import utc_now
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Role
from core.sealing import Sealing
from core.storage.store import LONGEST_LINK
from core.users.models import User
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_signing_in import link_for
from tests.web_gallery.visitors import FROM_HERE, browser, mark
from web_gallery.site import Site

EACH = 150
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def forged(genuine: str, dice: Random, count: int = EACH) -> Iterator[str]:
    """Yield what is almost a secret: a letter changed, cut, doubled, put elsewhere, of another length, of nobody."""
    yield from ("", "0", "null", "None", "' OR 1=1 --", "../" * 8, "é" * 43, genuine[::-1], genuine.swapcase())
    for number in range(count - 9):
        place = dice.randrange(len(genuine))
        other = dice.choice([letter for letter in _LETTERS if letter != genuine[place]])
        match number % 5:
            case 0:
                yield genuine[:place] + other + genuine[place + 1 :]
            case 1:
                yield genuine[:place]
            case 2:
                yield genuine + genuine[: place + 1]
            case 3:
                yield secrets.token_urlsafe(32)
            case _:
                yield genuine[:place] + genuine[place + 1 :] + other


@pytest.fixture
async def ada(seeds: Seeds) -> User:
    """Whom everybody wants to be."""
    return await seeds.person("Ada")


async def test_no_forged_session_is_anybody(app: FastAPI, site: Site, ada: User) -> None:
    async with site.database.transaction() as session:
        genuine = await sessions.open_session(session, ada, device="", now=utc_now())
    async with browser(app) as thief:
        for key in forged(genuine, Random(1)):
            answer = await thief.get("/me/data", headers={b"cookie": f"inkhearth={key}".encode()})
            assert answer.headers.get("location") == "/login", key
        answer = await thief.get("/me/data", headers={"cookie": f"inkhearth={genuine}"})
        assert answer.status_code == 200, "the genuine one is let in"


async def test_no_form_with_a_forged_mark_does_anything(app: FastAPI, site: Site, ada: User) -> None:
    async with browser(app, user=ada) as visitor:
        genuine = mark(await visitor.get("/me/account"))
        for csrf in forged(genuine, Random(2)):
            answer = await visitor.post("/me/tokens", data={"csrf": csrf, "name": "x"}, headers=FROM_HERE)
            assert answer.status_code == 403, csrf
    async with site.database.transaction() as session:
        assert list(await session.scalars(select(ApiToken.id))) == []


async def test_no_forged_link_signs_in_or_makes_an_account(app: FastAPI, site: Site, ada: User, seeds: Seeds) -> None:
    """Sign-in links, links of mails, invitations, receipts."""
    link = await link_for(site, ada)
    host = await seeds.person("Host")
    async with site.database.transaction() as session:
        (await session.get_one(User, host.id)).role_level = Role.ADMIN
        invitation = await invitations.invite(session, await session.get_one(User, host.id), now=utc_now())
        applicant = Applicant("Eve", "eve@example.org")
        kind = {"rule": Registration.OPEN, "sealing": site.identity.sealing, "locale": "en", "now": utc_now()}
        await registering.register(session, applicant, **kind)  # type: ignore[arg-type]  # as named
    async with browser(app) as thief:
        for key in forged(link, Random(3)):
            for path in ("/login", "/welcome"):
                answer = await thief.post(path, data={"key": key, "password": "four words of mine"}, headers=FROM_HERE)
                assert (answer.status_code, "set-cookie" in answer.headers) == (404, False), key
        for key in forged(invitation, Random(4), 30):
            with pytest.raises(invitations.InvitationUnknown):
                async with site.database.transaction() as session:
                    await invitations.require_invitation(session, key, now=utc_now())
    await nobody_came_in(site)


async def test_no_forged_access_token_is_anybodys(app: FastAPI, site: Site, ada: User) -> None:
    """Changed claims, other algorithms, other keys, cut signatures."""
    now = utc_now()
    async with site.database.transaction() as session:
        granted = await grants.grant(session, ada, name="", scopes=list(Scope), now=now)
    genuine = site.identity.keys.sign(granted.grant, now=now)
    head, body, seal = genuine.split(".")
    stranger = AccessKeys.of(Sealing(SecretStr("x" * 40)), audience=site.settings.origin)
    claims = orjson.loads(base64.urlsafe_b64decode(body + "=="))
    wrong = [stranger.sign(granted.grant, now=now), f"{head}.{body}.", f"{head}..{seal}", f".{body}.{seal}"]
    for algorithm in ("none", "None", "HS384", "HS512", "RS256", "ES256", ""):
        header = base64.urlsafe_b64encode(orjson.dumps({"alg": algorithm, "typ": "at+jwt"})).decode().rstrip("=")
        wrong += [f"{header}.{body}.{seal}", f"{header}.{body}."]
    for change in ({"sub": "x"}, {"scope": "read create publish admin"}, {"exp": claims["exp"] + 10**9}, {"aud": "x"}):
        changed = base64.urlsafe_b64encode(orjson.dumps(claims | change)).decode().rstrip("=")
        wrong.append(f"{head}.{changed}.{seal}")
    wrong += [f"{head}.{body}.{guess}" for guess in forged(seal[:-1], Random(5))]  # a last letter carries spare bits
    async with browser(app) as thief:
        for token in wrong:
            answer = await thief.get("/api/v1/jobs", headers={b"authorization": f"Bearer {token}".encode()})
            assert answer.status_code == 403, token
        assert (await thief.get("/api/v1/jobs", headers={"authorization": f"Bearer {genuine}"})).status_code == 200


async def test_no_forged_refresh_token_is_worth_anything(app: FastAPI, site: Site, ada: User) -> None:
    async with site.database.transaction() as session:
        granted = await grants.grant(session, ada, name="", scopes=[], now=utc_now())
    async with browser(app) as thief:
        for token in forged(granted.refresh, Random(6)):
            answer = await thief.post("/api/v1/tokens/refresh", json={"refresh_token": token})
            assert answer.status_code in {400, 403}, token
    async with site.database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(RefreshToken)) == 1


async def test_no_forged_state_or_ticket_brings_anybody_back(site: Site, ada: User) -> None:
    async with site.database.transaction() as session:
        journey = await trips.leave(session, Platform.DISCORD, None, now=utc_now())
    refused = 0
    for dice, genuine in ((Random(7), journey.state), (Random(8), journey.ticket)):
        for guess in forged(genuine, dice):
            is_state = genuine == journey.state
            wrong = trips.Journey(guess if is_state else journey.state, journey.ticket if is_state else guess)
            with pytest.raises(trips.TripUnknown):
                async with site.database.transaction() as session:
                    await trips.come_back(session, Platform.DISCORD, wrong, now=utc_now())
            refused += 1
    assert refused == 2 * EACH
    async with site.database.transaction() as session:
        await trips.come_back(session, Platform.DISCORD, journey, now=utc_now())


async def test_no_forged_signature_opens_a_private_file(
    client: httpx.AsyncClient, site: Site, seeds: Seeds, ada: User
) -> None:
    media = await seeds.picture(ada, visibility=Visibility.PRIVATE)
    link = await site.store.link(media.key, lifetime=LONGEST_LINK, now=utc_now())
    path, _, query = link.partition("?")
    path = "/files/" + path.partition("/files/")[2]
    fields = dict(field.split("=") for field in query.split("&"))
    for guess in forged(fields["signature"], Random(9)):
        answer = await client.get(path, params={**fields, "signature": guess})
        assert answer.status_code == 404, guess
    for ends in ("0", "-1", "9" * 12, f"{int(fields['expires']) + 1}", "", "soon", "1e9"):
        assert (await client.get(path, params={**fields, "expires": ends})).status_code == 404
    assert (await client.get(path, params=fields)).status_code == 200


async def nobody_came_in(site: Site) -> None:
    """Nobody was signed in, and nobody is on record as having been."""
    async with site.database.transaction() as session:
        assert list(await session.scalars(select(WebSession.id))) == []
        recorded = await session.scalars(select(AuditEntry.action))
        assert [action for action in recorded if action.startswith("login")] == []
