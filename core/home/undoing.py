"""Taking back the last thing that somebody did (H11): for two minutes, to how it was remembered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.errors import DomainError, Refusal
from core.home.catalogue import Entity
from core.home.effects import Snap, undoing
from core.home.models import HomeAction
from core.home.rules import Call
from core.home.states import Kind, Risk, State
from core.i18n import N_
from core.users.models import User

UNDO_WITHIN = timedelta(minutes=2)
_SENT = (State.DONE.value, State.UNCONFIRMED.value)


class NothingToUndo(DomainError):
    """Nothing of the person's in the last two minutes that can be taken back."""

    refusal = Refusal.NOT_FOUND
    code = "home-nothing-to-undo"
    msgid = N_("There is nothing to undo. I can take back lights, blinds, heating and the like for two minutes.")


async def undoable(session: AsyncSession, person: User, *, which: UUID | None = None, now: datetime) -> HomeAction:
    """Return the action to take back: a given one, or the person's latest.

    Raises:
        NothingToUndo: it is not theirs, too old, of high risk, was never sent or is taken back already.
    """
    again = aliased(HomeAction)
    query = (
        select(HomeAction)
        .where(
            HomeAction.user_id == person.id,
            HomeAction.kind_name == Kind.CALLS.value,
            HomeAction.state_name.in_(_SENT),
            HomeAction.undoes_id.is_(None),
            HomeAction.risk_level < Risk.HIGH.value,
            HomeAction.finished_at > now - UNDO_WITHIN,
            ~exists().where(again.undoes_id == HomeAction.id, again.ready_at.is_not(None)),
        )
        .order_by(HomeAction.id.desc())
        .limit(1)
    )
    if which is not None:
        query = query.where(HomeAction.id == which)
    found = await session.scalar(query)
    if found is None:
        raise NothingToUndo
    return found


def calls_back(action: HomeAction, entities: Mapping[str, Entity]) -> list[Call]:
    """Return the calls that restore what the bridge read before it acted.

    Raises:
        NothingToUndo: scenes and scripts, and what was unavailable, can't be restored.
    """
    remembered: dict[str, Snap] = {}
    for row in (action.result or {}).get("calls", []):
        before = row["before"]
        remembered.setdefault(row["entity_id"], Snap(before["state"], before.get("attributes", {})))
    calls = [
        call
        for entity_id, before in remembered.items()
        if entity_id in entities
        for call in undoing(entities[entity_id], before)
    ]
    if not calls:
        raise NothingToUndo
    return calls
