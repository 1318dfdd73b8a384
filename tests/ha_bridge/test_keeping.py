"""What the bridge writes down, and what it does when it can't: nothing is lost, and nothing is done twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.bus import Bus
from core.db import Database
from core.home.catalogue import read_house
from core.home.models import HomeBridge
from core.home.states import Kind, Mode, State
from core.users.models import User
from ha_bridge.__main__ import bridge
from ha_bridge.settings import BridgeSettings
from tests.ha_bridge.fake import TOKEN, FakeHome
from tests.ha_bridge.orders import Scene, bridging, call, so
from tests.stage import Stage, until

ON = call("light.lamp", "turn_on")
CAMERA = {"kind_name": Kind.SNAPSHOT.value, "entity_ids": ["camera.hall"], "risk_level": 0}


@pytest.fixture
async def scene(database: Database, bus: Bus) -> AsyncIterator[tuple[Scene, FakeHome, User]]:
    """A bridge to a fake house with a lamp and a camera, and an admin."""
    states = {name: {"state": "off", "attributes": {}} for name in ("light.lamp", "camera.hall")}
    async with (
        FakeHome(states).running() as fake,  # type: ignore[arg-type]  # plain literals
        bridging(database, bus, url=fake.url, token=TOKEN, confirm_s=1.0) as scene,
    ):
        await scene.ready()
        await scene.mode(Mode.CONTROL)
        await scene.allow(domain="light")
        await scene.allow(domain="camera")
        yield scene, fake, await scene.admin()


async def shown(scene: Scene, entity_id: str) -> str | None:
    async with scene.database.transaction() as session:
        entity = (await read_house(session)).entities.get(entity_id)
    return entity.state if entity else None


async def test_changes_are_kept_until_the_database_takes_them(scene: tuple[Scene, FakeHome, User]) -> None:
    house, fake, _admin = scene
    await _forbid(house, "home_entities", "entity_id IS NULL")
    await fake.change("light.lamp", "on")
    fake.registries["area"] = [{"area_id": "hall", "name": "Hall", "aliases": []}]
    await fake.fire("area_registry_updated", {})
    await asyncio.sleep(2.5)
    assert await shown(house, "light.lamp") == "off"
    await _permit(house, "home_entities")
    await until(lambda: _is(house, "light.lamp", "on"), "it is written down at last", within_s=45)


async def test_what_comes_and_goes_is_seen_without_a_restart(scene: tuple[Scene, FakeHome, User]) -> None:
    house, fake, _admin = scene
    await fake.change("light.new", "on")
    await until(lambda: _is(house, "light.new", "on"), "it has come", within_s=45)
    del fake.states["light.new"]
    await fake.fire("state_changed", {"entity_id": "light.new", "old_state": None, "new_state": None})
    await until(lambda: _is(house, "light.new", None), "it has gone", within_s=45)


async def test_a_change_that_is_not_understood_disturbs_nobody(scene: tuple[Scene, FakeHome, User]) -> None:
    house, fake, admin = scene
    for data in ({}, {"entity_id": "light.lamp", "new_state": {"state": 5}}, {"entity_id": None}):
        await fake.fire("state_changed", data)  # type: ignore[arg-type]  # wrong on purpose
    assert (await house.do(admin, ON)).state is State.DONE


async def test_registries_that_can_not_be_read_again_leave_what_is_known(scene: tuple[Scene, FakeHome, User]) -> None:
    house, fake, admin = scene
    fake.faults.declined["config/device_registry/list"] = ("unauthorized", "no")
    await fake.fire("device_registry_updated", {})
    await asyncio.sleep(1.5)
    assert (await house.do(admin, ON)).state is State.DONE


async def test_an_outcome_waits_for_the_database_and_the_call_is_not_repeated(
    scene: tuple[Scene, FakeHome, User],
) -> None:
    house, fake, admin = scene
    fake.faults.slow_s["call_service"] = 0.5
    action_id = await house.ask(admin, ON)
    await until(lambda: _is_sending(house), "it is being sent", within_s=45)
    await _forbid(house, "audit_log", "action <> 'home.outcome'")
    await until(lambda: so(bool(fake.calls)), "the call arrives", within_s=45)
    await asyncio.sleep(0.6)
    await _permit(house, "audit_log")
    assert (await house.ended(action_id)).state is State.DONE
    assert len(fake.calls) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, "image/jpeg", b"no picture"), "not-a-picture"),
        ((404, "text/plain", b""), "not_found"),
        ((500, "text/plain", b""), "http_status"),
        ((401, "text/plain", b""), "home-away"),
    ],
)
async def test_a_camera_that_gives_nothing_says_why(
    scene: tuple[Scene, FakeHome, User], answer: tuple[int, str, bytes], error: str
) -> None:
    house, fake, admin = scene
    fake.faults.rest = answer
    action = await house.do(admin, **CAMERA)
    assert (action.state, action.error) == (State.FAILED, error)


async def test_a_history_that_is_not_understood_is_said_to_be(scene: tuple[Scene, FakeHome, User]) -> None:
    house, fake, admin = scene
    fake.faults.rest = (200, "application/json", b'{"no": "history"}')
    action = await house.do(admin, **(CAMERA | {"kind_name": Kind.HISTORY.value}))
    assert (action.state, action.error) == (State.FAILED, "not_understood")


async def test_a_question_while_home_assistant_is_away_is_refused_h8(scene: tuple[Scene, FakeHome, User]) -> None:
    """H8, for looking too."""
    house, fake, admin = scene
    await fake.stop()
    await until(lambda: so(not house.client.is_ready), "the bridge notices", within_s=45)
    action = await house.do(admin, **CAMERA)
    assert (action.state, action.error) == (State.FAILED, "home-away")


async def test_a_process_made_of_its_settings_connects_and_stops_when_told(
    database: Database,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
    fake: FakeHome,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = Stage(database_url, redis_url, tmp_path).environment
    for name, value in (given | {"HA_URL": fake.url, "HA_TOKEN": TOKEN, "HA_METRICS_PORT": "0"}).items():
        monkeypatch.setenv(name, value)
    running = asyncio.create_task(bridge(BridgeSettings()))

    async def is_connected() -> bool:
        async with database.transaction() as session:
            row = await session.get(HomeBridge, 1)
        return row is not None and row.connected

    await until(is_connected, "it is connected", within_s=20)
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(20):
        await running
    assert not await is_connected()


async def _is(scene: Scene, entity_id: str, state: str | None) -> bool:
    return await shown(scene, entity_id) == state


async def _is_sending(scene: Scene) -> bool:
    async with scene.database.transaction() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM home_actions WHERE state = 'sending'")))


async def _forbid(scene: Scene, table: str, unless: str) -> None:
    async with scene.database.transaction() as session:
        await session.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT broken CHECK ({unless}) NOT VALID"))


async def _permit(scene: Scene, table: str) -> None:
    async with scene.database.transaction() as session:
        await session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT broken"))
