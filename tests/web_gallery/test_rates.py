"""Counting requests: by role, by part of the site, over a sliding quarter of an hour, and without Redis."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from math import ceil

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from core.auth import grants, tokens
from core.auth.tokens import Scope
from core.clock import utc_now
from core.roles import Role
from core.users.models import User
from tests.servers import running_valkey
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_signing_in import link_for
from tests.web_gallery.visitors import FROM_HERE, browser, gallery
from web_gallery import rates
from web_gallery.limiting import area_of
from web_gallery.rates import Area, Rates, Tries
from web_gallery.settings import WebSettings
from web_gallery.site import Site


@pytest.fixture
def few(settings: WebSettings) -> WebSettings:
    """Settings in which a guest may ask five times and a user seven."""
    return settings.model_copy(update={"request_rates": {"guest": 5, "user": 7}})


@pytest.fixture
async def app(few: WebSettings) -> AsyncIterator[FastAPI]:
    """A gallery with few requests to be had."""
    async with gallery(few) as app:
        yield app


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """An empty Valkey."""
    async with Redis.from_url(redis_url) as client:
        yield client


def left(answer: httpx.Response) -> tuple[str, int, int]:
    """Return the policy's name, how many requests are left, and seconds, of draft-ietf-httpapi-ratelimit-headers-10."""
    found = re.fullmatch(r'"([a-z-]+)";r=(\d+);t=(\d+)', answer.headers["ratelimit"])
    assert found is not None
    policy = re.fullmatch(rf'"{found[1]}";q=\d+;w=900', answer.headers["ratelimit-policy"])
    assert policy is not None
    return found[1], int(found[2]), int(found[3])


async def test_a_guest_is_told_what_is_left_and_turned_away_after_that(app: FastAPI) -> None:
    """G14: rate limits by role with RateLimit fields; the sixth of five is turned away, in the guest's language."""
    async with browser(app) as visitor:
        visitor.headers["accept-language"] = "pl"
        seen = [await visitor.get("/about") for _ in range(6)]
        assert [answer.status_code for answer in seen] == [200] * 5 + [429]
        assert [left(answer)[:2] for answer in seen] == [("pages", count) for count in (4, 3, 2, 1, 0, 0)]
        late = seen[-1]
        assert int(late.headers["retry-after"]) == left(late)[2] > 0
        assert f"kwadransa. Spróbuj za {ceil(left(late)[2] / 60)} minut" in late.text, "nobody counts in seconds"
        assert late.headers["x-content-type-options"] == "nosniff", "a refusal carries the standing headers"
        problem = [await visitor.get("/api/v1/feed") for _ in range(6)][-1]
        assert problem.headers["content-type"] == "application/problem+json"
        assert problem.json()["type"] == "urn:inkhearth:rate"
    async with browser(app, address="203.0.113.7") as neighbour:
        assert (await neighbour.get("/about")).status_code == 200


async def test_each_part_of_the_site_is_counted_by_itself(app: FastAPI) -> None:
    async with browser(app) as visitor:
        for _ in range(6):
            await visitor.get("/")
        seen = {path: (await visitor.get(path)).status_code for path in ("/files/x", "/api/v1/feed", "/about")}
        assert seen == {"/files/x": 404, "/api/v1/feed": 200, "/about": 429}
        assert (await visitor.get("/healthz")).status_code == 200
        assert "ratelimit" not in (await visitor.get("/healthz")).headers


async def test_a_person_is_counted_by_role_wherever_they_sit(app: FastAPI, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    async with browser(app, user=ada) as desk, browser(app, user=ada, address="203.0.113.7") as phone:
        assert [left(await desk.get("/about"))[:2] for _ in range(2)] == [("pages", 6), ("pages", 5)]
        assert left(await phone.get("/about"))[1] == 4
        async with browser(app) as guest:
            assert left(await guest.get("/about"))[1] == 4, "her address is not hers alone"


async def test_programs_are_counted_as_their_owner(app: FastAPI, seeds: Seeds, site: Site) -> None:
    ada = await seeds.person("Ada")
    async with site.database.transaction() as session:
        user = await session.get_one(User, ada.id)
        _, personal = await tokens.mint(session, user, name="x", scopes=[Scope.READ], now=utc_now())
        granted = await grants.grant(session, user, name="x", scopes=[Scope.READ], now=utc_now())
    access = site.identity.keys.sign(granted.grant, now=utc_now())
    async with browser(app) as program:
        counted = [
            left(await program.get("/api/v1/feed", headers={"authorization": f"Bearer {token}"}))[1]
            for token in (personal, access, "wrong", "ink_wrong")
        ]
    assert counted == [6, 5, 4, 3]


async def test_signing_in_is_counted_by_address_whoever_asks(few: WebSettings) -> None:
    async with gallery(few.model_copy(update={"request_rates": {"guest": 10}})) as app, browser(app) as visitor:
        statuses = [(await visitor.post("/login", headers=FROM_HERE, data={"key": "x"})).status_code for _ in range(3)]
        assert statuses == [404, 404, 429]
        assert (await visitor.post("/api/v1/tokens", json={})).status_code == 429
        assert (await visitor.get("/about")).status_code == 200


def test_everything_has_an_area() -> None:
    expected = {
        ("GET", "/"): Area.PAGES,
        ("HEAD", "/i/x"): Area.PAGES,
        ("POST", "/me/tokens"): Area.FORMS,
        ("DELETE", "/anything"): Area.FORMS,
        ("GET", "/files/x"): Area.FILES,
        ("GET", "/frames/x.png"): Area.FILES,
        ("GET", "/api/v1/feed"): Area.API,
        ("POST", "/api/v1/creations"): Area.API,
        ("POST", "/api/v1/tokens/refresh"): Area.SIGN_IN,
        ("POST", "/login/password"): Area.SIGN_IN,
        ("GET", "/login"): Area.PAGES,
        ("POST", "/welcome"): Area.SIGN_IN,
        ("GET", "/static/x/gallery.css"): None,
        ("GET", "/healthz"): None,
    }
    assert {asked: area_of(*asked) for asked in expected} == expected


async def test_the_window_slides(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    """What of the window before still reaches into this one counts, so nobody asks twice as much around its turn.

    The window is so long that it hardly moves while this runs: by now it has stood open since 1970.
    """
    window = timedelta(seconds=4_000_000_000)
    monkeypatch.setattr(rates, "WINDOW", window)
    key = "inkhearth:rate:pages:somebody"
    await redis.hset(key, mapping={"slot": -1, "count": 100, "before": 0})
    taken = [await Rates(redis, {"guest": 100}).ask(Area.PAGES, "somebody", Role.GUEST) for _ in range(100)]
    seconds, _ = await redis.time()
    assert sum(one.is_allowed for one in taken if one) == int(100 * seconds / window.total_seconds())
    assert taken[0] is not None
    assert taken[0].is_allowed
    assert taken[-1] is not None
    assert taken[-1].seconds > 0


async def test_no_more_get_through_at_once_than_may(redis: Redis) -> None:
    counting = Rates(redis, {"guest": 10})
    taken = await asyncio.gather(*(counting.ask(Area.PAGES, "somebody", Role.GUEST) for _ in range(60)))
    assert sum(one.is_allowed for one in taken if one) == 10


async def test_a_role_that_is_none_is_refused_at_the_start(redis: Redis) -> None:
    with pytest.raises(KeyError):
        Rates(redis, {"emperor": 1})


PATHS = ("/login", "/login/password", "/register", "/forgot", "/welcome", "/api/v1/tokens")


async def test_without_redis_pages_are_served_and_tries_at_signing_in_still_counted(few: WebSettings) -> None:
    """Issue 7: never a 500 when Redis is away; nobody is turned away for that, and nobody may guess without end."""
    async with AsyncExitStack() as stack:
        with running_valkey() as server:
            settings = few.model_copy(update={"redis_url": server.url, "request_rates": {"guest": 40}})
            app = await stack.enter_async_context(gallery(settings))
            visitor = await stack.enter_async_context(browser(app))
            assert "ratelimit" in (await visitor.get("/about")).headers
        for _ in range(2):
            page = await visitor.get("/about")
            assert (page.status_code, "ratelimit" in page.headers) == (200, False)
        statuses = [(await visitor.post(path, headers=FROM_HERE)).status_code for path in (*PATHS, "/login", "/login")]
        assert all(status in {400, 403, 404, 415, 422} for status in statuses), statuses
        late = await visitor.post("/login", headers=FROM_HERE)
        assert (late.status_code, left(late)[:2]) == (429, ("sign-in", 0))
        assert int(late.headers["retry-after"]) > 0


async def test_a_redis_that_does_not_answer_in_time_turns_nobody_away(
    few: WebSettings, seeds: Seeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As under load, where no time is quick enough: whoever has a link signs in, and guessing ends after a few."""
    monkeypatch.setattr(rates, "_PATIENCE_S", 0)
    ada = await seeds.person("Ada")
    async with gallery(few.model_copy(update={"request_rates": {"guest": 15}})) as app, browser(app) as visitor:
        key = await link_for(app.state.site, ada)
        answer = await visitor.post("/login", headers=FROM_HERE, data={"key": key})
        assert (answer.status_code, answer.headers["location"]) == (303, "/me")
        guesses = [(await visitor.post("/login", headers=FROM_HERE, data={"key": "x"})).status_code for _ in range(3)]
        assert guesses[-1] == 429
        assert guesses[0] != 429


def test_tries_are_counted_over_a_sliding_window_and_no_more_people_than_there_is_room_for() -> None:
    counting = Tries(most=2)

    def take(who: str, at: float) -> bool | None:
        taken = counting.take(who, 2, now=at)
        return taken.is_allowed if taken else None

    assert [take("a", 0), take("a", 600), take("a", 700)] == [True, True, False]
    assert [take("b", 700), take("c", 700)] == [True, None]
    assert [take("a", 901), take("a", 902)] == [True, False], "the first is older than a quarter of an hour"
    assert take("c", 1_601) is True, "b has been forgotten"
