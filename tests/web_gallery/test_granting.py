"""Signing programs in over HTTP: by a link or a password, refreshing, signing out, and what scopes close."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from core.auth import local, passwords
from core.clock import utc_now
from core.users.models import User
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_signing_in import link_for
from tests.web_gallery.visitors import browser, send
from web_gallery.site import Site

WORDS = "four words of mine"


@pytest.fixture
async def program(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A program, which is no browser: it sends no origin and keeps no cookies."""
    async with browser(app) as visitor:
        yield visitor


@pytest.fixture
async def ada(seeds: Seeds, site: Site) -> User:
    """Somebody with an address and a password."""
    user = await seeds.person("Ada")
    async with site.database.transaction() as session:
        kept = passwords.hashed(WORDS)
        address, sealing = "ada@example.org", site.identity.sealing
        await local.open_account(session, user, address=address, kept=kept, sealing=sealing, now=utc_now())
    return user


def with_token(token: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"authorization": f"Bearer {token}"}


async def test_a_program_signs_in_refreshes_and_signs_out(program: httpx.AsyncClient, ada: User, app: FastAPI) -> None:
    """Issue 7, line 2: JWT access of 15 minutes, rotating refresh, revoking; nothing of it is cached."""
    given = {"address": "ada@example.org", "password": WORDS, "name": "frame", "scopes": ["create"]}
    answer = await program.post("/api/v1/tokens", json=given)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    first = answer.json()
    assert (first["token_type"], first["expires_in"], first["scope"]) == ("Bearer", 900, "create")
    wish = {"prompt": "a fox"}
    made = await program.post("/api/v1/creations", json=wish, headers=with_token(first["access_token"]))
    assert made.status_code in {202, 503}, "503 where no worker is there to draw"
    closed = await program.get(f"/api/v1/creations/{ada.id}", headers=with_token(first["access_token"]))
    assert (closed.status_code, closed.json()["type"]) == (403, "urn:inkhearth:token-scope")
    async with browser(app, user=ada) as owner:
        assert "frame" in (await owner.get("/me/account")).text
    second = (await program.post("/api/v1/tokens/refresh", json={"refresh_token": first["refresh_token"]})).json()
    assert second["refresh_token"] != first["refresh_token"]
    for _ in range(2):
        gone = await program.post("/api/v1/tokens/revoke", json={"refresh_token": second["refresh_token"]})
        assert (gone.status_code, gone.content) == (204, b"")
    late = await program.post("/api/v1/tokens/refresh", json={"refresh_token": second["refresh_token"]})
    assert (late.status_code, late.json()["type"]) == (403, "urn:inkhearth:refresh-token")
    ended = await program.post("/api/v1/creations", json=wish, headers=with_token(second["access_token"]))
    assert (ended.status_code, ended.json()["type"]) == (403, "urn:inkhearth:token-unknown")


async def test_a_refresh_token_that_is_used_twice_ends_its_family(program: httpx.AsyncClient, ada: User) -> None:
    """The end is committed although the answer is a refusal."""
    given = {"address": "ada@example.org", "password": WORDS}
    first = (await program.post("/api/v1/tokens", json=given)).json()["refresh_token"]
    second = (await program.post("/api/v1/tokens/refresh", json={"refresh_token": first})).json()["refresh_token"]
    for token in (first, second):
        answer = await program.post("/api/v1/tokens/refresh", json={"refresh_token": token})
        assert answer.status_code == 403


async def test_a_link_of_the_bot_signs_a_program_in_once(program: httpx.AsyncClient, ada: User, site: Site) -> None:
    link = await link_for(site, ada)
    statuses = [(await program.post("/api/v1/tokens", json={"link": link})).status_code for _ in range(2)]
    assert statuses == [200, 404]


async def test_the_owner_signs_a_program_out(program: httpx.AsyncClient, ada: User, app: FastAPI) -> None:
    given = {"address": "ada@example.org", "password": WORDS}
    refresh = (await program.post("/api/v1/tokens", json=given)).json()["refresh_token"]
    async with browser(app, user=ada) as owner:
        page = (await owner.get("/me/account")).text
        which = page.partition("/me/programs/")[2].partition("/")[0]
        await send(owner, f"/me/programs/{which}/end")
    assert (await program.post("/api/v1/tokens/refresh", json={"refresh_token": refresh})).status_code == 403


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {"address": 5},
        {"address": "x" * 301},
        {"link": "x", "more": 1},
        {"scopes": ["everything"], "link": "x"},
        {"scopes": "read", "link": "x"},
        {"address": "no address", "password": "x"},
        {},
    ],
)
async def test_what_is_no_sign_in_is_a_problem_and_no_fault(given: object, program: httpx.AsyncClient) -> None:
    for path in ("", "/refresh", "/revoke"):
        answer = await program.post(f"/api/v1/tokens{path}", json=given)
        assert answer.status_code in {400, 422}
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_wrong_password_is_a_problem_that_tells_nothing(program: httpx.AsyncClient, ada: User) -> None:
    told = [
        (await program.post("/api/v1/tokens", json={"address": f"{who}@example.org", "password": "x" * 300})).json()
        for who in ("ada", "eve")
    ]
    assert told[0] == told[1]
    assert told[0]["type"] == "urn:inkhearth:sign-in-wrong"
