"""Every kind of command, from its row to the confirmed state, in a real Home Assistant's demo house."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from pydantic import SecretStr, TypeAdapter
from sqlalchemy import func, select

from core.bus import Bus, snapshot_key
from core.db import Database, Json
from core.home import watching
from core.home.catalogue import read_house
from core.home.histories import History
from core.home.models import HomeBridge, HomeEntity, HomeNotice, HomeWatch
from core.home.states import Kind, Mode, State
from core.platforms import Platform
from ha_bridge.connection import Connection
from tests.ha_bridge.orders import Scene, bridging, call, so
from tests.home_assistant import HomeAssistant
from tests.stage import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ANYTHING: TypeAdapter[object] = TypeAdapter(object)
DOMAINS = (
    *("light", "switch", "input_boolean", "fan", "media_player", "climate", "cover", "lock", "valve", "scene"),
    *("script", "camera", "sensor"),
)


@pytest.fixture
async def scene(database: Database, bus: Bus, home_assistant: HomeAssistant) -> AsyncIterator[Scene]:
    """A bridge to the real house, in which everything of these domains may be switched."""
    async with bridging(database, bus, url=home_assistant.url, token=home_assistant.token()) as scene:
        await scene.ready()
        await scene.mode(Mode.CONTROL)
        for domain in DOMAINS:
            await scene.allow(domain=domain)
        yield scene


# A call, the state that it leads to, and the attributes.
COMMANDS = [
    (call("light.bed_light", "turn_on"), "on", {}),
    (call("light.bed_light", "turn_on", brightness_pct=40), "on", {"brightness": 102}),
    (call("light.bed_light", "turn_on", rgb_color=[255, 0, 0]), "on", {"rgb_color": [255, 0, 0]}),
    (call("light.ceiling_lights", "turn_on", color_temp_kelvin=4000), "on", {"color_temp_kelvin": 4000}),
    (call("light.bed_light", "turn_off"), "off", {}),
    (call("switch.decorative_lights", "turn_off"), "off", {}),
    (call("switch.decorative_lights", "toggle"), "on", {}),
    (call("input_boolean.guests", "turn_on"), "on", {}),
    (call("fan.percentage_full_fan", "set_percentage", percentage=30), "on", {"percentage": 30}),
    (call("media_player.walkman", "volume_set", volume_level=0.3), "playing", {"volume_level": 0.3}),
    (call("media_player.walkman", "media_pause"), "paused", {}),
    (call("climate.hvac", "set_temperature", temperature=23), "cool", {"temperature": 23}),
    (call("climate.hvac", "turn_off"), "off", {}),
    (call("cover.hall_window", "set_cover_position", position=20), "open", {"current_position": 20}),
    (call("cover.kitchen_window", "open_cover"), "open", {}),
    (call("lock.front_door", "unlock"), "unlocked", {}),
    (call("lock.front_door", "lock"), "locked", {}),
    (call("valve.front_garden", "close_valve"), "closed", {}),
]

NAMES = [" ".join((row["entity_id"], row["service"], *row["data"])) for row, _state, _attributes in COMMANDS]


@pytest.mark.parametrize(("row", "state", "attributes"), COMMANDS, ids=NAMES)
async def test_a_command_is_carried_out_and_seen_h7(scene: Scene, row: Json, state: str, attributes: Json) -> None:
    """H7, one of each kind."""
    _require(scene, str(row["entity_id"]))
    action = await scene.do(await scene.admin(), row)
    assert (action.state, action.error) == (State.DONE, None)
    (came,) = (action.result or {})["calls"]
    assert came["after"]["state"] in {state, f"{state[:-2]}ing", "opening", "closing"}
    seen = scene.live.states[str(row["entity_id"])]
    await until(lambda: so(scene.live.states[seen.entity_id].state == state), "it comes to rest", within_s=20)
    now = scene.live.states[seen.entity_id].attributes
    assert {name: now[name] for name in attributes} == attributes
    assert came["context_id"]


async def test_an_alarm_is_armed_and_disarmed_with_its_code_and_not_without(scene: Scene) -> None:
    """The demo house's panel wants 1234 for both."""
    await scene.allow(domain="alarm_control_panel")
    admin, name = await scene.admin(), _panel(scene)
    assert scene.live.states[name].attributes["code_format"] == "number"
    assert (await scene.pinned(admin, call(name, "alarm_arm_home"), "4321")).error == "home-pin-refused"
    assert (await scene.pinned(admin, call(name, "alarm_arm_home"), "")).error == "home-pin-refused"
    assert scene.live.states[name].state == "disarmed"
    armed = await scene.pinned(admin, call(name, "alarm_arm_home"), "1234")
    assert (armed.state, armed.error, armed.sealed_pin) == (State.DONE, None, None)
    assert (armed.result or {})["calls"][0]["after"]["state"] == "arming"
    await until(lambda: so(scene.live.states[name].state == "armed_home"), "it is armed", within_s=20)
    assert (await scene.pinned(admin, call(name, "alarm_disarm"), "1111")).error == "home-pin-refused"
    disarmed = await scene.pinned(admin, call(name, "alarm_disarm"), "1234")
    assert (disarmed.state, scene.live.states[name].state) == (State.DONE, "disarmed")
    assert "1234" not in str([(entry.old, entry.new) for entry in await scene.record()])


async def test_a_panel_with_a_code_is_not_asked_without_one(scene: Scene) -> None:
    """The bridge decides on its own what an action must have been given."""
    await scene.allow(domain="alarm_control_panel")
    refused = await scene.do(await scene.admin(), call(_panel(scene), "alarm_arm_away"))
    assert (refused.state, refused.error) == (State.REFUSED, "home-consent")


async def test_scenes_and_scripts_do_what_they_are_made_of(scene: Scene) -> None:
    admin = await scene.admin()
    night = await scene.do(admin, call("scene.film_night", "turn_on"))
    assert night.state is State.DONE
    assert scene.live.states["light.bed_light"].attributes["brightness"] == 60
    off = await scene.do(admin, call("script.good_night", "turn_on"))
    assert off.state is State.DONE
    await until(lambda: so(scene.live.states["light.bed_light"].state == "off"), "the script ends", within_s=45)


async def test_many_things_are_switched_at_once_and_each_is_confirmed(scene: Scene) -> None:
    lights = [name for name in scene.live.states if name.startswith("light.")]
    action = await scene.do(await scene.admin(), *(call(name, "turn_on", brightness_pct=55) for name in lights))
    assert action.state is State.DONE
    assert [came["entity_id"] for came in (action.result or {})["calls"]] == lights
    assert len({came["context_id"] for came in (action.result or {})["calls"]}) == len(lights)


async def test_a_thing_that_is_not_in_the_house_is_refused_at_the_bridge_h1(scene: Scene) -> None:
    action = await scene.do(await scene.admin(), call("light.none", "turn_on"))
    assert (action.state, action.error) == (State.REFUSED, "home-unknown")


async def test_a_camera_answers_with_a_clean_picture_that_is_kept_nowhere(scene: Scene, bus: Bus) -> None:
    _require(scene, "camera.demo_camera")
    action = await scene.do(
        await scene.admin(), kind_name=Kind.SNAPSHOT.value, entity_ids=["camera.demo_camera"], risk_level=0
    )
    assert action.state is State.DONE
    picture = await bus.redis.get(snapshot_key(action.id))
    assert isinstance(picture, bytes)
    with Image.open(BytesIO(picture)) as opened:
        assert opened.format == "JPEG"
        assert not opened.getexif()
    assert 0 < await bus.redis.ttl(snapshot_key(action.id)) <= 600


async def test_a_camera_that_is_gone_is_said_to_be(scene: Scene) -> None:
    fields = {"kind_name": Kind.SNAPSHOT.value, "risk_level": 0}
    action = await scene.do(await scene.admin(), entity_ids=["light.bed_light"], **fields)
    assert (action.state, action.error) == (State.FAILED, "not_found")


async def test_a_history_is_written_into_the_answer(scene: Scene) -> None:
    fields = {"kind_name": Kind.HISTORY.value, "risk_level": 0, "hours": 2}
    admin = await scene.admin()
    await scene.do(admin, call("input_boolean.guests", "turn_off"))
    found: list[History] = []

    async def has_it() -> bool:
        action = await scene.do(admin, entity_ids=["sensor.outside_temperature"], **fields)
        assert action.state is State.DONE
        found[:] = [History.model_validate((action.result or {})["history"])]
        return bool(found[0].points)

    await until(has_it, "the recorder has it", within_s=30)
    assert found[0].unit == "°C"
    assert found[0].until - found[0].since == timedelta(hours=2)
    assert all(found[0].since <= point.at <= found[0].until for point in found[0].points)


async def test_about_a_hundred_entities_are_written_down_with_what_is_needed_of_them(scene: Scene) -> None:
    async with scene.database.transaction() as session:
        count = await session.scalar(select(func.count()).select_from(HomeEntity))
        house = await read_house(session)
        bridge = await session.get_one(HomeBridge, 1)
    assert (count or 0) > 95
    assert house.entities["sensor.outside_temperature"].attributes["unit_of_measurement"] == "°C"
    assert house.entities["scene.film_night"].attributes["entity_id"] == ["light.bed_light"]
    assert (bridge.house_name, bridge.time_zone, bridge.token_is_admin) == ("Test house", "Europe/Warsaw", False)
    assert bridge.token_ends_at is not None


async def test_a_relay_that_is_renamed_to_a_gate_needs_consent_within_seconds_h2(
    scene: Scene, home_assistant: HomeAssistant
) -> None:
    """H2, H4: what was harmless when it was asked for is judged by its new name when it is done."""
    await _rename(home_assistant, "switch.ac", "Brama wjazdowa")

    async def renamed() -> bool:
        async with scene.database.transaction() as session:
            return (await session.get_one(HomeEntity, "switch.ac")).name == "Brama wjazdowa"

    try:
        await until(renamed, "the new name is written down", within_s=45)
        alone = await scene.do(await scene.admin(), call("switch.ac", "turn_on"), confirmed_at=None, coded_at=None)
        assert (alone.state, alone.error) == (State.REFUSED, "home-consent")
        assert scene.live.states["switch.ac"].state == "off"
    finally:
        await _rename(home_assistant, "switch.ac", None)


async def test_a_watched_entity_owes_one_notice_that_goes_when_it_goes_back(scene: Scene) -> None:
    admin = await scene.admin()
    await scene.do(admin, call("input_boolean.guests", "turn_off"))
    await scene.allow(entity_id="input_boolean.guests")
    async with scene.database.transaction() as session:
        session.add(
            HomeWatch(
                entity_id="input_boolean.guests",
                user_id=admin.id,
                platform=Platform.CONSOLE.value,
                channel_id="channel",
                locale="en",
                told_state="off",
                created_at=datetime.now(UTC),
            )
        )
    await scene.do(admin, call("input_boolean.guests", "turn_on"))
    await until(lambda: _owed(scene, 1), "a notice is owed", within_s=45)
    async with scene.database.transaction() as session:
        (told,) = await watching.claim_notices(session, Platform.CONSOLE, limit=9, now=datetime.now(UTC))
    assert (told.was, told.state, told.name) == ("off", "on", "Guests")
    await scene.do(admin, call("input_boolean.guests", "turn_off"))
    await until(lambda: _owed(scene, 0), "it is taken back", within_s=45)


async def test_a_restart_of_home_assistant_in_the_middle_loses_and_repeats_nothing_h8(
    scene: Scene, home_assistant: HomeAssistant
) -> None:
    """H8: what is asked meanwhile is refused; afterwards everything works again."""
    admin = await scene.admin()
    await scene.do(admin, call("input_boolean.guests", "turn_off"))
    await asyncio.to_thread(home_assistant.kill)
    await until(lambda: so(not scene.client.is_ready), "the bridge notices", within_s=20)
    during = await scene.do(admin, call("input_boolean.guests", "turn_on"))
    assert (during.state, during.error) == (State.FAILED, "home-away")
    await asyncio.to_thread(home_assistant.start)
    await scene.ready()
    await asyncio.sleep(1.5)
    assert scene.live.states["input_boolean.guests"].state == "off"
    after = await scene.do(admin, call("input_boolean.guests", "turn_on"))
    assert after.state is State.DONE


@pytest.mark.parametrize("lives", [timedelta(days=-1), timedelta(days=10)])
async def test_the_end_of_a_token_is_told_h8(
    database: Database, bus: Bus, home_assistant: HomeAssistant, lives: timedelta
) -> None:
    """H8: an ended token is refused by Home Assistant, and one about to end is told with its day."""
    async with bridging(database, bus, url=home_assistant.url, token=home_assistant.token(lives=lives)):
        rows: list[HomeBridge] = []

        async def told() -> bool:
            async with database.transaction() as session:
                rows[:] = [row] if (row := await session.get(HomeBridge, 1)) and row.error != "starting" else []
            return bool(rows)

        await until(told, "the bridge has tried", within_s=30)
    if lives < timedelta(0):
        assert (rows[0].connected, rows[0].error) == (False, "token-refused")
    else:
        assert rows[0].connected
        assert rows[0].token_ends_at is not None
        assert rows[0].token_ends_at - datetime.now(UTC) < timedelta(days=11)


async def test_an_administrators_token_is_told_h8(database: Database, bus: Bus, home_assistant: HomeAssistant) -> None:
    async with bridging(database, bus, url=home_assistant.url, token=home_assistant.token("owner")) as scene:
        await scene.ready()
        async with database.transaction() as session:
            assert (await session.get_one(HomeBridge, 1)).token_is_admin


def _panel(scene: Scene) -> str:
    return next(name for name in scene.live.states if name.startswith("alarm_control_panel."))


def _require(scene: Scene, entity_id: str) -> None:
    if entity_id not in scene.live.states:
        pytest.skip(f"the demo house of this version has no {entity_id}")


async def _owed(scene: Scene, number: int) -> bool:
    async with scene.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(HomeNotice)) == number


async def _rename(house: HomeAssistant, entity_id: str, name: str | None) -> None:
    owner = Connection(house.url, SecretStr(house.token("owner")))
    await owner.open()
    reading = asyncio.create_task(owner.read())
    try:
        await owner.ask("config/entity_registry/update", ANYTHING, entity_id=entity_id, name=name)
    finally:
        await owner.close()
        await asyncio.gather(reading, return_exceptions=True)
