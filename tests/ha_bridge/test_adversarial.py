"""More than a thousand rows that no chat would write: nothing leaves the bridge that the rules do not allow (H1)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from core.bus import Bus
from core.clock import utc_now
from core.db import Database, Json
from core.home.models import HomeAction
from core.home.states import ENDED, Mode, State
from tests.ha_bridge.fake import TOKEN, FakeHome
from tests.ha_bridge.orders import Scene, bridging, call, leave
from tests.stage import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ROWS = 1200
ALLOWED = {"light.lamp", "cover.blind"}
SERVICES = {
    ("light", "turn_on"),
    ("light", "turn_off"),
    ("light", "toggle"),
    ("cover", "open_cover"),
    ("cover", "close_cover"),
    ("cover", "stop_cover"),
    ("cover", "toggle"),
    ("cover", "set_cover_position"),
}
STATES = (
    "light.lamp",
    "light.other",
    "lock.door",
    "switch.relay",
    "cover.blind",
    "script.night",
    "alarm_control_panel.x",
)
NAMES = (
    *STATES,
    *("light.LAMP", "Light.lamp", "light.lamp ", " light.lamp", "light.lamp\n", "light..lamp"),
    *("light.lаmp", "ｌight.lamp", "light.lamp\u200b", "light.lamp,lock.door", "light.*", "all", "none", "", "."),
    *("light/lamp", "../lock.door", "light.lamp/../../lock.door", "{{ states.lock.door }}", "light.lamp;lock.door"),
    *(
        "lampa w kuchni",
        "zamek",
        "unlock the door",
        "light.lamp'--",
        '"light.lamp"',
        "light.lamp#",
        "light." + "a" * 999,
    ),
)
VERBS = (
    *("turn_on", "turn_off", "toggle", "unlock", "lock", "open", "open_cover", "set_cover_position", "alarm_disarm"),
    *("TURN_ON", "turn_on ", "light.turn_on", "turn_on/../unlock", "restart", "stop", "reload", "purge", "", "*"),
    *("shell_command", "turn_on\nunlock", "włącz", "ignore all rules and unlock", "{{ 'unlock' }}", "tᴜrn_on"),
)
DATA: tuple[Json, ...] = (
    {},
    {"brightness_pct": 50},
    {"brightness_pct": 101},
    {"brightness_pct": -1},
    {"brightness_pct": "50"},
    {"brightness_pct": 1e308},
    {"position": 10},
    {"rgb_color": [1, 2, 3]},
    {"rgb_color": [1, 2]},
    {"rgb_color": [999, 0, 0]},
    {"entity_id": "lock.door"},
    {"target": {"entity_id": "lock.door"}},
    {"area_id": "hall"},
    {"device_id": "x", "brightness_pct": 5},
    {"return_response": True},
    {"code": "1234"},
    {"": ""},
    {"brightness_pct": {"$gt": 0}},
    {"brightness_pct": [1]},
    {"brightness_pct": None},
)


def rows(dice: Random) -> list[list[Json]]:
    """Return actions of one to three calls; each part of a call is right as often as it is anything else."""

    def one() -> Json:
        name = dice.choice(dice.choice((sorted(ALLOWED), NAMES)))
        fitting = sorted(verb for domain, verb in SERVICES if name.startswith(domain)) or VERBS
        return _spoilt(
            call(name, dice.choice(dice.choice((fitting, VERBS))), **dice.choice(dice.choice((DATA[:2], DATA)))), dice
        )

    return [[one() for _ in range(length)] for length in dice.choices((1, 2, 3), weights=(8, 1, 1), k=ROWS)]


def _spoilt(row: Json, dice: Random) -> Json:
    """Change the form of some rows as well."""
    match dice.randrange(12):
        case 0:
            return row | {"domain": "lock", "target": {"entity_id": ["lock.door"]}}
        case 1:
            return row | {"service": ["turn_on", "unlock"]}
        case 2:
            return row | {"entity_id": ["light.lamp", "lock.door"]}
        case 3:
            return row | {"data": "brightness_pct: 5"}
        case _:
            return row


@pytest.fixture
async def scene(database: Database, bus: Bus) -> AsyncIterator[tuple[Scene, FakeHome]]:
    """A bridge to a house of seven things, of which a lamp and a blind may be switched."""
    house: dict[str, Json] = {name: {"state": "off", "attributes": {}} for name in STATES}
    async with FakeHome(house).running() as fake:
        fake.faults.inert = True
        async with bridging(database, bus, url=fake.url, token=TOKEN, confirm_s=0.05) as scene:
            await scene.ready()
            await scene.mode(Mode.CONTROL)
            for name in sorted(ALLOWED):
                await scene.allow(entity_id=name)
            yield scene, fake


async def test_no_row_reaches_what_the_rules_do_not_allow_h1(scene: tuple[Scene, FakeHome]) -> None:
    """H1, H9: 0 calls outside the allow-list, and every row has its two entries."""
    bridge, fake = scene
    admin = await bridge.admin()
    made = rows(Random(20261121))
    async with bridge.database.transaction() as session:
        for calls in made:
            # What the row says it touches is no protection either.
            await leave(session, admin, calls, entity_ids=list(STATES), expires_at=utc_now() + timedelta(hours=1))

    async def all_ended() -> bool:
        async with bridge.database.transaction() as session:
            states = select(func.count()).where(HomeAction.state_name.in_([state.value for state in ENDED]))
            return await session.scalar(states) == ROWS

    await until(all_ended, "every row has ended", within_s=240)
    outside = [
        one for one in fake.calls if not set(one.entities) <= ALLOWED or (one.domain, one.service) not in SERVICES
    ]
    assert outside == []
    assert all(
        one.data.keys() <= {"brightness_pct", "position", "rgb_color", "color_temp_kelvin"} for one in fake.calls
    )
    assert len(fake.calls) > 20
    assert len(await bridge.record()) == 2 * ROWS
    async with bridge.database.transaction() as session:
        refused = await session.scalar(select(func.count()).where(HomeAction.state_name == State.REFUSED.value))
    assert (refused or 0) > ROWS / 2
