"""Telling those who watch an entity that it has changed: once, not at night, and not each flicker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.db import after_commit
from core.home.catalogue import GONE, House, read_part
from core.home.models import HomeBridge, HomeNotice, HomeWatch
from core.home.rules import NotInTheHouse, Rule, reachable, read_rules
from core.nudges import Nudge
from core.platforms import Platform
from core.roles import Permission, Role, may
from core.users.models import User

CLAIM = timedelta(seconds=60)
PAUSE = timedelta(seconds=30)  # between two notices of one watch
GONE_FOR = timedelta(minutes=2)  # a restart of Home Assistant makes everything unavailable for a while
LONGEST_WAIT = timedelta(minutes=10)
MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Change:
    """An entity that is another than it was."""

    entity_id: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A notice to bring now. ``was`` is what the chat knew last, None at the first time."""

    watch_id: UUID
    entity_id: str
    name: str
    was: str | None
    state: str
    changed_at: datetime
    channel_id: str
    locale: str
    tries: int


async def note_changes(session: AsyncSession, changes: Sequence[Change], *, now: datetime) -> int:
    """Owe a notice to every watch of what changed; a change back to what the chat knows takes it away again.

    Watches whose person may no longer use the house, or whose entity the rules no longer show, are passed over.
    Returns how many notices are owed.
    """
    latest = {change.entity_id: change for change in changes}
    watches = await session.execute(
        select(HomeWatch, User.role_level)
        .join(User, User.id == HomeWatch.user_id)
        .where(HomeWatch.entity_id.in_(latest))
        .order_by(HomeWatch.id)
    )
    found = [watch for watch, role in watches if may(Role(role), Permission.HOME)]
    if not found:
        return 0
    house = await read_part(session, list(latest))
    rules, zone = await read_rules(session), await _zone(session)
    owed = 0
    for watch in found:
        change = latest[watch.entity_id]
        if change.state == watch.told_state:
            await session.execute(delete(HomeNotice).where(HomeNotice.watch_id == watch.id))
        elif _is_shown(watch.entity_id, house, rules):
            await _owe(session, watch, change, not_before=_moment(watch, change, zone=zone, now=now))
            owed += 1
    return owed


async def claim_notices(session: AsyncSession, platform: Platform, *, limit: int, now: datetime) -> list[Told]:
    """Claim notices that are due on a platform for a minute; two bots never hold the same one."""
    rows = await session.execute(
        select(HomeNotice, HomeWatch)
        .join(HomeWatch, HomeWatch.id == HomeNotice.watch_id)
        .where(
            HomeWatch.platform == platform.value,
            HomeNotice.not_before <= now,
            HomeNotice.claimed_until.is_(None) | (HomeNotice.claimed_until <= now),
        )
        .order_by(HomeNotice.not_before)
        .limit(limit)
        .with_for_update(of=HomeNotice, skip_locked=True)
    )
    found = rows.all()
    house = await read_part(session, [watch.entity_id for _, watch in found])
    told = []
    for notice, watch in found:
        notice.claimed_until = now + CLAIM
        notice.tries += 1
        told.append(_told(notice, watch, house))
    return told


async def notice_arrived(session: AsyncSession, told: Told, *, now: datetime) -> None:
    """Note that a chat knows; what changed while the notice was on its way stays owed."""
    await session.execute(
        update(HomeWatch)
        .where(HomeWatch.id == told.watch_id)
        .values(told_state=told.state, told_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        delete(HomeNotice).where(HomeNotice.watch_id == told.watch_id, HomeNotice.state == told.state)
    )
    await _set(session, told, was=told.state, not_before=now + PAUSE, claimed_until=None, tries=0)


async def notice_later(session: AsyncSession, told: Told, *, wait: timedelta | None, now: datetime) -> None:
    """Try a notice again after ``wait`` (the platform's own word) or an exponential pause; give up in the end."""
    if told.tries >= MOST_TRIES:
        await notice_lost(session, told)
        return
    pause = wait or min(timedelta(seconds=2 ** min(told.tries, 10)), LONGEST_WAIT)
    await _set(session, told, not_before=now + pause, claimed_until=None)


async def notice_lost(session: AsyncSession, told: Told) -> None:
    """Give a notice and its watch up: the channel is gone or closed to us."""
    await session.execute(delete(HomeWatch).where(HomeWatch.id == told.watch_id))


def waking(moment: datetime, quiet_from: time | None, quiet_until: time | None, *, zone: ZoneInfo) -> datetime:
    """Return the first moment from ``moment`` on that is not within quiet hours, which may pass midnight."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return moment
    local = moment.astimezone(zone)
    clock = local.time()
    passes_midnight = quiet_from > quiet_until
    is_quiet = (clock >= quiet_from or clock < quiet_until) if passes_midnight else quiet_from <= clock < quiet_until
    if not is_quiet:
        return moment
    day = local.date() + timedelta(days=1 if passes_midnight and clock >= quiet_from else 0)
    return max(moment, datetime.combine(day, quiet_until, tzinfo=zone).astimezone(moment.tzinfo))


def _moment(watch: HomeWatch, change: Change, *, zone: ZoneInfo, now: datetime) -> datetime:
    earliest = now + GONE_FOR if change.state in GONE else now
    if watch.told_at is not None:
        earliest = max(earliest, watch.told_at + PAUSE)
    return waking(earliest, watch.quiet_from, watch.quiet_until, zone=zone)


async def _owe(session: AsyncSession, watch: HomeWatch, change: Change, *, not_before: datetime) -> None:
    values = {"state": change.state, "changed_at": change.at, "not_before": not_before}
    row = insert(HomeNotice).values(watch_id=watch.id, was=watch.told_state, tries=0, **values)
    await session.execute(row.on_conflict_do_update(index_elements=["watch_id"], set_=values))
    after_commit(session, Nudge(bus.deliveries_channel(watch.platform), str(watch.id)))


async def _set(session: AsyncSession, told: Told, **values: object) -> None:
    await session.execute(
        update(HomeNotice)
        .where(HomeNotice.watch_id == told.watch_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _told(notice: HomeNotice, watch: HomeWatch, house: House) -> Told:
    entity = house.entities.get(watch.entity_id)
    return Told(
        watch_id=watch.id,
        entity_id=watch.entity_id,
        name=entity.name if entity else watch.entity_id,
        was=notice.was,
        state=notice.state,
        changed_at=notice.changed_at,
        channel_id=watch.channel_id,
        locale=watch.locale,
        tries=notice.tries,
    )


def _is_shown(entity_id: str, house: House, rules: Sequence[Rule]) -> bool:
    try:
        reachable(entity_id, house, rules)
    except NotInTheHouse:
        return False
    return True


def zone_of(bridge: HomeBridge | None) -> ZoneInfo:
    """Return the house's time zone; UTC where it is not known or none that we know."""
    try:
        return ZoneInfo(bridge.time_zone if bridge else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


async def _zone(session: AsyncSession) -> ZoneInfo:
    return zone_of(await session.get(HomeBridge, 1))
