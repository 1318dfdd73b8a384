"""Asking something of the house: from calls to a row that waits for a yes or for the bridge."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.clock import new_id
from core.db import after_commit
from core.home.catalogue import read_house
from core.home.codes import CodeNotEnrolled, is_enrolled
from core.home.limits import require_calm
from core.home.models import HomeAction, HomeBridge, HomeChannel
from core.home.plans import Plan, asked, make_plan, written
from core.home.records import note_intent
from core.home.requests import (
    CONFIRM_WITHIN,
    SEND_WITHIN,
    SILENT_AFTER,
    BridgeAway,
    NotInFrontOfOthers,
    Proposal,
    Request,
)
from core.home.rules import Call, reachable, read_rules
from core.home.sending import HomeIsOff, HomeIsReadOnly, close
from core.home.states import Kind, Mode, Risk, State
from core.nudges import Nudge
from core.platforms import Platform
from core.roles import Permission, require
from core.users.models import User


async def bridge_of(session: AsyncSession) -> HomeBridge | None:
    """Return how the bridge is; None before it was ever there."""
    return await session.get(HomeBridge, 1)


def is_there(bridge: HomeBridge | None, now: datetime) -> bool:
    """Tell whether the house can be reached now."""
    return (
        bridge is not None and bridge.connected and bridge.beat_at is not None and now - bridge.beat_at < SILENT_AFTER
    )


async def is_discreet(session: AsyncSession, platform: Platform, channel_id: str) -> bool:
    """Tell whether an admin has declared a channel to be seen by admins only."""
    return await session.get(HomeChannel, (platform.value, channel_id)) is not None


async def propose(
    session: AsyncSession, person: User, calls: Sequence[Call], *, request: Request, now: datetime
) -> Proposal:
    """Turn calls into an action: ended at once when it is dry, asked for confirmation, or ready for the bridge.

    Raises:
        NotAllowed: the person is no admin.
        HomeIsOff, HomeIsReadOnly, BridgeAway: the house can't be switched now.
        NotInFrontOfOthers, CodeNotEnrolled: high risk asks for more.
        TooFast, TooManyHigh, TooManyEntities: too much.
        NotInTheHouse, ServiceNotAllowed …: see ``rules.decide``.
    """
    require(person.role, Permission.HOME)
    known = await session.scalar(select(HomeAction).where(HomeAction.key == request.key))
    house, rules = await read_house(session), await read_rules(session)
    if known is not None:
        return Proposal(known, make_plan([one.call for one in asked(known.calls)], house, rules), is_new=False)
    mode = await permitted_mode(session, dry=request.dry, now=now)
    plan = make_plan(calls, house, rules)
    dry = request.dry or mode is Mode.DRY_RUN
    await _require_care(session, person, plan, request)
    await require_calm(session, person.id, entity_ids=plan.entity_ids, risk=plan.risk, dry=dry, now=now)
    action = _row(person, plan, request, dry=dry, now=now)
    session.add(action)
    await session.flush()
    if dry:
        await note_intent(session, action, rules=[step.rule for step in plan.steps], now=now)
        await close(session, action, State.DRY, told=False, now=now)
    elif action.state is State.READY:
        send(session, action, now)
    return Proposal(action, plan)


async def inquire(
    session: AsyncSession,
    person: User,
    entity_id: str,
    *,
    kind: Kind,
    hours: int | None,
    request: Request,
    now: datetime,
) -> HomeAction:
    """Ask Home Assistant something about one entity: a camera's picture, or how it was over some hours.

    Raises:
        NotAllowed, HomeIsOff, BridgeAway, NotInTheHouse: see ``propose``.
    """
    require(person.role, Permission.HOME)
    known = await session.scalar(select(HomeAction).where(HomeAction.key == request.key))
    if known is not None:
        return known
    await permitted_mode(session, dry=True, now=now)
    if not is_there(await bridge_of(session), now):
        raise BridgeAway
    entity = reachable(entity_id, await read_house(session), await read_rules(session))
    action = _question(person, entity.entity_id, kind=kind, hours=hours, request=request, now=now)
    session.add(action)
    send(session, action, now)
    await session.flush()
    return action


async def permitted_mode(session: AsyncSession, *, dry: bool, now: datetime) -> Mode:
    """Return how far the bridge goes, or refuse what it will not do."""
    bridge = await bridge_of(session)
    mode = bridge.mode if bridge else Mode.OFF
    if mode is Mode.OFF:
        raise HomeIsOff
    if mode is Mode.READ_ONLY and not dry:
        raise HomeIsReadOnly
    if mode is Mode.CONTROL and not dry and not is_there(bridge, now):
        raise BridgeAway
    return mode


async def _require_care(session: AsyncSession, person: User, plan: Plan, request: Request) -> None:
    if plan.risk is Risk.HIGH and not request.address.discreet:
        raise NotInFrontOfOthers
    if plan.needs_code and not await is_enrolled(session, person):
        raise CodeNotEnrolled


def send(session: AsyncSession, action: HomeAction, now: datetime) -> None:
    """Make an action ready for the bridge, which has a few seconds to take it."""
    action.state_name = State.READY.value
    action.ready_at = now
    action.expires_at = now + SEND_WITHIN
    after_commit(session, Nudge(bus.HOME, str(action.id)))


def _row(person: User, plan: Plan, request: Request, *, dry: bool, now: datetime) -> HomeAction:
    waits = plan.needs_confirmation or request.shown
    action = _asked_by(person, request, Kind.CALLS, now)
    action.calls = written(plan)
    action.entity_ids = plan.entity_ids
    action.risk_level = plan.risk.value
    action.dry = dry
    action.undoes_id = request.undoes
    action.state_name = State.ASKED.value if waits and not dry else State.READY.value
    action.expires_at = now + (CONFIRM_WITHIN if waits else SEND_WITHIN)
    return action


def _question(
    person: User, entity_id: str, *, kind: Kind, hours: int | None, request: Request, now: datetime
) -> HomeAction:
    action = _asked_by(person, request, kind, now)
    action.calls, action.entity_ids, action.risk_level = [], [entity_id], Risk.READ.value
    action.hours = hours
    action.state_name = State.READY.value
    action.expires_at = now + SEND_WITHIN
    return action


def _asked_by(person: User, request: Request, kind: Kind, now: datetime) -> HomeAction:
    address = request.address
    return HomeAction(
        id=new_id(),
        key=request.key,
        user_id=person.id,
        kind_name=kind.value,
        title=request.title,
        origin=address.platform.value,
        created_at=now,
        platform=address.platform.value,
        channel_id=address.channel_id,
        message_id=address.message_id,
        locale=address.locale,
        discreet=address.discreet,
    )
