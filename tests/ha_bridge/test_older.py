"""Home Assistants that know less than the newest: no floors, no labels, no aliases; and settings, and a taken port."""

import asyncio
import socket
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from core.figures.serving import serve_metrics
from ha_bridge.connection import Connection
from ha_bridge.metrics import make_metrics
from ha_bridge.registries import read_house
from ha_bridge.settings import BridgeSettings
from ha_bridge.troubles import Declined
from tests.ha_bridge.fake import TOKEN, FakeHome
from tests.stage import Stage


async def test_a_registry_that_is_not_there_is_empty(fake: FakeHome) -> None:
    unknown = ("unknown_command", "Unknown command.")
    for kind in ("config/floor_registry/list", "config/label_registry/list", "config/entity_registry/get_entries"):
        fake.faults.declined[kind] = unknown
    fake.registries["entity"] = [{"entity_id": "light.lamp", "name": "Lampa"}]
    fake.registries["area"] = [{"area_id": "hall", "name": "Hall", "aliases": []}]
    house = await _read(fake)
    assert (house.floors, house.labels, house.areas[0].name) == ((), (), "Hall")
    assert house.entities["light.lamp"].name == "Lampa"


@pytest.mark.parametrize("kind", ["config/area_registry/list", "config/entity_registry/get_entries"])
async def test_any_other_refusal_is_not_taken_for_emptiness(fake: FakeHome, kind: str) -> None:
    fake.faults.declined[kind] = ("unauthorized", "Unauthorized")
    with pytest.raises(Declined):
        await _read(fake)


async def _read(fake: FakeHome):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a House
    connection = Connection(fake.url, SecretStr(TOKEN))
    await connection.open()
    reading = asyncio.create_task(connection.read())
    try:
        return await read_house(connection)
    finally:
        await connection.close()
        await asyncio.gather(reading, return_exceptions=True)


@pytest.fixture
def needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What every process with a database needs."""
    given = Stage("postgresql+asyncpg://x", "redis://x", tmp_path).environment
    for name, value in (given | {"HA_URL": "http://ha:8123", "HA_TOKEN": TOKEN}).items():
        monkeypatch.setenv(name, value)


def test_the_bridge_starts_with_a_dry_run_unless_told_otherwise_h5(
    needed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H5."""
    assert BridgeSettings().ha_mode == "dry_run"
    monkeypatch.setenv("HA_MODE", "everything")
    with pytest.raises(ValidationError) as caught:
        BridgeSettings()
    assert TOKEN not in str(caught.value)


def test_the_token_is_in_no_representation(needed: None) -> None:
    assert TOKEN not in repr(BridgeSettings())


def test_a_port_that_is_taken_costs_the_metrics_only(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert serve_metrics(make_metrics().registry, "127.0.0.1", taken.getsockname()[1]) is None
    assert "no metrics" in caplog.text
    assert serve_metrics(make_metrics().registry, "127.0.0.1", 0) is None
