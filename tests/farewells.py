"""A house in the middle of its work whose processes are told to stop, one by one: how many seconds each takes.

For ``./run bench stopping`` and the test that none takes longer than thirty (issue 9; the compose file's own patience).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.addresses import address_of
from core.auth import sessions
from core.clock import utc_now
from core.db import Database
from core.jobs.models import Job
from core.jobs.motion import Motion
from core.jobs.states import State
from core.roles import Role
from core.storage import FolderStore
from core.users.models import User
from launcher.install import BRIDGE_PYTHON
from tests.bots.telegram.people import Person
from tests.bots.telegram.server import TOKEN, BotApi, running_bot_api
from tests.factories import job, person, spec
from tests.restarting import Server, forgetful_valkey, migrated_postgres
from tests.servers import free_port
from tests.stage import SIGNING_KEY, Stage, stage, until

PATIENCE_S = 30.0
GRACE_S = 3.0  # in place of the worker's own, so that nobody has to draw for a minute
STREAMS, WAITING, BIG_BYTES = 5, 40, 64_000_000
PROGRAMS = ("gallery", "bots", *(["bridge"] if BRIDGE_PYTHON.exists() else []), "worker", "conductor")


@dataclass(frozen=True, slots=True)
class Farewell:
    """How somebody left: with which exit status (0 for a server), after how many seconds."""

    status: int
    seconds: float


async def farewells(folder: Path) -> Mapping[str, Farewell]:
    """Have everything work, then stop each process while the others go on, and the servers at last."""
    with migrated_postgres() as postgres, forgetful_valkey() as valkey:
        async with AsyncExitStack() as busy:
            api = await busy.enter_async_context(running_bot_api())
            home = await busy.enter_async_context(_silent())
            with stage(postgres.url, valkey.url, folder, settings=_settings(api, home)) as house:
                await _at_work(house, api, busy)
                found = {name: await asyncio.to_thread(_stopped, house, name) for name in PROGRAMS}
            found["valkey"] = await _server_stopped(valkey, _waiting_for_redis(valkey.url))
            found["postgres"] = await _server_stopped(postgres, _waiting_for_postgres(postgres.url))
        return found


def _settings(api: BotApi, home: int) -> Mapping[str, str]:
    port = str(free_port())
    return {
        "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url, "TELEGRAM_FILE_URL": api.file_url, "GALLERY_PORT": port,
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "HA_URL": f"http://127.0.0.1:{home}", "HA_TOKEN": "a-token",
        "WORKER_GRACE_S": str(GRACE_S),
    }  # fmt: skip


async def _at_work(house: Stage, api: BotApi, busy: AsyncExitStack) -> None:
    """Have open streams, a slow download, a message that waits, a bridge that is not answered, and a long order."""
    for program in PROGRAMS:
        house.start(program)
    database = await busy.enter_async_context(house.database())
    owner, long = await _asked(database)
    browser = await busy.enter_async_context(httpx.AsyncClient(base_url=house.settings["PUBLIC_URL"], timeout=60))
    await until(lambda: _ready(browser), "the gallery is ready", within_s=90)
    async with database.transaction() as session:
        cookie = await sessions.open_session(session, owner, device="tests", now=utc_now())
    for _ in range(STREAMS):
        headers = {"cookie": f"inkhearth={cookie}"}
        answer = await busy.enter_async_context(browser.stream("GET", "/events", headers=headers))
        assert answer.status_code == httpx.codes.OK
    link = await _big_file(house)
    slow = await busy.enter_async_context(browser.stream("GET", link))
    await anext(slow.aiter_raw(1024))  # and no more: its buffers are full
    api.fail("sendMessage", 429, "Too Many Requests: retry after 50", parameters={"retry_after": 50})
    await Person(api, 77).write("/draw a hare")
    await api.until(lambda: api.sent("sendMessage"), "an answer waits for Telegram", within_s=60)
    await until(lambda: _is_drawn(database, long), "the long order is being drawn", within_s=90)


async def _asked(database: Database) -> tuple[User, UUID]:
    async with database.transaction() as session:
        owner = await person(session, role=Role.SUPER_ADMIN)
        clip = spec("a fox running").model_copy(update={"motion": Motion(seconds=10, fps=30), "cost": 10})
        long = await job(session, owner, wanted=clip, now=utc_now())
        for number in range(WAITING):
            await job(session, owner, wanted=spec(f"a fox {number}"), now=utc_now())
        return owner, long.id


async def _ready(browser: httpx.AsyncClient) -> bool:
    try:
        return (await browser.get("/readyz")).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


async def _big_file(house: Stage) -> str:
    origin = house.settings["PUBLIC_URL"]
    store = FolderStore(house.folder / "store", base_url=origin, signing_key=SecretStr(SIGNING_KEY))
    key = await store.put(bytes(BIG_BYTES), "image/png")
    return (await store.link(key, lifetime=timedelta(minutes=5), now=utc_now())).removeprefix(origin)


async def _is_drawn(database: Database, long: UUID) -> bool:
    async with database.transaction() as session:
        return (await session.get_one(Job, long)).state is State.RUNNING


def _stopped(house: Stage, name: str) -> Farewell:
    """Tell a process to stop and wait; one that takes longer than its bound is an error."""
    process = house.running[name]
    begun = time.monotonic()
    process.terminate()
    status = process.wait(timeout=PATIENCE_S)
    del house.running[name]
    return Farewell(status, time.monotonic() - begun)


async def _server_stopped(server: Server, waiting: asyncio.Task[None]) -> Farewell:
    await asyncio.sleep(1.0)
    begun = time.monotonic()
    await asyncio.wait_for(asyncio.to_thread(server.stop), PATIENCE_S)
    seconds = time.monotonic() - begun
    await asyncio.wait_for(waiting, PATIENCE_S)
    return Farewell(0, seconds)


def _waiting_for_redis(url: str) -> asyncio.Task[None]:
    async def wait() -> None:
        async with Redis.from_url(url) as client:
            with suppress(RedisError):
                await client.blpop(["nothing"], timeout=120)

    return asyncio.create_task(wait())


def _waiting_for_postgres(url: str) -> asyncio.Task[None]:
    async def wait() -> None:
        connection = await address_of(url).connect(timeout_s=PATIENCE_S)
        with suppress(asyncpg.PostgresError, OSError):
            await connection.execute("SELECT pg_sleep(120)")
        connection.terminate()

    return asyncio.create_task(wait())


@asynccontextmanager
async def _silent() -> AsyncIterator[int]:
    """Yield a port that takes connections and never answers."""
    held: list[asyncio.StreamWriter] = []

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for writer in held:
            writer.transport.abort()
        await asyncio.sleep(0)
