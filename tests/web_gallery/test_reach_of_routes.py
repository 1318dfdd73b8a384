"""Whoever asks for what is another's gets nothing and changes nothing: every route × every kind of person (G14)."""

import hashlib
from dataclasses import replace
from http import HTTPStatus

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from core.rights import document
from core.users.models import User
from tests.web_gallery.reaches import REACHES, STREAMS, Reach
from tests.web_gallery.scenes import SECRET, VIEWERS, Scene
from tests.web_gallery.seeds import NOON
from tests.web_gallery.visitors import FROM_HERE, browser, gallery, mark
from web_gallery.noticing import FREE
from web_gallery.settings import WebSettings
from web_gallery.site import Site

REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
SILENT = {HTTPStatus.SEE_OTHER, HTTPStatus.NO_CONTENT, HTTPStatus.CONFLICT}
BODIES: dict[str, dict[str, object]] = {
    "POST /api/v1/creations": {"prompt": "a fox"},
    "POST /api/v1/reports": {"picture": "x", "concern": "other"},
    "POST /api/v1/scripts/check": {"script": "A fox"},
    "POST /api/v1/comics": {"script": "A fox"},
    "POST /api/v1/texts": {"task": "expand", "words": "a fox"},
    "PUT /api/v1/cast/{name}": {"looks": "red"},
    "PATCH /api/v1/pictures/{which}": {"visibility": "public"},
    "POST /api/v1/admin/people/{which}/credits": {"credits": 5},
    "PATCH /api/v1/comics/{which}": {"visibility": "public"},
}
JUDGES = ("moderator", "admin")


def every_route(app: FastAPI) -> set[str]:
    """Return each method and pattern that the gallery answers; HEAD is GET without its body."""
    found = set()
    for route in iter_route_contexts(app.routes):
        found |= {f"{method} {route.path}" for method in (route.methods or ()) if method not in {"HEAD", "OPTIONS"}}
    return found


def test_every_route_says_who_may_reach_it(app: FastAPI) -> None:
    """A route that is new fails here until somebody has thought about whose it is."""
    routes = every_route(app)
    assert routes - set(REACHES) - set(STREAMS) == set(), "add them to tests/web_gallery/reaches.py"
    assert (set(REACHES) | set(STREAMS)) - routes == set(), "these are gone"


async def fingerprint(site: Site, owner: User) -> str:
    """Return what all rows of somebody come to, as their export tells them."""
    async with site.database.transaction() as session:
        pieces = [piece async for piece in document.written(session, owner.id, sealing=site.identity.sealing, now=NOON)]
    return hashlib.sha256(b"".join(pieces)).hexdigest()


async def asked(visitor: httpx.AsyncClient, scene: Scene, who: str, route: str, *, csrf: str) -> httpx.Response:
    """Ask as a browser of theirs would, or as a program with a token of theirs that may do everything."""
    method, _, pattern = route.partition(" ")
    headers = dict(FROM_HERE)
    if "/api/" in pattern and who in scene.bearers:
        headers["authorization"] = f"Bearer {scene.bearers[who]}"
    if "/api/" in pattern:
        body = None if method == "GET" else BODIES.get(route, {})
        return await visitor.request(method, scene.path(pattern), headers=headers, json=body)
    data = {"csrf": csrf, "concern": "other", "words": "x"} if method == "POST" else None
    return await visitor.request(method, scene.path(pattern), headers=headers, data=data)


def is_refused(answer: httpx.Response) -> bool:
    """Tell whether somebody was turned away, or sent to sign in."""
    to_sign_in = answer.headers.get("location", "") == "/login"
    return answer.status_code in REFUSED or to_sign_in


def wrongs(reach: Reach, who: str, answer: httpx.Response) -> str:
    """Return what is wrong with how somebody was answered, or nothing."""
    refused = is_refused(answer)
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
        return "a fault"
    if reach in {Reach.OPEN, Reach.SECRET}:
        return ""
    if reach is not Reach.MEMBER and '"errors"' in answer.text:
        return "not asked well enough to tell"
    may = {
        Reach.MEMBER: who != "anonymous",
        Reach.CASE: who in JUDGES,
        Reach.ADMIN: who == "admin",
        Reach.OWN: who == "owner",
    }[reach]
    if may:
        is_look = answer.request.method == "GET" and not answer.request.url.path.endswith("/pdf")
        return "refused" if refused and who == "owner" and is_look else ""  # the comic here is not drawn yet
    # Nothing happens: a form that ends what is not there returns to its page.
    silent = reach is Reach.OWN and answer.status_code in SILENT and answer.request.method != "GET"
    return "" if refused or silent else "let in"


@pytest.mark.parametrize("who", VIEWERS)
async def test_nobody_reaches_what_is_anothers(who: str, app: FastAPI, site: Site, scene: Scene) -> None:
    """G14, R5: every route × (anonymous, other, owner, moderator, admin), with the owner's own ids in the address."""
    owner, seen = scene.people["owner"], {}
    async with browser(app, user=scene.people.get(who)) as visitor:
        csrf = mark(await visitor.get("/me/account"))
        before = await fingerprint(site, owner)
        for route, reach in REACHES.items():
            if route == "POST /logout":
                continue  # it ends everything that follows
            answer = await asked(visitor, scene, who, route, csrf=csrf)
            told = wrongs(reach, who, answer)
            if not (who == "owner" or reach is Reach.SECRET) and SECRET in answer.text:
                told = "told the secret"
            if told:
                seen[route] = (answer.status_code, told)
        if who != "owner":
            assert await fingerprint(site, owner) == before, "something of somebody else's has changed"
    assert not seen, "\n".join(f"{route}: {status} {told}" for route, (status, told) in seen.items())


def waits(route: str) -> bool:
    """Tell whether a route makes something, as far as the gate's own table says."""
    method, _, pattern = route.partition(" ")
    return method in {"POST", "PUT", "PATCH"} and pattern not in FREE


async def test_nothing_is_made_before_the_notice_whichever_way_it_is_asked_for(
    site: Site, settings: WebSettings, scene: Scene
) -> None:
    """trust.md, consent: every route that changes something, asked rightly but for the notice."""
    owner, wrong = scene.people["owner"], {}
    drawing = replace(scene, parts={**scene.parts, "studio/comics:verb": "draw"})
    async with gallery(settings.model_copy(update={"ask_consent": True})) as app, browser(app, user=owner) as visitor:
        csrf = mark(await visitor.get("/me/account"))
        before = await fingerprint(site, owner)
        for route in filter(waits, sorted(every_route(app))):
            answer = await asked(visitor, drawing, "owner", route, csrf=csrf)
            code = "urn:inkhearth:consent-needed" if "/api/" in route else 'name="then"'
            if answer.status_code != HTTPStatus.FORBIDDEN or code not in answer.text:
                wrong[route] = answer.status_code
        assert await fingerprint(site, owner) == before
    assert not wrong, f"these make something before the notice: {wrong}"


async def test_looking_taking_away_and_rights_wait_for_no_notice(settings: WebSettings, scene: Scene) -> None:
    owner = scene.people["owner"]
    async with gallery(settings.model_copy(update={"ask_consent": True})) as app, browser(app, user=owner) as visitor:
        csrf = mark(await visitor.get("/me/account"))
        for route in REACHES:
            if (waits(route) and "{verb}" not in route) or route in {"POST /logout", "POST /me/notice"}:
                continue
            answer = await asked(visitor, scene, "owner", route, csrf=csrf)
            assert "consent-needed" not in answer.text, route
            assert 'name="then"' not in answer.text, route
