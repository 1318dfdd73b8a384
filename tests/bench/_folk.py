"""People of both chats and of the web, at a house in which every process is the real one, for benchmarks."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from json import dumps
from pathlib import Path
from time import perf_counter
from typing import Protocol

import httpx

from core.auth.tokens import Scope, mint
from core.clock import utc_now
from core.db import Database
from launcher.servers.throwaway import running_valkey
from tests.bots.discord.payloads import Json, interaction
from tests.bots.discord.server import TOKEN as DISCORD_TOKEN
from tests.bots.discord.server import LoopbackDiscord
from tests.bots.telegram.people import Person
from tests.bots.telegram.server import TOKEN as TELEGRAM_TOKEN
from tests.bots.telegram.server import BotApi, running_bot_api
from tests.factories import person
from tests.restarting import migrated_postgres
from tests.servers import free_port
from tests.stage import Stage, stage, until

PATIENCE_S = 120.0
PROGRAMS = ("conductor", "worker", "bots", "gallery")
_LOOK_S = 0.05
_FIRST_PERSON = 700_000
_GENEROUS = {"CREDITS_A_DAY": dumps({"user": 100_000}), "REQUEST_RATES": dumps({"guest": 1_000_000, "user": 1_000_000})}


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish of somebody's: seconds until it was answered at all, and until its picture was there."""

    acknowledged_s: float
    there_s: float


class Somebody(Protocol):
    """Who asks for a picture and waits for it."""

    async def ask(self, prompt: str) -> Wish:
        """Ask, and wait for the picture.

        Raises:
            TimeoutError: no answer or no picture within two minutes.
        """


@dataclass(frozen=True, slots=True)
class OnTelegram:
    """Somebody in a private chat with the bot."""

    api: BotApi
    number: int

    async def ask(self, prompt: str) -> Wish:
        """See ``Somebody``; the chat is emptied afterwards, so that hours of it can be kept."""
        begun = perf_counter()
        await Person(self.api, self.number, f"T{self.number}").write(f"/draw {prompt}")
        acknowledged = await _seconds_until(self._answers, begun)
        there = await _seconds_until(lambda: any("photo" in answer for answer in self._answers()), begun)
        for place in [place for place in self.api.chats.messages if place[0] == self.number]:
            del self.api.chats.messages[place]
        return Wish(acknowledged, there)

    def _answers(self) -> list[Json]:
        return self.api.chats.of_bot(self.number)


@dataclass(frozen=True, slots=True)
class OnDiscord:
    """Somebody in a channel of a server."""

    discord: LoopbackDiscord
    number: int
    interactions: Iterator[int]

    async def ask(self, prompt: str) -> Wish:
        """See ``Somebody``."""
        options = [{"name": "prompt", "type": 3, "value": prompt}]
        data = {"id": "1", "name": "draw", "type": 1, "options": options}
        heard = interaction(2, data, number=str(next(self.interactions)))
        heard["member"]["user"] |= {"id": str(self.number), "username": f"d{self.number}"}
        begun = perf_counter()
        await self.discord.emit("INTERACTION_CREATE", heard)
        acknowledged = await _seconds_until(lambda: self._answer(heard), begun)
        there = await _seconds_until(lambda: (self._answer(heard) or {}).get("attachments"), begun)
        return Wish(acknowledged, there)

    def _answer(self, heard: Json) -> Json | None:
        return self.discord.messages.get(self.discord.answer_to(heard["token"]))


@dataclass(frozen=True, slots=True)
class OnTheWeb:
    """Somebody's program, which asks the API and looks again every second; ``times`` takes the API's, in seconds."""

    client: httpx.AsyncClient
    key: str
    times: list[float] = field(default_factory=list)

    async def ask(self, prompt: str) -> Wish:
        """See ``Somebody``."""
        begun = perf_counter()
        job = await self._call("POST", "/api/v1/creations", json={"prompt": prompt})
        acknowledged = perf_counter() - begun
        while job["state"] != "succeeded":
            if job["finished_at"] or perf_counter() - begun > PATIENCE_S:
                raise TimeoutError(job)
            await asyncio.sleep(1)
            job = await self._call("GET", f"/api/v1/jobs/{job['id']}")
        there = perf_counter() - begun
        await self._call("GET", f"/api/v1/pictures/{job['pictures'][0]['id']}")
        await self._call("GET", "/api/v1/feed")
        return Wish(acknowledged, there)

    async def _call(self, method: str, path: str, **more: object) -> Json:
        begun = perf_counter()
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = await self.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]  # passed on
        self.times.append(perf_counter() - begun)
        answer.raise_for_status()
        found: Json = answer.json()
        return found


@dataclass(frozen=True, slots=True)
class Town:
    """A house with both chats and the web in front of it."""

    house: Stage
    database: Database
    telegram: BotApi
    discord: LoopbackDiscord
    client: httpx.AsyncClient
    interactions: Iterator[int] = field(default_factory=lambda: count(900_000))

    async def people(self, number: int) -> Sequence[Somebody]:
        """Return people, a third of them on each front end."""
        return [await self._somebody(_FIRST_PERSON + index, index % 3) for index in range(number)]

    async def _somebody(self, number: int, where: int) -> Somebody:
        if where == 0:
            return OnTelegram(self.telegram, number)
        if where == 1:
            return OnDiscord(self.discord, number, self.interactions)
        async with self.database.transaction() as session:
            owner = await person(session)
            _, key = await mint(session, owner, name="crowd", scopes=[Scope.READ, Scope.CREATE], now=utc_now())
        return OnTheWeb(self.client, key)


@asynccontextmanager
async def town() -> AsyncIterator[Town]:
    """Yield a house whose front ends are ready."""
    async with AsyncExitStack() as stack:
        api, discord = await stack.enter_async_context(running_bot_api()), LoopbackDiscord()
        await stack.enter_async_context(discord.running())
        house = stack.enter_context(_house(api, discord))
        origin = house.settings["PUBLIC_URL"]
        limits = httpx.Limits(max_connections=None)
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=origin, timeout=60, limits=limits))
        database = await stack.enter_async_context(house.database())
        for program in PROGRAMS:
            house.start(program)
        await discord.connected()
        await until(lambda: _is_ready(client), "the gallery is ready", within_s=60)
        yield Town(house, database, api, discord, client)


@contextmanager
def _house(api: BotApi, discord: LoopbackDiscord) -> Iterator[Stage]:
    port = str(free_port())
    settings = {
        "TELEGRAM_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_API_URL": api.url, "TELEGRAM_FILE_URL": api.file_url,
        "DISCORD_TOKEN": DISCORD_TOKEN, "DISCORD_API_URL": f"http://{discord.url}/api",
        "DISCORD_GATEWAY_URL": f"ws://{discord.url}/gateway", "GALLERY_PORT": port,
        "PUBLIC_URL": f"http://127.0.0.1:{port}", **_GENEROUS,
    }  # fmt: skip
    with (
        migrated_postgres() as postgres,
        running_valkey() as redis,
        tempfile.TemporaryDirectory() as folder,
        stage(postgres.url, redis.url, Path(folder), lease_s=10, settings=settings) as built,
    ):
        yield built


async def _is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


async def _seconds_until(holds: Callable[[], object], begun: float) -> float:
    while not holds():
        if perf_counter() - begun > PATIENCE_S:
            raise TimeoutError
        await asyncio.sleep(_LOOK_S)
    return perf_counter() - begun
