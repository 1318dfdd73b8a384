"""What was done in the house (``/home log``), and being told of what will be (``/home watch``)."""

import re
from collections.abc import Mapping
from datetime import time, timedelta
from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.home.guard import on_record
from bots.conversation.home.outcomes import Surroundings, history
from bots.conversation.replies import Button, Reply
from bots.conversation.turns import Context
from core.audit.queries import Filter, Seen, entries
from core.errors import DomainError, Refusal
from core.home import watches
from core.home.asking import bridge_of
from core.home.catalogue import read_house
from core.home.models import HomeAction
from core.home.naming import find
from core.home.records import INTENT
from core.home.requests import ActionNotFound
from core.home.rules import read_rules, seen_house
from core.home.watching import zone_of
from core.i18n import N_
from core.users import queries as users

_PAGE = 12
_LAST = 2**62  # what a button says may be anything, the database counts in 63 bits
_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?", re.ASCII)
_MOST_HOURS = 24 * 400
_LATEST_HOUR, _LATEST_MINUTE = 23, 59


class QuietHoursUnclear(DomainError):
    """Not two times of a day."""

    refusal = Refusal.INVALID
    code = "home-quiet-hours"
    msgid = N_("I don't understand the quiet hours “{given}”. Write them like this: 22-7 or 22:30-6:45.")


class PersonUnclear(DomainError):
    """Nobody, or several."""

    refusal = Refusal.NOT_FOUND
    code = "home-log-person"
    msgid = N_("I know nobody, or several people, called “{name}”.")


@on_record("log")
async def log(context: Context, options: Options) -> Reply:
    """Show what was tried and what came of it, newest first."""
    name = str(options.get("person") or "").strip()
    user_id = None
    if name:
        found = await users.by_name(context.session, name)
        if len(found) != 1:
            raise PersonUnclear(name=name[:60])
        user_id = found[0].id
    hours = cast("int | None", options.get("hours"))
    since = context.now - timedelta(hours=min(hours, _MOST_HOURS)) if hours else None
    return await _page(context, Filter("home", user_id=user_id, since=since), before=None)


@on_record("log")
async def press_older(context: Context, action: Action) -> Reply:
    """Turn the page; the detail is the last number, and the hours that were asked for."""
    before, _, hours = action.detail.partition("-")
    since = context.now - timedelta(hours=min(int(hours), _MOST_HOURS)) if hours else None
    shown = await _page(context, Filter("home", user_id=action.subject, since=since), before=min(int(before), _LAST))
    return Reply(text=shown.text, lines=shown.lines, rows=shown.rows, private=True, in_place=True)


@on_record("watch")
async def watch(context: Context, options: Options) -> Reply:
    """Tell this chat when something changes, or list what it is told of."""
    say = context.say
    name = str(options.get("name") or "").strip()
    if not name:
        return await _watched(context)
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    meant = find(name, house)
    entity = meant.choices[0].entities[0]
    if not meant.is_clear or meant.choices[0].is_group:
        known = ", ".join(choice.entities[0].entity_id for choice in meant.choices)
        return Reply(text=say.gettext("Which one do you mean? {known}", known=known[:500]), private=True)
    place = watches.Place(context.turn.platform, context.turn.channel_id, say.locale)
    if options.get("stop") == "yes":
        await watches.stop(context.session, context.person, entity.entity_id, place=place)
        return Reply(text=say.gettext("I no longer tell you about {name}.", name=entity.name))
    quiet = quiet_hours(str(options.get("quiet") or ""))
    await watches.begin(context.session, context.person, entity, place=place, quiet=quiet, now=context.now)
    return Reply(text=say.gettext("I tell this chat when {name} changes.", name=entity.name))


@on_record("history")
async def press_theme(context: Context, action: Action) -> Reply:
    """Draw a history in the other colours."""
    found = await context.session.get(HomeAction, action.subject) if action.subject else None
    if found is None or found.user_id != context.person.id or "history" not in (found.result or {}):
        raise ActionNotFound
    around = await surroundings(context, found)
    drawn = history(context.say, found, around, theme="dark" if action.detail == "dark" else "light")
    return Reply(text=drawn.text, lines=drawn.lines, pictures=drawn.pictures, rows=drawn.rows, in_place=True)


async def surroundings(context: Context, action: HomeAction) -> Surroundings:
    """Return what an answer needs besides its row."""
    house = await read_house(context.session)
    entity = house.entities.get(action.entity_ids[0])
    zone = zone_of(await bridge_of(context.session))
    return Surroundings(None, zone, entity.name if entity else action.entity_ids[0], entity.domain if entity else "")


def quiet_hours(given: str) -> tuple[time, time] | None:
    """Return two times of a day, None where none are given.

    Raises:
        QuietHoursUnclear: they can't be read.
    """
    if not given.strip():
        return None
    found = _HOURS.fullmatch(given.strip())
    if found is None:
        raise QuietHoursUnclear(given=given[:40])
    numbers = [int(part or 0) for part in found.groups()]
    if max(numbers[0], numbers[2]) > _LATEST_HOUR or max(numbers[1], numbers[3]) > _LATEST_MINUTE:
        raise QuietHoursUnclear(given=given[:40])
    return time(numbers[0], numbers[1]), time(numbers[2], numbers[3])


async def _watched(context: Context) -> Reply:
    say = context.say
    place = watches.Place(context.turn.platform, context.turn.channel_id, say.locale)
    found = await watches.here(context.session, place)
    lines = tuple(
        f"{one.entity_id}"
        + (f" ({one.quiet_from:%H:%M}–{one.quiet_until:%H:%M})" if one.quiet_from and one.quiet_until else "")
        for one in found
    )
    text = say.gettext("This chat is told about:") if found else say.gettext("This chat is told about nothing yet.")
    return Reply(text=text, lines=lines, private=True)


async def _page(context: Context, wanted: Filter, *, before: int | None) -> Reply:
    say = context.say
    found = await entries(context.session, wanted, limit=_PAGE + 1, before=before)
    if not found:
        return Reply(text=say.gettext("Nothing is on record."), private=True)
    names = {}
    for user_id in {seen.user_id for seen in found if seen.user_id}:
        user = await users.by_id(context.session, user_id)
        names[user_id] = user.name if user else "?"
    lines = tuple(_line(context, seen, names.get(seen.user_id, "–") if seen.user_id else "–") for seen in found[:_PAGE])
    rows: tuple[tuple[Button, ...], ...] = ()
    if len(found) > _PAGE:
        hours = round((context.now - wanted.since).total_seconds() / 3600) if wanted.since else None
        detail = f"{found[_PAGE - 1].seq}" + (f"-{hours}" if hours else "")
        rows = ((Button(say.gettext("Older"), str(Action("homeolder", wanted.user_id, detail)), "➡️"),),)
    return Reply(
        text=say.gettext("What was tried in the house, newest first (UTC):"), lines=lines, rows=rows, private=True
    )


def _line(context: Context, seen: Seen, name: str) -> str:
    told = seen.new if isinstance(seen.new, dict) else {}
    if seen.action == INTENT:
        calls = told.get("calls")
        what = _calls(calls) if isinstance(calls, list) and calls else _question(told)
        mark = "→"
    else:
        what = " ".join(str(part) for part in (told.get("state"), told.get("error")) if part) or seen.action
        mark = "•"
    return f"{seen.seq}. {context.say.moment(seen.at)} {name} {mark} {what}"[:300]


def _question(told: Mapping[str, object]) -> str:
    """Return what was asked of a thing without switching it, or the command that came to nothing."""
    entities = told.get("entities")
    about = ", ".join(map(str, entities[:3])) if isinstance(entities, list) else ""
    return f"{told.get('command') or told.get('kind') or ''} {about}".strip()


def _calls(calls: list[object]) -> str:
    parts = [f"{call.get('service')} {call.get('entity_id')}" for call in calls if isinstance(call, dict)]
    return ", ".join(parts[:3]) + (" …" if len(parts) > 3 else "")  # noqa: PLR2004 - one line a entry
