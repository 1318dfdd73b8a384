"""How soon a command is seen done, through the bridge and by the bare call (H7); ``./run bench home``."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr, TypeAdapter
from redis.asyncio.client import PubSub
from sqlalchemy import update

from core.bus import Bus, deliveries_channel
from core.clock import utc_now
from core.db import Database
from core.home.models import HomeAction, HomeBridge, HomeRule
from core.home.states import Mode, State
from core.platforms import Platform
from core.roles import Role
from core.stopping import heed_stop
from core.users.models import User
from ha_bridge.connection import Connection
from ha_bridge.wire import Called, Event, StateChange
from launcher.servers.throwaway import running_postgres, running_valkey
from tests.bench._table import Row, median, percentile, show
from tests.factories import person
from tests.ha_bridge.orders import call, leave
from tests.home_assistant import HomeAssistant, running_home_assistant
from tests.servers import migrate
from tests.stage import Stage, stage, until

ROUNDS = 100
WARM_UP = 5
THING = "input_boolean.guests"
_BRIDGE_MS = 100  # H7: what the bridge itself may add
_SHARE = 1.3
_LONGEST_S = 20
_CALLED = TypeAdapter(Called)


class Bare:
    """A plain client that calls a service and waits for the change, as short as it goes."""

    def __init__(self, connection: Connection) -> None:
        """Hold an open connection."""
        self._connection = connection
        self._seen: dict[str, asyncio.Event] = {}

    def hear(self, event: Event) -> None:
        """Note a change by its context."""
        change = StateChange.model_validate(event.data)
        if change.new_state:
            self._seen.setdefault(change.new_state.context.id, asyncio.Event()).set()

    async def switch(self, service: str) -> float:
        """Switch the thing; return the milliseconds until its change came with our context."""
        begun = time.perf_counter()
        called = await self._connection.ask(
            "call_service",
            _CALLED,
            domain="input_boolean",
            service=service,
            service_data={},
            target={"entity_id": [THING]},
        )
        async with asyncio.timeout(_LONGEST_S):
            await self._seen.setdefault(called.context.id, asyncio.Event()).wait()
        return (time.perf_counter() - begun) * 1000


class Chat:
    """Leaves an action to the bridge, and hears like a front end that its answer is due."""

    def __init__(self, database: Database, told: PubSub, admin: User) -> None:
        """Hold the collaborators."""
        self._database = database
        self._told = told
        self._admin = admin

    async def switch(self, service: str) -> float:
        """Switch the thing; return the milliseconds until the answer may be given."""
        begun = time.perf_counter()
        async with self._database.transaction() as session:
            action_id = await leave(session, self._admin, [call(THING, service)])
        async with asyncio.timeout(_LONGEST_S):
            while await self._told.get_message(timeout=1) is None:
                heed_stop()
        through = (time.perf_counter() - begun) * 1000
        async with self._database.transaction() as session:
            action = await session.get_one(HomeAction, action_id)
        if action.state is not State.DONE:
            message = f"the action ended as {action.state}: {action.error}"
            raise RuntimeError(message)
        return through


async def main_() -> list[Row]:
    """Run all, on servers of their own."""
    with (
        running_postgres() as postgres,
        running_valkey() as valkey,
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as home,
        running_home_assistant(Path(home)) as real,
    ):
        postgres.create_database()
        migrate(postgres.url)
        with stage(postgres.url, valkey.url, Path(folder), settings={"HA_METRICS_PORT": "0"}) as house:
            return await measured(house, real)


async def measured(house: Stage, real: HomeAssistant) -> list[Row]:
    """Switch one thing to and fro, in turn bare and through the bridge."""
    house.start("bridge", HA_URL=real.url, HA_TOKEN=real.token())
    bus = Bus(house.redis_url)
    bare_ms: list[float] = []
    bridged_ms: list[float] = []
    async with house.database() as database, bare_client(real) as bare:
        admin = await _begin(database)
        async with bus.listen(deliveries_channel(Platform.CONSOLE)) as told:
            await told.get_message(timeout=0.1)
            chat = Chat(database, told, admin)
            for number in range(WARM_UP + ROUNDS):
                # Each round switches on and off again, and who goes first changes.
                if number % 2:
                    through, direct = await chat.switch("turn_on"), await bare.switch("turn_off")
                else:
                    direct, through = await bare.switch("turn_on"), await chat.switch("turn_off")
                if number >= WARM_UP:
                    bare_ms.append(direct)
                    bridged_ms.append(through)
    await bus.close()
    return _rows(bare_ms, bridged_ms)


def _rows(bare: list[float], bridged: list[float]) -> list[Row]:
    rows = []
    for name, direct, through in (
        ("p50", median(bare), median(bridged)),
        ("p95", percentile(bare, 95), percentile(bridged, 95)),
    ):
        goal = _SHARE * direct + _BRIDGE_MS
        rows.append(
            Row(
                "H7",
                f"command → confirmed and on record : bare call, {name}",
                f"{through:.1f} : {direct:.1f} ms",
                f"≤ 1.3× + 100 ms ({goal:.0f})",
                through <= goal,
            )
        )
    return rows


@asynccontextmanager
async def bare_client(real: HomeAssistant) -> AsyncIterator[Bare]:
    """Yield a client of its own."""
    connection = Connection(real.url, SecretStr(real.token()))
    await connection.open()
    reading = asyncio.create_task(connection.read())
    bare = Bare(connection)
    await connection.subscribe("state_changed", bare.hear)
    try:
        yield bare
    finally:
        await connection.close()
        await asyncio.gather(reading, return_exceptions=True)


async def _begin(database: Database) -> User:
    async def connected() -> bool:
        async with database.transaction() as session:
            row = await session.get(HomeBridge, 1)
        return row is not None and row.connected

    await until(connected, "the bridge is connected")
    async with database.transaction() as session:
        await session.execute(update(HomeBridge).values(mode_name=Mode.CONTROL.value))
        session.add(HomeRule(entity_id=THING, created_at=utc_now()))
        return await person(session, role=Role.ADMIN)


if __name__ == "__main__":
    show("Home", asyncio.run(main_()))
