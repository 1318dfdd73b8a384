"""What runs and what was done: ``/admin engines``, ``/admin audit``."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from bots.conversation.actions import Action
from bots.conversation.administration.people import find_person
from bots.conversation.declaration import Options
from bots.conversation.replies import Button, Reply
from bots.conversation.turns import Context
from core.audit.areas import AREAS
from core.audit.queries import Filter, Seen, entries
from core.jobs import queries as jobs
from core.jobs.models import Job
from core.jobs.states import State
from core.roles import Permission, require
from core.users.models import User

_CODES = {area: str(number) for number, area in enumerate(AREAS)}
_PAGE = 10
_LONGEST = 60


async def engines(context: Context, _options: Options) -> Reply:
    """List the workers with their models, and how much waits."""
    require(context.person.role, Permission.MANAGE_USERS)
    say, session = context.say, context.session
    awake = {card.name for card in await jobs.workers(session, now=context.now, awake=True)}
    lines = []
    for card in await jobs.workers(session, now=context.now, awake=False):
        state = say.gettext("awake") if card.name in awake else say.gettext("asleep")
        models = ", ".join(model.title or model.name for model in card.models)
        mark = "🟢" if card.name in awake else "⚪"
        lines.append(f"{mark} {card.name}: {state} · {models}")
    waiting = await session.scalar(select(func.count(Job.id)).where(Job.state_name == State.QUEUED.value)) or 0
    text = say.ngettext("{number} job waits.", "{number} jobs wait.", waiting, number=waiting)
    nobody = say.gettext("No worker has announced itself yet.")
    return Reply(text=text, lines=tuple(lines) or (nobody,), private=True)


async def audit(context: Context, options: Options) -> Reply:
    """Show what was done, newest first, of one area or one person if named."""
    require(context.person.role, Permission.MANAGE_USERS)
    person = cast("str | None", options.get("person"))
    user_id = (await find_person(context, person)).id if person else None
    return await _page(context, str(options.get("area") or ""), user_id, before=None)


async def press_audit(context: Context, action: Action) -> Reply:
    """Turn the page: the subject is the person asked about, the detail ``number.area``."""
    require(context.person.role, Permission.MANAGE_USERS)
    number, _, code = action.detail.partition(".")
    area = next((area for area, known in _CODES.items() if known == code), "")
    return replace(await _page(context, area, action.subject, before=int(number)), in_place=True)


async def _page(context: Context, area: str, user_id: UUID | None, *, before: int | None) -> Reply:
    say = context.say
    wanted = Filter(area=area if area in AREAS else "", user_id=user_id)
    found = await entries(context.session, wanted, limit=_PAGE + 1, before=before)
    page = found[:_PAGE]
    names = await _names(context, page)
    lines = tuple(_line(context, seen, names) for seen in page)
    more: tuple[tuple[Button, ...], ...] = ()
    if len(found) > _PAGE:
        older = Action("audit", user_id, f"{page[-1].seq}.{_CODES.get(wanted.area, '')}".rstrip("."))
        more = ((Button(say.gettext("Older"), str(older), "➡️"),),)
    text = say.gettext("What was done, newest first:") if page else say.gettext("Nothing is on record.")
    return Reply(text=text, lines=lines, rows=more, private=True)


async def _names(context: Context, page: Sequence[Seen]) -> dict[str, str]:
    """Return the names of the people that a page speaks of, by id."""
    ids = {str(seen.user_id) for seen in page if seen.user_id}
    ids |= {seen.resource.partition(":")[2] for seen in page if seen.resource.startswith("user:")}
    known = [UUID(text) for text in ids if _is_id(text)]
    rows = await context.session.execute(select(User.id, User.name).where(User.id.in_(known)))
    return {str(user_id): name for user_id, name in rows}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _line(context: Context, seen: Seen, names: dict[str, str]) -> str:
    say = context.say
    actor = names.get(str(seen.user_id)) if seen.user_id else None
    kind, _, name = seen.resource.partition(":")
    target = names.get(name, seen.resource) if kind == "user" else seen.resource
    changed = " → ".join(_brief(value) for value in _values(seen))
    parts = [say.moment(seen.at), actor or "⚙️", seen.action, target, changed]
    return " · ".join(part for part in parts if part)


def _values(seen: Seen) -> Iterable[object]:
    return [value for value in (seen.old, seen.new) if value is not None]


def _brief(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
