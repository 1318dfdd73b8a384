"""Registering, signing in with a password and changing it, with a real mail server between (issue 7, line 2)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from email.message import EmailMessage

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

from core.auth import grants
from core.auth.models import MailKey, WebSession
from core.auth.registering import Registration
from core.clock import utc_now
from core.errands.models import Errand
from core.roles import Role
from core.users.models import User
from tests.web_gallery.post_office import PostOffice, key_in
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.visitors import FROM_HERE, browser, gallery, send
from web_gallery.settings import WebSettings
from web_gallery.site import Site

WORDS, OTHER_WORDS = "four words of mine", "three others of mine"
ADA = {"name": "Ada", "address": "ada@example.org"}
WAIT_S = 20


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server."""
    server = PostOffice().start()
    yield server
    server.stop()


@pytest.fixture
def settings_open(settings: WebSettings, office: PostOffice) -> WebSettings:
    """Settings of a place where everybody may register."""
    return settings.model_copy(update={"registration": Registration.OPEN, "smtp_url": SecretStr(office.url)})


@pytest.fixture
async def app(settings_open: WebSettings) -> AsyncIterator[FastAPI]:
    """A gallery where everybody may register."""
    async with gallery(settings_open) as app:
        yield app


async def letters(office: PostOffice, count: int) -> list[EmailMessage]:
    """Return what has come once there are so many letters."""
    await until(lambda: len(office.letters) >= count)
    return office.letters


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that another task or thread does."""
    async with asyncio.timeout(WAIT_S):
        while not is_so():  # noqa: ASYNC110 - nobody there could set an event of this loop
            await asyncio.sleep(0.02)


async def errands_of(site: Site) -> list[Errand]:
    """Return the mails that are not sent yet."""
    async with site.database.transaction() as session:
        return list(await session.scalars(select(Errand)))


async def registered(visitor: httpx.AsyncClient, office: PostOffice) -> httpx.Response:
    """Register as Ada and choose a password."""
    count = len(office.letters) + 1
    assert (await send(visitor, "/register", **ADA)).status_code == 200
    key = key_in((await letters(office, count))[-1])
    return await visitor.post("/welcome", data={"key": key, "password": WORDS}, headers=FROM_HERE)


async def test_somebody_registers_and_signs_in_with_a_password(app: FastAPI, office: PostOffice, site: Site) -> None:
    async with browser(app) as visitor:
        assert 'href="/register"' in (await visitor.get("/login")).text
        sent = await send(visitor, "/register", **ADA)
        assert "ada@example.org" in sent.text
        (letter,) = await letters(office, 1)
        assert (letter["To"], letter["Auto-Submitted"]) == ("ada@example.org", "auto-generated")
        key = key_in(letter)
        for _ in range(2):  # mail programs look at what is linked
            page = await visitor.get("/welcome", params={"key": key})
            assert "ada@example.org" in page.text
        async with site.database.transaction() as session:
            assert await session.scalar(select(User.id)) is None
        answer = await visitor.post("/welcome", data={"key": key, "password": WORDS}, headers=FROM_HERE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/me")
        page = await visitor.get("/me/account")
        assert {"<h1>Ada</h1>", "ada@example.org", "Firefox on Linux"} <= {
            words for words in ("<h1>Ada</h1>", "ada@example.org", "Firefox on Linux") if words in page.text
        }
        again = await visitor.post("/welcome", data={"key": key, "password": WORDS}, headers=FROM_HERE)
        assert again.status_code == 404
    async with browser(app) as visitor:
        answer = await send(visitor, "/login/password", address=" Ada@EXAMPLE.org", password=WORDS)
        assert (answer.status_code, answer.headers["location"]) == (303, "/me")
        assert (await visitor.get("/me")).status_code == 200
    assert await errands_of(site) == [], "what is sent is forgotten"


async def test_no_answer_tells_whether_an_address_is_known(app: FastAPI, office: PostOffice) -> None:
    """R5: the same page, the same status, the same cookies (none)."""
    async with browser(app) as visitor:
        await registered(visitor, office)
    async with browser(app) as visitor:
        pairs = [
            ("/register", {"name": "Eve"}),
            ("/forgot", {}),
            ("/login/password", {"password": "a wrong password"}),
        ]
        for path, fields in pairs:
            known, unknown = [
                await send(visitor, path, **fields, address=address)
                for address in ("ada@example.org", "eve@example.org")
            ]
            assert known.status_code == unknown.status_code
            assert known.text.replace("ada@", "eve@") == unknown.text
            assert "set-cookie" not in {**known.headers, **unknown.headers}
    subjects = [letter["Subject"] for letter in await letters(office, 4)]
    assert len(set(subjects)) == 3, "a new account twice, one that is known, a new password; none for the unknown"


@pytest.mark.parametrize("path", ["/register", "/forgot", "/login/password", "/welcome"])
async def test_a_form_of_another_site_does_nothing(path: str, app: FastAPI, site: Site) -> None:
    async with browser(app) as visitor:
        answer = await visitor.post(path, data={**ADA, "password": WORDS}, headers={"origin": "https://evil.test"})
        assert answer.status_code == 403
    async with site.database.transaction() as session:
        assert list(await session.scalars(select(MailKey.digest))) == []


HOSTILE = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "od 1 do 40 znaków"),
        ({"name": "x" * 5000, "address": "ada@example.org"}, "od 1 do 40 znaków"),
        ({"name": HOSTILE, "address": HOSTILE}, "adres e-mail"),
        ({"name": "Ada", "address": "ada@example.org\r\nBcc: all@example.org"}, "adres e-mail"),
        ({"name": "Ada", "address": "a" * 100_000}, "adres e-mail"),
    ],
)
async def test_what_is_wrong_is_said_on_the_page_with_what_was_typed(
    fields: dict[str, str], said: str, app: FastAPI, office: PostOffice
) -> None:
    """Issue 7, bad input: on the page, in the person's language, with what they typed kept."""
    async with browser(app) as visitor:
        visitor.headers["accept-language"] = "pl"
        answer = await send(visitor, "/register", **fields)
        assert answer.status_code == 400
        assert said in answer.text
        assert 'role="alert"' in answer.text
        assert "<script>alert" not in answer.text
        if fields.get("name") == HOSTILE:
            assert answer.text.count("&#34;&gt;&lt;script&gt;") == 2, "both fields keep what was typed"
        fits = await send(visitor, "/login/password", address="no address", password=WORDS)
        assert (fits.status_code, "no address" in fits.text, WORDS in fits.text) == (400, True, False)
    assert office.recipients == []


@pytest.mark.parametrize("password", ["", "short", "x" * 129, "aaaaaaaaaaaaaaaa", "ada@example.org!"])
async def test_a_password_that_does_not_do_is_refused_and_the_link_still_works(
    password: str, app: FastAPI, office: PostOffice
) -> None:
    async with browser(app) as visitor:
        await send(visitor, "/register", **ADA)
        key = key_in((await letters(office, 1))[0])
        answer = await visitor.post("/welcome", data={"key": key, "password": password}, headers=FROM_HERE)
        assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)
        assert not password or f'value="{password}"' not in answer.text
        done = await visitor.post("/welcome", data={"key": key, "password": WORDS}, headers=FROM_HERE)
        assert done.status_code == 303


async def test_tries_are_counted_and_the_right_password_must_wait_then(app: FastAPI, office: PostOffice) -> None:
    """trust.md: lock-out by limits, by account and by address."""
    async with browser(app) as visitor:
        await registered(visitor, office)
    async with browser(app, address="203.0.113.9") as thief:
        statuses = [
            (await send(thief, "/login/password", address="ada@example.org", password=f"wrong {number}")).status_code
            for number in range(11)
        ]
        assert statuses == [403] * 10 + [429]
        late = await send(thief, "/login/password", address="ada@example.org", password=WORDS)
        assert late.status_code == 429
        other = await send(thief, "/login/password", address="bert@example.org", password=WORDS)
        assert other.status_code == 403


async def test_a_mail_that_is_refused_for_good_is_given_up(app: FastAPI, office: PostOffice, site: Site) -> None:
    office.answers = "550 no such user"
    async with browser(app) as visitor:
        await send(visitor, "/register", **ADA)
    async with asyncio.timeout(WAIT_S):
        while await errands_of(site):  # noqa: ASYNC110 - the row itself is what is waited for
            await asyncio.sleep(0.02)
    assert office.recipients == ["ada@example.org"]


async def test_registration_is_closed_unless_said_otherwise(client: httpx.AsyncClient, settings: WebSettings) -> None:
    assert WebSettings.model_fields["registration"].default is Registration.CLOSED
    async with gallery(settings) as closed, browser(closed) as visitor:
        assert (await visitor.get("/register")).status_code == 403
        assert (await send(visitor, "/register", **ADA)).status_code == 403
        assert 'href="/register"' not in (await visitor.get("/login")).text


async def test_an_admin_invites_one_person(settings_open: WebSettings, seeds: Seeds, site: Site) -> None:
    invited = settings_open.model_copy(update={"registration": Registration.INVITED})
    admin, member = await seeds.person("Root"), await seeds.person("Ben")
    async with site.database.transaction() as session:
        (await session.get_one(User, admin.id)).role_level = Role.ADMIN
    async with gallery(invited) as app:
        async with browser(app, user=member) as visitor:
            assert "/me/invitations" not in (await visitor.get("/me/account")).text
            assert (await send(visitor, "/me/invitations")).status_code == 403
        async with browser(app, user=admin) as visitor:
            page = await send(visitor, "/me/invitations")
            invitation = page.text.partition("register?invitation=")[2].partition("<")[0]
        async with browser(app) as visitor:
            assert invitation in (await visitor.get(f"/register?invitation={invitation}")).text
            assert (await send(visitor, "/register", **ADA, invitation="x")).status_code == 404
            assert (await send(visitor, "/register", **ADA, invitation=invitation)).status_code == 200


async def test_changing_the_password_ends_every_other_session(app: FastAPI, office: PostOffice, site: Site) -> None:
    """trust.md: a change of password ends other sessions and programs; the owner is told by mail."""
    async with browser(app) as elsewhere, browser(app) as visitor:
        await registered(elsewhere, office)
        await send(visitor, "/login/password", address=ADA["address"], password=WORDS)
        async with site.database.transaction() as session:
            ada = await session.get_one(User, await session.scalar(select(WebSession.user_id).limit(1)))
            granted = await grants.grant(session, ada, name="frame", scopes=[], now=utc_now())
        wrong = await send(visitor, "/me/password", password=OTHER_WORDS, new=OTHER_WORDS)
        assert (wrong.status_code, OTHER_WORDS in wrong.text) == (403, False)
        weak = await send(visitor, "/me/password", password=WORDS, new="x")
        assert weak.status_code == 400
        done = await send(visitor, "/me/password", password=WORDS, new=OTHER_WORDS)
        assert (done.status_code, 'role="status"' in done.text) == (200, True)
        assert (await visitor.get("/me")).status_code == 200
        assert (await elsewhere.get("/me")).headers["location"] == "/login"
        async with site.database.transaction() as session:
            assert await grants.refresh(session, granted.refresh, now=utc_now()) is None
    assert "changed" in (await letters(office, 2))[-1]["Subject"]


async def test_a_forgotten_password_is_chosen_anew(app: FastAPI, office: PostOffice) -> None:
    async with browser(app) as elsewhere, browser(app) as visitor:
        await registered(elsewhere, office)
        await send(visitor, "/forgot", address=ADA["address"])
        key = key_in((await letters(office, 2))[-1])
        await visitor.post("/welcome", data={"key": key, "password": OTHER_WORDS}, headers=FROM_HERE)
        assert (await elsewhere.get("/me")).headers["location"] == "/login"
        old = await send(visitor, "/login/password", address=ADA["address"], password=WORDS)
        assert old.status_code == 403


async def test_a_person_of_a_chat_adds_a_password_and_may_leave_the_chat(
    app: FastAPI, office: PostOffice, seeds: Seeds
) -> None:
    ben = await seeds.person("Ben")
    async with browser(app, user=ben) as visitor:
        wrong = await send(visitor, "/me/address", address="<b>")
        assert (wrong.status_code, 'value="&lt;b&gt;"' in wrong.text) == (400, True)
        sent = await send(visitor, "/me/address", address="ben@example.org")
        assert 'role="status"' in sent.text
        key = key_in((await letters(office, 1))[0])
        await visitor.post("/welcome", data={"key": key, "password": WORDS}, headers=FROM_HERE)
        assert "ben@example.org" in (await visitor.get("/me/account")).text
        last = await send(visitor, "/me/ways/password/end")
        assert (last.status_code, "only way" in last.text) == (409, True)
