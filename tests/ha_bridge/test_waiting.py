"""When a call counts as done: by our context or the state aimed at, and not by what only passes (H7)."""

import asyncio
from datetime import UTC, datetime

import pytest

from core.home.effects import Snap, Target
from ha_bridge.live import Live
from ha_bridge.registries import House
from ha_bridge.waiting import Waiter
from ha_bridge.wire import Context, EntityState, StateChange

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
UNLOCKED = Target(frozenset({"unlocked", "unlocking"}))
OURS, THEIRS = "ours", "theirs"


def state(word: str, context: str = OURS, parent: str | None = None) -> EntityState:
    caused = Context(id=context, parent_id=parent)
    return EntityState(entity_id="lock.door", state=word, last_changed=NOW, last_updated=NOW, context=caused)


def waiter(target: Target = UNLOCKED, before: str = "locked") -> Waiter:
    return Waiter("lock.door", target, Snap(before))


async def settles(one: Waiter) -> bool:
    try:
        async with asyncio.timeout(0.05):
            await one.settled()
    except TimeoutError:
        return False
    return True


async def test_the_state_aimed_at_is_enough() -> None:
    one = waiter()
    one.see(state("unlocked", THEIRS))
    assert await settles(one)
    assert one.is_confirmed()
    assert one.cause == THEIRS


async def test_a_state_on_its_way_is_waited_past_and_good_enough_in_the_end() -> None:
    one = waiter()
    one.see(state("unlocking"))
    assert not await settles(one)
    assert one.is_confirmed()


async def test_a_lock_that_jams_is_not_done_though_it_moved_by_our_context() -> None:
    one = waiter()
    one.hear(OURS)
    one.see(state("jammed"))
    assert await settles(one)
    assert not one.is_confirmed()


async def test_somebody_elses_change_is_no_sign_of_ours() -> None:
    one = waiter(Target())
    one.hear(OURS)
    one.see(state("on", THEIRS))
    assert not await settles(one)
    assert not one.is_confirmed()


@pytest.mark.parametrize(("context", "parent"), [(OURS, None), (THEIRS, OURS)])
async def test_what_can_not_be_foretold_is_seen_by_our_context(context: str, parent: str | None) -> None:
    """A scene's own state, and what a script caused in turn."""
    one = waiter(Target())
    one.see(state("on", context, parent))
    assert not await settles(one)
    one.hear(OURS)
    assert await settles(one)
    assert one.is_confirmed()


async def test_what_was_so_before_waits_for_the_answer() -> None:
    one = waiter(before="unlocked")
    assert not await settles(one)
    one.hear(OURS)
    assert await settles(one)


async def test_who_waits_is_told_by_a_house_that_is_read_in_anew() -> None:
    """After a reconnect there is no event of what happened meanwhile."""
    live, one = Live(), waiter()
    live.attend(one)
    live.read_in(House((), (), (), (), {}, {"lock.door": state("unlocked")}))
    assert await settles(one)
    live.dismiss(one)
    live.change(StateChange(entity_id="lock.door", new_state=state("locked")))
    assert one.now.state == "unlocked"


def test_of_several_changes_the_first_before_and_the_last_after_are_told() -> None:
    live = Live()
    for before, after in (("a", "b"), ("b", "c")):
        live.change(StateChange(entity_id="lock.door", old_state=state(before), new_state=state(after)))
    (change,) = live.take_changes()
    assert change.old_state is not None
    assert change.new_state is not None
    assert (change.old_state.state, change.new_state.state) == ("a", "c")
    live.put_back([change])
    assert live.take_changes() == [change]
    live.change(StateChange(entity_id="lock.door", old_state=state("c"), new_state=None))
    assert live.states == {}
