"""Saying yes or no to what was shown: by the same person, in the same chat, once, within a minute."""

from datetime import datetime
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from core.home import pins
from core.home.asking import permitted_mode, send
from core.home.catalogue import read_house
from core.home.codes import require_code
from core.home.confirmations import mark_fits
from core.home.limits import require_calm
from core.home.models import HomeAction
from core.home.plans import Plan, asked, make_plan
from core.home.records import note_intent
from core.home.requests import (
    ActionNotFound,
    AlreadyAnswered,
    CodeNeeded,
    ConfirmationExpired,
    Consent,
    HouseChanged,
)
from core.home.rules import read_rules
from core.home.sending import close
from core.home.states import State
from core.roles import Permission, require
from core.sealing import Sealing
from core.users.models import User


async def confirm(
    session: AsyncSession,
    person: User,
    action_id: UUID,
    *,
    consent: Consent,
    key: SecretStr,
    sealing: Sealing,
    now: datetime,
) -> HomeAction:
    """Say yes to an action, once; the house is looked at again first. Commit also what is refused: codes are counted.

    Raises:
        NotAllowed, ActionNotFound, AlreadyAnswered, ConfirmationExpired: it is not this person's to confirm, or late.
        CodeNeeded, CodeWrong, CodeLocked: the second factor, or the thing's own code.
        HouseChanged: something is no longer as it was shown; the action ends.
        HomeIsOff, BridgeAway, TooFast …: as in ``propose``.
    """
    require(person.role, Permission.HOME)
    action = await _own(session, person, action_id, consent=consent, key=key, now=now)
    await permitted_mode(session, dry=False, now=now)
    plan = await _unchanged(session, action, now)
    await _take_codes(session, person, action, plan=plan, consent=consent, sealing=sealing, now=now)
    await require_calm(session, person.id, entity_ids=plan.entity_ids, risk=plan.risk, dry=False, now=now)
    action.confirmed_at = now
    send(session, action, now)
    await session.flush()
    return action


async def decline(session: AsyncSession, person: User, action_id: UUID, *, now: datetime) -> None:
    """Say no to an action that waits for a yes.

    Raises:
        ActionNotFound, AlreadyAnswered: there is nothing of this person's to say no to.
    """
    action = await session.get(HomeAction, action_id, with_for_update=True, populate_existing=True)
    if action is None or action.user_id != person.id:
        raise ActionNotFound
    if action.state is not State.ASKED:
        raise AlreadyAnswered
    await note_intent(session, action, now=now)
    await close(session, action, State.REFUSED, error="home-declined", told=False, now=now)


async def _own(
    session: AsyncSession, person: User, action_id: UUID, *, consent: Consent, key: SecretStr, now: datetime
) -> HomeAction:
    """Return a person's own waiting action, locked, if the mark on the button is the one that we gave out."""
    action = await session.get(HomeAction, action_id, with_for_update=True, populate_existing=True)
    if action is None or action.user_id != person.id:
        raise ActionNotFound
    if (action.platform, action.channel_id) != (consent.platform.value, consent.channel_id):
        raise ActionNotFound
    if action.state is State.EXPIRED:
        raise ConfirmationExpired
    if action.state is not State.ASKED:
        raise AlreadyAnswered
    if not mark_fits(consent.mark, action, key):
        raise ActionNotFound
    if action.expires_at <= now:
        raise ConfirmationExpired
    return action


async def _take_codes(
    session: AsyncSession,
    person: User,
    action: HomeAction,
    *,
    plan: Plan,
    consent: Consent,
    sealing: Sealing,
    now: datetime,
) -> None:
    """Take the authenticator's code, and seal the thing's own for the bridge."""
    if (plan.needs_code and consent.code is None) or (plan.pinned is not None and consent.pin is None):
        raise CodeNeeded(needs_code=plan.needs_code, pinned=plan.pinned)
    if plan.needs_code:
        await require_code(session, person, consent.code or "", sealing=sealing, now=now)
        action.coded_at = now
    if plan.pinned is not None and consent.pin is not None:
        action.sealed_pin = pins.sealed(sealing, action.id, consent.pin)


async def _unchanged(session: AsyncSession, action: HomeAction, now: datetime) -> Plan:
    """Decide on an action again as the house is now; what is no longer as it was shown ends the action."""
    house, rules = await read_house(session), await read_rules(session)
    shown = asked(action.calls)
    plan = make_plan([one.call for one in shown], house, rules)
    for step, before in zip(plan.steps, shown, strict=True):
        if step.before.state != before.before.state or step.name != before.name:
            await note_intent(session, action, now=now)
            await close(session, action, State.REFUSED, error=HouseChanged.code, told=False, now=now)
            raise HouseChanged(name=step.name)
    return plan
