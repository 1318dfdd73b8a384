"""Actions from row to answer, against a Home Assistant that misbehaves on demand."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from core.bus import Bus
from core.clock import utc_now
from core.db import Database
from core.home.models import HomeAction
from core.home.states import Mode, State
from core.roles import Role
from core.users.models import User
from tests.ha_bridge.fake import TOKEN, FakeHome
from tests.ha_bridge.orders import Scene, bridging, call, leave, so
from tests.stage import until

ON = call("light.lamp", "turn_on")


@pytest.fixture
async def scene(database: Database, bus: Bus, fake: FakeHome) -> AsyncIterator[Scene]:
    """A bridge to a fake house in which one lamp may be switched."""
    async with bridging(database, bus, url=fake.url, token=TOKEN, confirm_s=1.0) as scene:
        await scene.ready()
        await scene.mode(Mode.CONTROL)
        await scene.allow(entity_id="light.lamp")
        yield scene


@pytest.fixture
async def admin(scene: Scene) -> User:
    """Somebody who may switch."""
    return await scene.admin()


async def test_a_call_is_made_once_and_confirmed_by_its_own_context_h7(
    scene: Scene, fake: FakeHome, admin: User
) -> None:
    """H7: the state changed with our context."""
    action = await scene.do(admin, ON)
    assert action.state is State.DONE
    assert [(one.domain, one.service, one.entities) for one in fake.calls] == [("light", "turn_on", ("light.lamp",))]
    (came,) = _calls(action)
    assert (came["before"]["state"], came["after"]["state"]) == ("off", "on")
    assert came["context_id"] == fake.states["light.lamp"]["context"]
    assert action.delivery == "due"


async def test_every_attempt_is_two_entries_intent_before_outcome_h9(scene: Scene, admin: User) -> None:
    """H9: intent, committed before; outcome with before, after, context, latency and the rule."""
    action = await scene.do(admin, ON)
    intent, outcome = await scene.record()
    assert (intent.action, outcome.action) == ("home.intent", "home.outcome")
    assert intent.resource == outcome.resource == f"home-action:{action.id}"
    assert '"rules":["' in (intent.new or "")
    assert all(word in (outcome.new or "") for word in ("latency_ms", "context_id", '"before"', '"after"'))


async def test_the_intent_is_committed_before_anything_is_sent_h9(scene: Scene, fake: FakeHome, admin: User) -> None:
    fake.faults.silent.add("call_service")
    fake.faults.inert = True
    action_id = await scene.ask(admin, ON)
    await until(lambda: so(bool(fake.calls)), "the call arrives", within_s=45)
    assert [entry.action for entry in await scene.record()] == ["home.intent"]
    assert (await scene.ended(action_id)).state is State.UNCONFIRMED


async def test_a_failing_audit_write_stops_the_action_h9(scene: Scene, fake: FakeHome, admin: User) -> None:
    """H9: no entry, no action."""
    await _break_audit(scene.database)
    action_id = await scene.ask(admin, ON)
    await until(lambda: so(_unrecorded(scene) > 0), "the bridge tries", within_s=45)
    await asyncio.sleep(0.3)
    assert fake.calls == []
    async with scene.database.transaction() as session:
        assert (await session.get_one(HomeAction, action_id)).state is State.READY
        await session.execute(update(HomeAction).values(expires_at=utc_now() - timedelta(seconds=1)))
    await _mend_audit(scene.database)
    assert (await scene.ended(action_id)).state is State.EXPIRED
    assert fake.calls == []


async def test_a_lamp_that_is_on_already_is_done_without_a_change_h7(scene: Scene, fake: FakeHome, admin: User) -> None:
    """H7: the target state counts as well."""
    await fake.change("light.lamp", "on")
    await until(lambda: so(scene.live.states["light.lamp"].state == "on"), "the bridge hears", within_s=5)
    fake.faults.inert = True
    assert (await scene.do(admin, ON)).state is State.DONE


async def test_what_was_sent_and_shows_no_effect_is_not_called_done_h7(
    scene: Scene, fake: FakeHome, admin: User
) -> None:
    fake.faults.inert = True
    action = await scene.do(admin, ON)
    assert action.state is State.UNCONFIRMED
    assert len(fake.calls) == 1


async def test_an_effect_is_seen_though_its_answer_never_comes_h7(scene: Scene, fake: FakeHome, admin: User) -> None:
    fake.faults.silent.add("call_service")
    assert (await scene.do(admin, ON)).state is State.DONE


async def test_a_slow_home_assistant_is_not_waited_for_and_not_asked_again(
    scene: Scene, fake: FakeHome, admin: User
) -> None:
    fake.faults.slow_s["call_service"] = 1.5
    assert (await scene.do(admin, ON)).state is State.UNCONFIRMED
    await asyncio.sleep(1.0)
    assert len(fake.calls) == 1


async def test_home_assistants_no_is_told_with_its_word(scene: Scene, fake: FakeHome, admin: User) -> None:
    fake.faults.declined["call_service"] = ("service_validation_error", "no")
    action = await scene.do(admin, ON)
    assert (action.state, action.error) == (State.FAILED, "service_validation_error")


async def test_a_doubled_answer_makes_one_action(scene: Scene, fake: FakeHome, admin: User) -> None:
    fake.faults.doubled.add("call_service")
    assert (await scene.do(admin, ON)).state is State.DONE
    assert len(fake.calls) == 1


async def test_a_connection_lost_after_the_call_repeats_nothing_h8(scene: Scene, fake: FakeHome, admin: User) -> None:
    """H8: no action is repeated after a reconnect."""
    fake.faults.dropped.add("call_service")
    fake.faults.inert = True
    action = await scene.do(admin, ON)
    assert action.state is State.UNCONFIRMED
    fake.faults.dropped.clear()
    await scene.ready()
    await asyncio.sleep(1.5)
    assert len(fake.calls) == 1


async def test_a_wrong_answer_is_no_success(scene: Scene, fake: FakeHome, admin: User) -> None:
    fake.faults.wrong["call_service"] = '{"id": 99999, "type": "result", "success": true, "result": null}'
    fake.faults.inert = True
    assert (await scene.do(admin, ON)).state is State.UNCONFIRMED


async def test_while_home_assistant_is_away_nothing_waits_for_it_h8(scene: Scene, fake: FakeHome, admin: User) -> None:
    """H8: refused, not queued, while disconnected."""
    await fake.stop()
    await until(lambda: so(not scene.client.is_ready), "the bridge notices", within_s=45)
    action = await scene.do(admin, ON)
    assert (action.state, action.error) == (State.FAILED, "home-away")
    await fake.start()
    await scene.ready()
    await asyncio.sleep(1.2)
    assert fake.calls == []


async def test_what_was_being_sent_when_a_bridge_died_is_never_sent_again_h8(
    scene: Scene, fake: FakeHome, admin: User
) -> None:
    sent = utc_now() - timedelta(minutes=1)
    action = await scene.do(admin, ON, state_name=State.SENDING.value, sending_at=sent)
    assert action.state is State.UNKNOWN
    assert fake.calls == []


async def test_an_action_that_waited_too_long_is_not_done(scene: Scene, fake: FakeHome, admin: User) -> None:
    action = await scene.do(admin, ON, expires_at=utc_now() - timedelta(seconds=1))
    assert action.state is State.EXPIRED
    assert fake.calls == []


@pytest.mark.parametrize(
    ("mode", "dry", "state"),
    [
        (Mode.OFF, False, State.REFUSED),
        (Mode.READ_ONLY, False, State.REFUSED),
        (Mode.READ_ONLY, True, State.DRY),
        (Mode.DRY_RUN, False, State.DRY),
        (Mode.CONTROL, True, State.DRY),
    ],
)
async def test_no_mode_but_control_switches_anything_h5(
    scene: Scene,
    fake: FakeHome,
    admin: User,
    mode: Mode,
    dry: bool,  # noqa: FBT001 - one of the cases
    state: State,
) -> None:
    """H5: also when the chat has let an action through before the mode changed."""
    await scene.mode(mode)
    assert (await scene.do(admin, ON, dry=dry)).state is state
    assert fake.calls == []


@pytest.mark.parametrize("role", [Role.GUEST, Role.USER, Role.CREATOR])
async def test_somebody_who_is_no_admin_any_more_switches_nothing_h3(scene: Scene, fake: FakeHome, role: Role) -> None:
    """H3: the person is asked for again right before the act."""
    action = await scene.do(await scene.admin(role), ON)
    assert action.state is State.REFUSED
    assert fake.calls == []


@pytest.mark.parametrize(
    "row",
    [
        call("light.other", "turn_on"),
        call("light.lamp", "erase"),
        call("light.lamp", "turn_on", flash="long"),
        call("light.lamp", "turn_on", brightness_pct=101),
        call("light.lamp", "turn_on", entity_id="all"),
        call("light.lamp\n", "turn_on"),
        call("LIGHT.LAMP", "turn_on"),
        call("all", "turn_on"),
        call("shell_command.lamp", "turn_on"),
        call("homeassistant.restart", "restart"),
        call("light.lamp", "../../homeassistant/restart"),
        call("script.lamp", "turn_on"),
    ],
)
async def test_a_row_that_was_never_allowed_goes_nowhere_h1(
    scene: Scene, fake: FakeHome, admin: User, row: dict[str, object]
) -> None:
    """H1: the bridge decides again, whatever the row says."""
    action = await scene.do(admin, row)
    assert action.state is State.REFUSED
    assert fake.calls == []


async def test_two_bridges_do_an_action_once(scene: Scene, fake: FakeHome, admin: User, bus: Bus) -> None:
    async with bridging(scene.database, bus, url=fake.url, token=TOKEN) as other:
        await other.ready()
        actions = [await scene.ask(admin, ON) for _ in range(12)]
        for action_id in actions:
            assert (await scene.ended(action_id)).state is State.DONE
    assert len(fake.calls) == len(actions)


async def test_an_outage_of_the_database_is_survived(scene: Scene, fake: FakeHome, admin: User) -> None:
    async with scene.database.transaction() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    await asyncio.sleep(0.5)  # our own pool, which the test asks through, hears of it too
    assert (await scene.do(admin, ON)).state is State.DONE
    assert len(fake.calls) == 1


async def test_actions_leave_in_the_order_in_which_they_were_asked(scene: Scene, fake: FakeHome, admin: User) -> None:
    async with scene.database.transaction() as session:
        last = [
            await leave(session, admin, [call("light.lamp", "turn_off" if number % 2 else "turn_on")])
            for number in range(6)
        ][-1]
    await scene.ended(last)
    await until(lambda: so(len(fake.calls) == 6), "all arrive", within_s=45)
    assert [one.service for one in fake.calls] == ["turn_on", "turn_off"] * 3


def _calls(action: HomeAction) -> list[dict[str, dict[str, object]]]:
    calls = (action.result or {})["calls"]
    assert isinstance(calls, list)
    return calls


def _unrecorded(scene: Scene) -> float:
    return scene.metrics.registry.get_sample_value("inkhearth_home_unrecorded_total") or 0.0


async def _break_audit(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE audit_log ADD CONSTRAINT broken CHECK (seq < 0) NOT VALID"))


async def _mend_audit(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE audit_log DROP CONSTRAINT broken"))
