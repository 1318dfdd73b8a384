"""The client, the registries and REST against a real Home Assistant with its demo house."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random

import pytest
from PIL import Image
from pydantic import SecretStr, TypeAdapter

from ha_bridge.client import Client, Hello, Pauses
from ha_bridge.connection import Connection
from ha_bridge.registries import read_house
from ha_bridge.rest import Rest
from ha_bridge.snapshots import clean
from ha_bridge.token import Token, ends_at
from ha_bridge.troubles import Declined, TokenRefused
from ha_bridge.wire import Called, Config
from tests.ha_bridge.orders import so
from tests.home_assistant import HomeAssistant
from tests.stage import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ANYTHING: TypeAdapter[object] = TypeAdapter(object)
CALLED = TypeAdapter(Called)
CONFIG = TypeAdapter(Config)


@asynccontextmanager
async def connected(house: HomeAssistant, name: str = "bridge") -> AsyncIterator[Connection]:
    connection = Connection(house.url, SecretStr(house.token(name)))
    await connection.open()
    reading = asyncio.create_task(connection.read())
    try:
        yield connection
    finally:
        await connection.close()
        await asyncio.gather(reading, return_exceptions=True)


@asynccontextmanager
async def rest(house: HomeAssistant) -> AsyncIterator[Rest]:
    client = Rest(house.url, Token(SecretStr(house.token())))
    try:
        yield client
    finally:
        await client.close()


async def test_the_whole_house_is_read_in_with_names_rooms_aliases_and_labels(home_assistant: HomeAssistant) -> None:
    async with connected(home_assistant, "owner") as owner:
        area = await owner.ask("config/area_registry/create", ANYTHING, name="Kuchnia", aliases=["kitchen"])
        assert isinstance(area, dict)
        await owner.ask(
            "config/entity_registry/update",
            ANYTHING,
            entity_id="light.kitchen_lights",
            area_id=area["area_id"],
            aliases=["lampa nad stołem"],
            name="Lampa",
        )
    async with connected(home_assistant) as connection:
        house = await read_house(connection)
    kitchen = next(area for area in house.areas if area.name == "Kuchnia")
    lamp = house.entities["light.kitchen_lights"]
    assert kitchen.aliases == ("kitchen",)
    assert (lamp.area_id, lamp.aliases, lamp.name) == (kitchen.area_id, ("lampa nad stołem",), "Lampa")
    assert len(house.states) > 95
    assert house.states["scene.film_night"].attributes["friendly_name"] == "Film night"
    assert house.devices


@pytest.mark.parametrize("lives", [timedelta(days=-1), timedelta(days=365)])
async def test_an_ended_or_unknown_token_is_refused(home_assistant: HomeAssistant, lives: timedelta) -> None:
    token = home_assistant.token(lives=lives)
    if lives > timedelta(0):
        token = token[:-4] + "AAAA"
    with pytest.raises(TokenRefused):
        await Connection(home_assistant.url, SecretStr(token)).open()


async def test_a_token_tells_when_it_ends(home_assistant: HomeAssistant) -> None:
    ends = ends_at(SecretStr(home_assistant.token(lives=timedelta(days=20))))
    assert ends is not None
    assert timedelta(days=19) < ends - datetime.now(UTC) < timedelta(days=21)


@pytest.mark.parametrize("token", ["", "a.b.c", "x", "..", "a.eyJleHAiOiJ4In0.c", "a.eyJleHAiOjFlOTl9.c", "a.W10.c"])
def test_a_token_that_says_nothing_ends_never_as_far_as_we_know(token: str) -> None:
    assert ends_at(SecretStr(token)) is None


async def test_a_camera_gives_a_picture_and_nothing_that_it_carried(home_assistant: HomeAssistant) -> None:
    if b"camera.demo_camera" not in home_assistant.get("/api/states"):
        pytest.skip("the demo house of this version has no camera")
    async with rest(home_assistant) as client:
        raw = await client.snapshot("camera.demo_camera")
    cleaned = clean(raw)
    with Image.open(BytesIO(cleaned)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert picture.size == Image.open(BytesIO(raw)).size


async def test_a_camera_that_is_not_there_is_said_to_be_missing(home_assistant: HomeAssistant) -> None:
    async with rest(home_assistant) as client:
        with pytest.raises(Declined, match="not_found"):
            await client.snapshot("camera.none")


@pytest.mark.parametrize("entity_id", ["camera.x/../../config", "../config", "camera.X", "camera.", "a.b?x=1", ""])
async def test_no_name_leads_to_another_path(home_assistant: HomeAssistant, entity_id: str) -> None:
    async with rest(home_assistant) as client:
        with pytest.raises(Declined, match="invalid_format"):
            await client.snapshot(entity_id)


async def test_a_history_has_the_changes_in_order(home_assistant: HomeAssistant) -> None:
    begun = datetime.now(UTC) - timedelta(hours=1)
    async with connected(home_assistant) as connection, rest(home_assistant) as client:
        for service in ("turn_on", "turn_off"):
            await connection.ask(
                "call_service",
                CALLED,
                domain="input_boolean",
                service=service,
                target={"entity_id": ["input_boolean.guests"]},
            )
        states: list[str] = []

        async def both() -> bool:
            found = await client.history("input_boolean.guests", begun, datetime.now(UTC))
            states[:] = [moment.state for moment in found]
            return states[-2:] == ["on", "off"]

        await until(both, "the recorder has written both", within_s=20)


async def test_the_client_comes_back_after_a_restart_of_home_assistant(home_assistant: HomeAssistant) -> None:
    hellos: list[Hello] = []

    async def welcome(connection: Connection, hello: Hello) -> None:
        await read_house(connection)
        hellos.append(hello)

    async def farewell(_why: str) -> None:
        return

    pauses = Pauses(first_s=0.1, longest_s=0.5, ping_every_s=0.5)
    client = Client(home_assistant.url, Token(SecretStr(home_assistant.token())), dice=Random(1), pauses=pauses)
    running = asyncio.create_task(client.run(welcome=welcome, farewell=farewell))
    try:
        await until(lambda: so(client.is_ready), "it is connected")
        await asyncio.to_thread(home_assistant.stop)
        await until(lambda: so(not client.is_ready), "it notices")
        await asyncio.to_thread(home_assistant.start)
        await until(lambda: so(client.is_ready), "it is connected again")
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert len(hellos) == 2
    assert not hellos[0].person.is_admin
    assert hellos[0].config.version == home_assistant.version
