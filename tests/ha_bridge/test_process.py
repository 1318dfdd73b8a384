"""The bridge as a process of its own: started by its settings, killed and stopped in the middle of a call."""

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from core.clock import utc_now
from core.db import Database
from core.home.models import HomeAction, HomeBridge, HomeRule
from core.home.states import ENDED, Mode, State
from core.roles import Role
from core.users.models import User
from tests.factories import person
from tests.ha_bridge.fake import TOKEN, FakeHome
from tests.ha_bridge.orders import call, leave, so
from tests.servers import free_port
from tests.stage import Stage, stage, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
ON = call("light.lamp", "turn_on")


@pytest.fixture
def house(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Stage]:
    """An empty stage."""
    with stage(database_url, redis_url, tmp_path, settings={"HA_METRICS_PORT": "0"}) as built:
        yield built


@pytest.fixture
async def database(house: Stage) -> AsyncIterator[Database]:
    """Our own way into the stage's database."""
    async with house.database() as database:
        yield database


async def begin(house: Stage, fake: FakeHome, database: Database, **settings: str) -> User:
    """Start the bridge with its token in a file, and let an admin switch the lamp."""
    secret = house.folder / "token"
    secret.write_text(f"{TOKEN}\n", encoding="ascii")
    house.start("bridge", HA_URL=fake.url, HA_TOKEN_FILE=str(secret), **settings)
    await until(lambda: _connected(database), "the bridge is connected", within_s=30)
    async with database.transaction() as session:
        await session.execute(update(HomeBridge).values(mode_name=Mode.CONTROL.value))
        session.add(HomeRule(entity_id="light.lamp", created_at=utc_now()))
        return await person(session, role=Role.ADMIN)


async def _connected(database: Database) -> bool:
    async with database.transaction() as session:
        row = await session.get(HomeBridge, 1)
    return row is not None and row.connected


async def ended(database: Database, action: HomeAction | object, *, within_s: float) -> HomeAction:
    """Return an action once it has ended."""
    found: list[HomeAction] = []

    async def has_ended() -> bool:
        async with database.transaction() as session:
            found[:] = [await session.get_one(HomeAction, action)]
        return found[0].state in ENDED

    await until(has_ended, "the action ends", within_s=within_s)
    return found[0]


async def test_it_works_by_its_settings_alone_and_logs_no_token(
    house: Stage, fake: FakeHome, database: Database
) -> None:
    admin = await begin(house, fake, database, LOG_LEVEL="DEBUG")
    async with database.transaction() as session:
        action = await leave(session, admin, [ON])
    assert (await ended(database, action, within_s=20)).state is State.DONE
    fake.break_off()
    await until(lambda: so(fake.connections >= 2), "it comes back", within_s=20)
    assert "Home Assistant is away" in house.log("bridge")
    assert TOKEN not in house.log("bridge")


async def test_killed_in_the_middle_of_a_call_it_sends_nothing_twice_h8(
    house: Stage, fake: FakeHome, database: Database
) -> None:
    """H8: at most once, whatever dies; the person is told that nobody knows."""
    admin = await begin(house, fake, database)
    fake.faults.silent.add("call_service")
    fake.faults.inert = True
    async with database.transaction() as session:
        action = await leave(session, admin, [ON])
    await until(lambda: so(bool(fake.calls)), "the call arrives", within_s=20)
    house.kill("bridge")
    fake.faults.silent.clear()
    house.start("bridge", HA_URL=fake.url, HA_TOKEN=TOKEN)
    left = await ended(database, action, within_s=60)
    assert (left.state, left.delivery) == (State.UNKNOWN, "due")
    assert len(fake.calls) == 1


async def test_stopped_in_the_middle_of_a_call_it_writes_down_what_came_of_it(
    house: Stage, fake: FakeHome, database: Database
) -> None:
    admin = await begin(house, fake, database)
    fake.faults.slow_s["call_service"] = 1.0
    async with database.transaction() as session:
        action = await leave(session, admin, [ON])
    await until(lambda: _is(database, action, State.SENDING), "it is being sent", within_s=20)
    house.running["bridge"].send_signal(signal.SIGTERM)
    assert (await ended(database, action, within_s=20)).state is State.DONE
    assert house.running.pop("bridge").wait(timeout=10) == 0
    async with database.transaction() as session:
        row = await session.get_one(HomeBridge, 1)
    assert (row.connected, row.error) == (False, "stopped")


async def test_its_metrics_tell_whether_it_is_connected(house: Stage, fake: FakeHome, database: Database) -> None:
    port = free_port()
    await begin(house, fake, database, HA_METRICS_PORT=str(port))
    told: list[str] = []

    async def is_told() -> bool:
        with suppress(httpx.HTTPError):
            async with httpx.AsyncClient(trust_env=False) as client:
                told[:] = [(await client.get(f"http://127.0.0.1:{port}/metrics")).text]
        return "inkhearth_home_connected 1.0" in "".join(told)

    await until(is_told, "the metrics say so", within_s=20)
    assert "inkhearth_home_entities 1.0" in told[0]
    assert TOKEN not in told[0]


async def _is(database: Database, action: object, state: State) -> bool:
    async with database.transaction() as session:
        return (await session.get_one(HomeAction, action)).state is state
