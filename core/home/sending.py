"""What the bridge does to actions: takes each once, decides on it again, and writes down what came of it.

The order is fixed (H8, H9): ``take`` commits the intent and the state SENDING before anything leaves; whatever
happens then, the action is never sent a second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.db import Json, after_commit
from core.errors import DomainError, Refusal
from core.home.catalogue import read_part
from core.home.models import HomeAction, HomeBridge
from core.home.plans import Asked, Plan, asked, make_plan
from core.home.records import note_intent, note_outcome
from core.home.rules import reachable, read_rules
from core.home.states import ENDED, Kind, Mode, Risk, State
from core.i18n import N_
from core.nudges import Nudge
from core.roles import Permission, may
from core.users.models import User

BRIDGE_AWAY = "home-away"
NO_LONGER_ADMIN = "not-allowed"


class HomeIsOff(DomainError):
    """The mode is off."""

    refusal = Refusal.UNAVAILABLE
    code = "home-off"
    msgid = N_("The house is switched off for me. An admin can change that with /home mode.")


class HomeIsReadOnly(DomainError):
    """The mode allows looking only."""

    refusal = Refusal.FORBIDDEN
    code = "home-read-only"
    msgid = N_("I may only look at the house, not switch anything. An admin can change that with /home mode.")


class ConsentMissing(DomainError):
    """The house has changed so that the action now needs what it was not given: a yes, a code, a private place."""

    refusal = Refusal.CONFLICT
    code = "home-consent"
    msgid = N_("This now needs a confirmation that it did not have. Ask for it again.")


@dataclass(frozen=True, slots=True)
class Order:
    """What the bridge is to do now: the calls in order, or the question about the one entity in ``entity_ids``.

    ``sealed_pin`` is the code of the one thing among them that has its own (``core.home.pins``).
    """

    action_id: UUID
    kind: Kind
    calls: tuple[Asked, ...]
    entity_ids: tuple[str, ...]
    hours: int | None
    sealed_pin: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one call.

    ``confirmed`` is whether its effect was seen (H7). ``error`` is Home Assistant's own code where it refused.
    ``before`` and ``after`` are how the bridge read the entity: {"state": …, "attributes": {the kept ones}}.
    """

    entity_id: str
    service: str
    confirmed: bool
    before: Json
    after: Json | None = None
    context_id: str | None = None
    latency_ms: int | None = None
    error: str | None = None


async def take(session: AsyncSession, *, now: datetime) -> Order | None:
    """Take the next action that is ready, once, and put its intent on record; commit before sending.

    What the rules, the mode or the person's role no longer allow, and what waited too long, ends here and is not
    returned; None means that nothing is left to do.
    """
    while True:
        action = await session.scalar(
            select(HomeAction)
            .where(HomeAction.state_name == State.READY.value)
            .order_by(HomeAction.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if action is None:
            return None
        if await _permit(session, action, now=now):
            action.state_name = State.SENDING.value
            action.sending_at = now
            pin, action.sealed_pin = action.sealed_pin, None
            await session.flush()
            calls = tuple(asked(action.calls))
            return Order(action.id, action.kind, calls, tuple(action.entity_ids), action.hours, pin)


async def finish(session: AsyncSession, action_id: UUID, came: Sequence[Came], *, now: datetime) -> None:
    """Write down what came of an action's calls."""
    results = [_result(one) for one in came]
    if came and all(one.error for one in came):
        state = State.FAILED
    else:
        state = State.DONE if came and all(one.confirmed for one in came) else State.UNCONFIRMED
    error = next((one.error for one in came if one.error), None)
    await _end(session, action_id, state, error=error, result={"calls": results}, now=now)


async def answer(session: AsyncSession, action_id: UUID, result: Json, *, now: datetime) -> None:
    """Write down the answer to a question: a history's points, or that a snapshot lies ready on the bus."""
    await _end(session, action_id, State.DONE, result=result, now=now)


async def fail(session: AsyncSession, action_id: UUID, error: str, *, now: datetime) -> None:
    """Write down that an action could not be done at all; ``error`` is a short code."""
    await _end(session, action_id, State.FAILED, error=error, now=now)


async def recover(session: AsyncSession, *, sent_before: datetime, now: datetime) -> int:
    """End what was being sent when a bridge died: nobody knows what came of it, and it is never sent again (H8)."""
    left = await session.scalars(
        select(HomeAction.id).where(HomeAction.state_name == State.SENDING.value, HomeAction.sending_at < sent_before)
    )
    actions = left.all()
    for action_id in actions:
        await _end(session, action_id, State.UNKNOWN, error="home-bridge-died", now=now)
    return len(actions)


async def expire(session: AsyncSession, *, now: datetime) -> int:
    """End what nobody confirmed in time and what no bridge took in time; the latter is told to its person."""
    late = await session.scalars(
        select(HomeAction)
        .where(HomeAction.state_name.in_([State.ASKED.value, State.READY.value]), HomeAction.expires_at <= now)
        .with_for_update(skip_locked=True)
    )
    actions = late.all()
    for action in actions:
        if action.state is State.READY:
            await note_intent(session, action, now=now)
            await close(session, action, State.EXPIRED, error=BRIDGE_AWAY, now=now)
        else:
            await close(session, action, State.EXPIRED, now=now, told=False)
    return len(actions)


async def close(
    session: AsyncSession,
    action: HomeAction,
    state: State,
    *,
    now: datetime,
    error: str | None = None,
    result: Json | None = None,
    told: bool = True,
) -> None:
    """End an action, put the outcome on record, and have its person told unless that happens otherwise."""
    action.state_name = state.value
    action.error = error
    action.result = result
    action.finished_at = now
    action.sealed_pin = None
    if told:
        action.delivery = "due"
        after_commit(session, Nudge(bus.deliveries_channel(action.platform), str(action.id)))
    await session.flush()
    await note_outcome(session, action, now=now)


def require_consent(plan: Plan, action: HomeAction) -> None:
    """Refuse a plan without all that its risk asks for (H3, H4).

    Raises:
        ConsentMissing: it is not confirmed, has no code, or was asked for in front of others.
    """
    lacks = (
        plan.needs_confirmation and action.confirmed_at is None,
        plan.needs_code and action.coded_at is None,
        plan.pinned is not None and action.sealed_pin is None,
        plan.risk is Risk.HIGH and not action.discreet,
    )
    if any(lacks):
        raise ConsentMissing


async def _permit(session: AsyncSession, action: HomeAction, *, now: datetime) -> bool:
    """Decide on an action as if nobody had before; put its intent on record, and its end if it may not go on."""
    bridge = await session.get(HomeBridge, 1)
    mode = bridge.mode if bridge else Mode.OFF
    rules: list[UUID] = []
    refusal: str | None = None
    try:
        rules = await _deciding(session, action, mode)
    except DomainError as error:
        refusal = error.code
    owner = await session.get_one(User, action.user_id)
    if not may(owner.role, Permission.HOME):
        refusal = NO_LONGER_ADMIN
    await note_intent(session, action, rules=rules, now=now)
    if action.expires_at <= now:
        await close(session, action, State.EXPIRED, error=BRIDGE_AWAY, now=now)
    elif refusal is not None:
        await close(session, action, State.REFUSED, error=refusal, now=now)
    elif action.kind is Kind.CALLS and (action.dry or mode is Mode.DRY_RUN):
        await close(session, action, State.DRY, now=now)
    else:
        return True
    return False


async def _deciding(session: AsyncSession, action: HomeAction, mode: Mode) -> list[UUID]:
    """Return the rules that allow an action now, or raise what refuses it."""
    if mode is Mode.OFF:
        raise HomeIsOff
    house, allowed = await read_part(session, action.entity_ids), await read_rules(session)
    if action.kind is not Kind.CALLS:
        for entity_id in action.entity_ids:
            reachable(entity_id, house, allowed)
        return []
    if mode is Mode.READ_ONLY and not action.dry:
        raise HomeIsReadOnly
    plan = make_plan([one.call for one in asked(action.calls)], house, allowed)
    require_consent(plan, action)
    return [step.rule for step in plan.steps]


async def _end(
    session: AsyncSession,
    action_id: UUID,
    state: State,
    *,
    now: datetime,
    error: str | None = None,
    result: Json | None = None,
) -> None:
    """End an action that is being sent; one that has ended stays as it is."""
    action = await session.scalar(select(HomeAction).where(HomeAction.id == action_id).with_for_update())
    if action is not None and action.state not in ENDED:
        await close(session, action, state, error=error, result=result, now=now)


def _result(came: Came) -> Json:
    return {
        "entity_id": came.entity_id,
        "service": came.service,
        "confirmed": came.confirmed,
        "before": came.before,
        "after": came.after,
        "context_id": came.context_id,
        "latency_ms": came.latency_ms,
        "error": came.error,
    }
