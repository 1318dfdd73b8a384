"""Every attempt on record (H9): what somebody meant to do, before it is done, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.chain import Value
from core.audit.service import record
from core.clock import new_id
from core.db import Json
from core.home.models import HomeAction
from core.home.states import State

INTENT, OUTCOME = "home.intent", "home.outcome"


async def note_intent(session: AsyncSession, action: HomeAction, *, rules: Sequence[UUID] = (), now: datetime) -> None:
    """Record what an action is about to do; committed before anything is sent, so no entry means no action."""
    meant: Value = {
        "kind": action.kind_name,
        "calls": [_call(call) for call in action.calls],
        "entities": list(action.entity_ids),
        "risk": action.risk.name.lower(),
        "dry": action.dry,
        "rules": [str(rule) for rule in dict.fromkeys(rules)],
    }
    old: Value = {str(call["entity_id"]): str(call["state"]) for call in action.calls}
    await record(session, action.user_id, INTENT, _named(action.id), old=old, new=meant, origin=action.origin, now=now)


async def note_outcome(session: AsyncSession, action: HomeAction, *, now: datetime) -> None:
    """Record what came of an action, from its row: for each entity before, after, context id and latency."""
    came: Value = {"state": action.state_name, "error": action.error, "result": action.result}
    await record(session, action.user_id, OUTCOME, _named(action.id), new=came, origin=action.origin, now=now)


async def note_refusal(
    session: AsyncSession,
    user_id: UUID,
    *,
    command: str,
    code: str,
    entity_ids: Sequence[str],
    origin: str,
    now: datetime,
) -> None:
    """Record an attempt that was refused before it became an action; what was typed is not kept, it may be personal."""
    name = _named(new_id())
    meant: Value = {"command": command, "entities": list(entity_ids)}
    await record(session, user_id, INTENT, name, new=meant, origin=origin, now=now)
    came: Value = {"state": State.REFUSED.value, "error": code}
    await record(session, user_id, OUTCOME, name, new=came, origin=origin, now=now)


def _named(action_id: UUID) -> str:
    return f"home-action:{action_id}"


def _call(call: Json) -> Value:
    return {name: call[name] for name in ("entity_id", "service", "data")}
