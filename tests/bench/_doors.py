"""The doors at which somebody's word has to be proven, each with forgeries that are tried at it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

import aiohttp
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from bots.telegram.webhook import SECRET_HEADER, Webhook
from core.auth import grants, linking, sessions, signing_in, tokens, trips
from core.auth.tokens import Scope
from core.clock import new_id, utc_now
from core.errors import DomainError
from core.home.confirmations import mark_fits, mark_of
from core.home.models import HomeAction
from core.platforms import Platform
from core.privacy import Visibility
from core.rights import exports
from core.storage.store import LONGEST_LINK
from core.users.models import User
from tests.beside import beside
from tests.bots.conversation.test_forgeries import forged as nearly
from tests.servers import free_port
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.reaches import REACHES, Reach
from tests.web_gallery.scenes import SECRET, VIEWERS, planted_scene
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_forgeries import forged as altogether_wrong
from tests.web_gallery.test_reach_of_routes import asked, fingerprint, wrongs
from tests.web_gallery.visitors import FROM_HERE, browser, mark
from web_gallery.site import Site

EACH = 100
Try = Callable[[str], Awaitable[bool]]


@dataclass
class Door:
    """What is proven there, how many forgeries were tried, how many were taken, and whether the true proof opens."""

    name: str
    tried: int = 0
    taken: list[str] = field(default_factory=list)
    opens: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """A gallery with its collaborators; ``handed_out`` gathers every secret that somebody got."""

    app: FastAPI
    site: Site
    seeds: Seeds
    comics: ComicSeeds
    folder: Path
    handed_out: list[str]

    async def attempt(self, deed: Callable[[AsyncSession], Awaitable[object]]) -> bool:
        """Do something in a transaction of its own; False when it is refused."""
        try:
            async with self.site.database.transaction() as session:
                return bool(await deed(session))
        except DomainError:
            return False


async def every_door(house: House) -> list[Door]:
    """Try all of them."""
    ada = await house.seeds.person("Ada")
    return [
        await _telegram(house),
        await _files(house, ada),
        await _link_codes(house),
        await _confirmations(house, ada),
        *[await _service(house, name, real, step) for name, real, step in await _services(house, ada)],
        await _cookies(house, ada),
        await _form_marks(house, ada),
        await _others_ids(house),
    ]


def forgeries(real: str, seed: int) -> Iterator[str]:
    """Yield what is nearly the real proof, and what is nothing like it."""
    yield from nearly(real, Random(seed), EACH)
    yield from altogether_wrong(real, Random(seed), EACH // 2)


async def _tried(door: Door, wrong: Iterable[str], attempt: Try) -> Door:
    for one in wrong:
        door.tried += 1
        if await attempt(one):
            door.taken.append(one)
    return door


@dataclass
class _Heard:
    """What a webhook lets through."""

    updates: int = 0

    def take(self, _data: dict[str, Any]) -> asyncio.Future[None]:
        """Take an update as done."""
        self.updates += 1
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


async def _telegram(house: House) -> Door:
    """Ask the webhook itself, over a socket."""
    secret, heard, port = "a-secret_of-the-benchmark-0123456789", _Heard(), free_port()
    house.handed_out.append(secret)
    door = Door("Telegram's webhook, its secret")
    async with _listening(Webhook(cast("Any", heard), secret=secret), port), aiohttp.ClientSession() as client:

        async def attempt(given: str) -> bool:
            headers = {SECRET_HEADER: given}
            async with client.post(f"http://127.0.0.1:{port}/t", json={"update_id": 1}, headers=headers) as answer:
                return answer.status != 403

        sendable = [wrong for wrong in forgeries(secret, 1) if wrong.isascii() and wrong.isprintable()]
        await _tried(door, sendable, attempt)
        door.opens = heard.updates == 0 and await attempt(secret) and heard.updates == 1
    return door


@asynccontextmanager
async def _listening(webhook: Webhook, port: int) -> AsyncIterator[None]:
    ready = asyncio.Event()
    async with beside(webhook.run("127.0.0.1", port, ready=ready)):
        await ready.wait()
        yield


async def _files(house: House, ada: User) -> Door:
    media = await house.seeds.picture(ada, visibility=Visibility.PRIVATE)
    link = await house.site.store.link(media.key, lifetime=LONGEST_LINK, now=utc_now())
    path, _, query = link.partition("?")
    fields = dict(part.split("=") for part in query.split("&"))
    house.handed_out.append(fields["signature"])
    door = Door("a private file's signed address")
    async with browser(house.app) as thief:

        async def attempt(signature: str, **others: str) -> bool:
            where = "/files/" + path.partition("/files/")[2]
            return (await thief.get(where, params={**fields, **others, "signature": signature})).status_code == 200

        await _tried(door, forgeries(fields["signature"], 2), attempt)
        for later in (1, 60, 10**6, -1):
            door.tried += 1
            if await attempt(fields["signature"], expires=str(int(fields["expires"]) + later)):
                door.taken.append(f"{later} s")
        door.opens = await attempt(fields["signature"])
    return door


async def _link_codes(house: House) -> Door:
    """Try codes that nobody would take for another way to write the real one."""
    anna, eve = await house.seeds.person("Anna"), await house.seeds.person("Eve")
    async with house.site.database.transaction() as session:
        code = await linking.make_code(session, anna, now=utc_now())
    house.handed_out.append(code)

    async def attempt(wrong: str) -> bool:
        async def redeem(session: AsyncSession) -> object:
            return await linking.redeem(session, await session.get_one(User, eve.id), code=wrong, now=utc_now())

        return await house.attempt(redeem)

    door = await _tried(Door("codes that link accounts"), nearly(code, Random(3), EACH * 2), attempt)
    door.opens = await attempt(code)
    return door


async def _confirmations(house: House, ada: User) -> Door:
    """A mark fits one plan, person, place and time: other marks, and the right one on anything else."""
    key = house.site.settings.signing_key
    call = {"entity_id": "light.hall", "service": "turn_on", "data": {}}
    fields: dict[str, Any] = {"id": new_id(), "user_id": ada.id, "calls": [call], "platform": "discord"}
    fields |= {"channel_id": "5", "expires_at": utc_now()}
    real = mark_of(HomeAction(**fields), key)
    house.handed_out.append(real)

    async def attempt(wrong: str, **others: object) -> bool:
        return mark_fits(wrong, HomeAction(**{**fields, **others}), key)

    door = await _tried(Door("confirmations of the house"), forgeries(real, 4), attempt)
    for number in range(EACH // 4):
        changes: dict[str, object] = {
            "id": new_id(), "user_id": new_id(), "channel_id": str(new_id()),
            "expires_at": utc_now() + timedelta(seconds=number + 1),
        }  # fmt: skip
        for name, value in changes.items():
            door.tried += 1
            if await attempt(real, **{name: value}):
                door.taken.append(name)
    door.opens = await attempt(real)
    return door


Step = Callable[[AsyncSession, str], Awaitable[object]]


async def _services(house: House, ada: User) -> list[tuple[str, str, Step]]:
    """Return each secret that a service hands out, with what takes it."""
    now, site = utc_now(), house.site
    async with site.database.transaction() as session:
        link = await signing_in.make_link(session, ada, now=now)
        _, token = await tokens.mint(session, ada, name="x", scopes=[Scope.READ], now=now)
        granted = await grants.grant(session, ada, name="x", scopes=[Scope.READ], now=now)
        journey = await trips.leave(session, Platform.DISCORD, None, now=now)
        export = await exports.ask(session, ada, platform=Platform.WEB, locale="en", now=now)
    await exports.pack_next(site.database, site.store, house.folder / "work", sealing=site.identity.sealing, now=now)
    async with site.database.transaction() as session:
        copy = await exports.make_link(session, ada, export.id, now=now)

    async def came_back(session: AsyncSession, state: str) -> object:
        await trips.come_back(session, Platform.DISCORD, trips.Journey(state, journey.ticket), now=utc_now())
        return True

    return [
        ("links to sign in", link, lambda one, key: signing_in.sign_in(one, key, device="", now=utc_now())),
        ("personal tokens", token, lambda one, key: tokens.bearer(one, key, scope=Scope.READ, now=utc_now())),
        ("tokens that are renewed", granted.refresh, lambda one, key: grants.refresh(one, key, now=utc_now())),
        ("states of a provider", journey.state, came_back),
        ("links to an export", copy, lambda one, key: exports.collect(one, key, now=utc_now())),
    ]


async def _service(house: House, name: str, real: str, step: Step) -> Door:
    house.handed_out.append(real)

    async def attempt(wrong: str) -> bool:
        return await house.attempt(lambda session: step(session, wrong))

    door = await _tried(Door(name), forgeries(real, 5), attempt)
    door.opens = await attempt(real)
    return door


async def _cookies(house: House, ada: User) -> Door:
    async with house.site.database.transaction() as session:
        real = await sessions.open_session(session, ada, device="", now=utc_now())
    house.handed_out.append(real)
    async with browser(house.app) as thief:

        async def attempt(key: str) -> bool:
            cookie = f"inkhearth={key}".encode()
            return (await thief.get("/me/data", headers={b"cookie": cookie})).status_code == 200

        door = await _tried(Door("sessions of browsers"), forgeries(real, 6), attempt)
        door.opens = await attempt(real)
    return door


async def _form_marks(house: House, ada: User) -> Door:
    async with browser(house.app, user=ada) as visitor:
        real = mark(await visitor.get("/me/account"))

        async def attempt(csrf: str) -> bool:
            answer = await visitor.post("/me/tokens", data={"csrf": csrf, "name": "x"}, headers=FROM_HERE)
            return answer.status_code != 403

        door = await _tried(Door("marks of forms"), forgeries(real, 7), attempt)
        door.opens = await attempt(real)
    return door


async def _others_ids(house: House) -> Door:
    """Every route with the owner's ids, by a stranger, another member, a moderator and an admin."""
    scene = await planted_scene(house.site, house.seeds, house.comics)
    owner, door = scene.people["owner"], Door("ids of others at every route of the web and the API")
    routes = {route: reach for route, reach in REACHES.items() if route != "POST /logout"}
    before = await fingerprint(house.site, owner)
    for who in (viewer for viewer in VIEWERS if viewer != "owner"):
        async with browser(house.app, user=scene.people.get(who)) as visitor:
            csrf = mark(await visitor.get("/me/account"))
            for route, reach in routes.items():
                answer = await asked(visitor, scene, who, route, csrf=csrf)
                told = SECRET in answer.text and reach is not Reach.SECRET
                door.tried += 1
                if told or wrongs(reach, who, answer):
                    door.taken.append(f"{who}: {route}")
    if await fingerprint(house.site, owner) != before:
        door.taken.append("something of the owner's has changed")
    async with browser(house.app, user=owner) as visitor:
        door.opens = SECRET in (await visitor.get(scene.path("/i/{slug}"))).text
    return door
