"""Whoever asks for what is another's gets nothing and changes nothing: every route × every kind of person (G14)."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import grants, sessions, tokens
from core.auth.tokens import Scope
from core.clock import utc_now
from core.comics.models import Comic
from core.frames import service as frames
from core.jobs.models import Job
from core.media.models import Media
from core.moderation.models import Case, Moderator
from core.platforms import Platform
from core.privacy import Visibility
from core.rights import document
from core.roles import Role
from core.spaces.models import Space
from core.users import queries
from core.users import service as people
from core.users.models import User
from core.users.service import Face
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.reaches import REACHES, STREAMS, Reach
from tests.web_gallery.seeds import NOON, Seeds
from tests.web_gallery.visitors import FROM_HERE, browser, gallery, mark
from web_gallery.noticing import FREE
from web_gallery.settings import WebSettings
from web_gallery.site import Site

SECRET = "zebracrossing"  # noqa: S105 - a word in what is private
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
SILENT = {HTTPStatus.SEE_OTHER, HTTPStatus.NO_CONTENT, HTTPStatus.CONFLICT}
BODIES: dict[str, dict[str, object]] = {
    "POST /api/v1/creations": {"prompt": "a fox"},
    "POST /api/v1/reports": {"picture": "x", "concern": "other"},
    "POST /api/v1/scripts/check": {"script": "A fox"},
    "POST /api/v1/comics": {"script": "A fox"},
    "PUT /api/v1/cast/{name}": {"looks": "red"},
    "PATCH /api/v1/pictures/{which}": {"visibility": "public"},
    "POST /api/v1/admin/people/{which}/credits": {"credits": 5},
    "PATCH /api/v1/comics/{which}": {"visibility": "public"},
}
JUDGES = ("moderator", "admin")
VIEWERS = ("anonymous", "other", "moderator", "admin", "owner")


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody's private things, the people who want them, and what fills the parts of addresses."""

    people: dict[str, User]
    bearers: dict[str, str]
    parts: dict[str, str]

    def path(self, pattern: str) -> str:
        """Return an address that names the owner's things."""
        kind = pattern.partition("{")[0].strip("/")
        for name in [part[1:-1] for part in pattern.replace(".", "/").split("/") if part.startswith("{")]:
            value = self.parts.get(f"{kind}:{name}") or self.parts.get(name, "x")
            pattern = pattern.replace(f"{{{name}}}", value)
        return pattern.replace("{key:path}", self.parts["key"]).replace("{day}", "2026-11-20")


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


def named(picture: Media, comic: Comic) -> dict[str, str]:
    """Return what fills the parts of addresses, by the beginning of the address where that matters."""
    return {
        "slug": picture.slug,
        "key": picture.key,
        "c:slug": comic.slug,
        "c:number": "1",
        "c:wanted": "pdf",
        "studio/jobs:which": str(picture.job_id),
        "studio/jobs:picture": str(picture.id),
        "studio/comics:which": str(comic.id),
        "studio/comics:verb": "delete",
        "api/v1/creations:which": str(picture.job_id),
        "api/v1/jobs:which": str(picture.job_id),
        "api/v1/pictures:which": str(picture.id),
        "api/v1/comics:which": str(comic.id),
        "api/v1/comics:panel": "1",
        "api/v1/comics:kind": "pdf",
        "moderation:deed": "take",
        "legal:name": "privacy",
        "admin/queue/jobs:which": str(picture.job_id),
        "admin/queue/jobs:deed": "retry",
        "api/v1/admin/jobs:which": str(picture.job_id),
        "api/v1/admin/queue/pauses:breadth": "kind",
        "api/v1/admin/queue/pauses:name": "video",
        "admin/people:deed": "block",
        "admin/settings:deed": "mode",
    }


async def plant_proofs(session: AsyncSession, user: User, job_id: UUID, *, now: datetime) -> dict[str, str]:
    """Give the owner ways in, sessions, tokens and a frame; return what names them."""
    await people.add_identity(session, user, Face(Platform.DISCORD, "78", SECRET), now=NOON)
    (met,) = await queries.identities(session, user.id)
    await sessions.open_session(session, user, device=SECRET, now=now)
    token, _ = await tokens.mint(session, user, name=SECRET, scopes=[Scope.READ], now=now)
    granted = await grants.grant(session, user, name=SECRET, scopes=[], now=now)
    frame = await frames.hang(session, user, name="hall", job=await session.get_one(Job, job_id), now=now)
    parts = {"frames:slug": frame.slug, "api/v1/frames:name": "hall"}
    parts |= {"me/tokens:which": str(token.id), "me/programs:which": str(granted.grant.id)}
    found = await sessions.sessions_of(session, user, now=now)
    parts["me/sessions:which"] = str(found[0].id)
    parts["me/ways:which"] = str(met.id)
    return parts


async def plant_case(session: AsyncSession, moderator: User, *, now: datetime) -> str:
    """Open a case in a space that somebody moderates; return its id."""
    space = Space(platform="discord", external_id="1", created_at=NOON)
    session.add(space)
    await session.flush()
    session.add(Moderator(space_id=space.id, user_id=moderator.id, granted_at=NOON))
    case = Case(space_id=space.id, concern_name="copyright", opened_at=now)
    session.add(case)
    await session.flush()
    return str(case.id)


@pytest.fixture
async def scene(site: Site, seeds: Seeds, comics: ComicSeeds) -> Scene:
    """Plant it: nothing that is private has a name without the secret word."""
    there = {name: await seeds.person(name.capitalize()) for name in VIEWERS if name != "anonymous"}
    owner, now = there["owner"], utc_now()
    picture = await seeds.picture(owner, visibility=Visibility.PRIVATE, prompt=f"a {SECRET}")
    planted = await comics.comic(owner, visibility=Visibility.PRIVATE, script=f"A {SECRET}")
    await comics.note_parts(planted, pictures=[])
    parts = named(picture, planted.comic)
    parts["studio/words:which"] = str((await seeds.text(owner, f"a {SECRET}")).id)
    async with site.database.transaction() as session:
        rows = {name: await session.get_one(User, user.id) for name, user in there.items()}
        rows["moderator"].role_level, rows["admin"].role_level = Role.CREATOR, Role.ADMIN
        parts |= await plant_proofs(session, rows["owner"], picture.job_id, now=now)
        parts["moderation:which"] = await plant_case(session, rows["moderator"], now=now)
        parts["admin/spaces:which"] = str(await session.scalar(select(Space.id)))
        # An admin may change people: here whoever is not the owner, whose things stay as they are.
        parts |= dict.fromkeys(("admin/people:which", "api/v1/admin/people:which"), str(rows["other"].id))
        bearers = {
            name: (await tokens.mint(session, person, name="all", scopes=list(Scope), now=now))[1]
            for name, person in rows.items()
        }
    return Scene(there, bearers, parts)


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
