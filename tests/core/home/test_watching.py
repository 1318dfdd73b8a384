"""Those who watch an entity are told once, not at night, and not each flicker."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.home import seeing
from core.home.catalogue import Area, read_house, read_part
from core.home.models import HomeNotice, HomeRule, HomeWatch
from core.home.seeing import Health, Seen
from core.home.watching import (
    MOST_TRIES,
    PAUSE,
    Change,
    Told,
    claim_notices,
    note_changes,
    notice_arrived,
    notice_later,
    notice_lost,
    waking,
)
from core.platforms import Platform
from core.roles import Role
from tests.factories import NOON, person

WARSAW = ZoneInfo("Europe/Warsaw")
LIGHT = "light.hall"


async def house(session: AsyncSession, *, rules: Sequence[str] = (LIGHT,), zone: str = "Europe/Warsaw") -> None:
    seen = [Seen(LIGHT, "Hall", "off", {}, NOON, area_id="hall"), Seen("light.loft", "Loft", "off", {}, NOON)]
    seen.append(Seen("scene.night", "Night", "unknown", {"entity_id": ["light.loft", "light.none"]}, NOON))
    await seeing.keep_house(session, areas=[Area("hall", "Hall")], labels=[], entities=seen, now=NOON)
    await seeing.note_health(session, Health(connected=True, time_zone=zone), now=NOON)
    session.add_all(HomeRule(entity_id=name, created_at=NOON) for name in rules)


async def watch(session: AsyncSession, *, role: Role = Role.ADMIN, **fields: object) -> HomeWatch:
    who = await person(session, role=role)
    values = {"entity_id": LIGHT, "platform": Platform.DISCORD.value, "channel_id": f"{who.id}", "locale": "en"}
    made = HomeWatch(user_id=who.id, created_at=NOON, **({"told_state": "off"} | values | fields))
    session.add(made)
    await session.flush()
    return made


async def change(session: AsyncSession, state: str, *, now: datetime = NOON) -> int:
    return await note_changes(session, [Change(LIGHT, state, now)], now=now)


async def due(session: AsyncSession, now: datetime = NOON) -> list[Told]:
    return await claim_notices(session, Platform.DISCORD, limit=10, now=now)


async def owed(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(HomeNotice)) or 0


async def test_a_change_is_told_once(session: AsyncSession) -> None:
    await house(session)
    await watch(session)
    assert await change(session, "on") == 1
    (told,) = await due(session)
    assert (told.name, told.was, told.state) == ("Hall", "off", "on")
    await notice_arrived(session, told, now=NOON)
    assert await owed(session) == 0
    await change(session, "on")
    assert await owed(session) == 0


async def test_a_change_that_nobody_watches_is_told_to_nobody(session: AsyncSession) -> None:
    await house(session)
    assert await change(session, "on") == 0


async def test_two_bots_never_bring_the_same_notice(session: AsyncSession) -> None:
    await house(session)
    await watch(session)
    await change(session, "on")
    assert len(await due(session)) == 1
    assert await due(session) == []
    assert len(await due(session, NOON + timedelta(seconds=61))) == 1


async def test_what_flickers_and_comes_back_is_not_told(session: AsyncSession) -> None:
    await house(session)
    await watch(session)
    await change(session, "on")
    await change(session, "off")
    assert await owed(session) == 0


async def test_several_changes_make_one_notice_of_the_last(session: AsyncSession) -> None:
    await house(session)
    await watch(session, told_state=None)
    for state in ("on", "off", "blue"):
        await change(session, state)
    (told,) = await due(session)
    assert (told.was, told.state) == (None, "blue")


async def test_a_change_while_a_notice_is_on_its_way_is_told_after_a_pause(session: AsyncSession) -> None:
    await house(session)
    await watch(session)
    await change(session, "on")
    (told,) = await due(session)
    await change(session, "blue")
    await notice_arrived(session, told, now=NOON)
    assert await due(session) == []
    (later,) = await due(session, NOON + PAUSE)
    assert (later.was, later.state) == ("on", "blue")


async def test_two_notices_of_one_watch_are_half_a_minute_apart(session: AsyncSession) -> None:
    await house(session)
    await watch(session, told_at=NOON - timedelta(seconds=10))
    await change(session, "on")
    assert await due(session, NOON + timedelta(seconds=19)) == []
    assert len(await due(session, NOON + timedelta(seconds=20))) == 1


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
async def test_what_is_gone_for_a_moment_is_not_told(session: AsyncSession, state: str) -> None:
    await house(session)
    await watch(session)
    await change(session, state)
    assert await due(session, NOON + timedelta(seconds=119)) == []
    assert len(await due(session, NOON + timedelta(minutes=2))) == 1


async def test_quiet_hours_hold_a_notice_back_until_they_end(session: AsyncSession) -> None:
    await house(session)
    await watch(session, quiet_from=time(12), quiet_until=time(14))
    await change(session, "on")  # it is 13:00 in Warsaw
    assert await due(session, NOON + timedelta(minutes=59)) == []
    assert len(await due(session, NOON + timedelta(hours=1))) == 1


async def test_somebody_who_may_no_longer_see_it_is_not_told_h1_h3(session: AsyncSession) -> None:
    """H1, H3: neither without a rule nor without the role."""
    await house(session, rules=())
    await watch(session)
    assert await change(session, "on") == 0
    session.add(HomeRule(entity_id=LIGHT, created_at=NOON))
    await watch(session, role=Role.USER)
    assert await change(session, "on") == 1


async def test_a_notice_that_fails_comes_again_later_each_time_and_is_given_up_in_the_end(
    session: AsyncSession,
) -> None:
    await house(session)
    await watch(session)
    await change(session, "on")
    now, waits = NOON, []
    for _ in range(MOST_TRIES):
        (told,) = await due(session, now)
        await notice_later(session, told, wait=None, now=now)
        notice = await session.scalar(select(HomeNotice).execution_options(populate_existing=True))
        if notice is None:
            break
        waits.append(notice.not_before - now)
        now = notice.not_before
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=10)
    assert await session.scalar(select(func.count()).select_from(HomeWatch)) == 0


async def test_the_platforms_own_word_is_the_wait(session: AsyncSession) -> None:
    await house(session)
    await watch(session)
    await change(session, "on")
    (told,) = await due(session)
    await notice_later(session, told, wait=timedelta(hours=1), now=NOON)
    assert await due(session, NOON + timedelta(minutes=59)) == []
    assert len(await due(session, NOON + timedelta(hours=1))) == 1


async def test_a_watch_whose_channel_is_gone_ends_with_its_notice(session: AsyncSession) -> None:
    await house(session)
    await watch(session)
    await change(session, "on")
    (told,) = await due(session)
    await notice_lost(session, told)
    assert await owed(session) == 0


async def test_a_time_zone_that_nobody_knows_is_taken_as_utc(session: AsyncSession) -> None:
    await house(session, zone="../../etc/passwd")
    await watch(session, quiet_from=time(11), quiet_until=time(13))
    await change(session, "on")
    assert await due(session, NOON + timedelta(minutes=59)) == []


@pytest.mark.parametrize(
    ("moment", "quiet", "expected"),
    [
        ("2026-11-21T22:30", (time(22), time(7)), "2026-11-22T07:00"),
        ("2026-11-22T06:59", (time(22), time(7)), "2026-11-22T07:00"),
        ("2026-11-22T07:00", (time(22), time(7)), "2026-11-22T07:00"),
        ("2026-11-21T21:59", (time(22), time(7)), "2026-11-21T21:59"),
        ("2026-11-21T13:00", (time(13), time(15)), "2026-11-21T15:00"),
        ("2026-11-21T15:00", (time(13), time(15)), "2026-11-21T15:00"),
        ("2026-11-21T13:00", (time(9), time(9)), "2026-11-21T13:00"),
        ("2026-10-24T23:30", (time(23), time(7)), "2026-10-25T07:00"),  # the night that has an hour more
        ("2027-03-27T23:30", (time(23), time(2, 30)), "2027-03-28T02:30"),  # a time that is not on the clock
    ],
)
def test_quiet_hours_are_those_of_the_houses_clock(moment: str, quiet: tuple[time, time], expected: str) -> None:
    local = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
    woken = waking(local.astimezone(UTC), *quiet, zone=WARSAW)
    assert woken == datetime.fromisoformat(expected).replace(tzinfo=WARSAW).astimezone(UTC)
    assert waking(local, None, quiet[1], zone=WARSAW) == local


async def test_a_part_of_the_house_is_enough_to_decide_on_it_h2(session: AsyncSession) -> None:
    """H2: a scene comes with what it switches."""
    await house(session)
    whole = await read_house(session)
    part = await read_part(session, ["scene.night", LIGHT, "light.none"])
    assert part.entities == {name: whole.entities[name] for name in ("scene.night", LIGHT, "light.loft")}
    assert (await read_part(session, [])).entities == {}
