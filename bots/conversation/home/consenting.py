"""The buttons below a plan and below an answer: yes, no, the code, undo, again, more of the area."""

from pydantic import SecretStr

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.home import cards
from bots.conversation.home.guard import on_record, request_of
from bots.conversation.home.looking import area_card
from bots.conversation.replies import Field, Form, Reply
from bots.conversation.turns import Context
from core.home import pins
from core.home.asking import propose
from core.home.catalogue import read_house
from core.home.consenting import confirm, decline
from core.home.models import HomeAction
from core.home.requests import ActionNotFound, CodeNeeded, Consent, Request
from core.home.rules import Call, read_rules, seen_house
from core.home.undoing import calls_back, undoable

_CODE_LENGTH = 10
_NO_PIN = "-"  # what stands for nothing where nothing can't be written


@on_record("confirm")
async def press_yes(context: Context, action: Action) -> Reply:
    """Confirm, or ask for the code first."""
    try:
        return await _confirm(context, action, {})
    except CodeNeeded as needed:
        asked = await _asked(context, action)
        asked.message_id = context.turn.message_id  # the card itself becomes the answer
        name = str(Action("homecode", action.subject, action.detail))
        return Reply(form=Form(context.say.gettext("Confirm"), name, _fields(context, needed)))


@on_record("confirm")
async def submit_code(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Confirm with the codes that were asked for."""
    return await _confirm(context, action, fields)


@on_record("decline")
async def press_no(context: Context, action: Action) -> Reply:
    """Let it be."""
    if action.subject is None:
        raise ActionNotFound
    await decline(context.session, context.person, action.subject, now=context.now)
    return Reply(text=context.say.gettext("All right, I leave it as it is."), in_place=True)


@on_record("undo")
async def undo(context: Context, _options: Options) -> Reply:
    """Take back the latest."""
    return await _undo(context, await undoable(context.session, context.person, now=context.now))


@on_record("undo")
async def press_undo(context: Context, action: Action) -> Reply:
    """Take back what an answer is about."""
    if action.subject is None:
        raise ActionNotFound
    found = await undoable(context.session, context.person, which=action.subject, now=context.now)
    return await _undo(context, found)


@on_record("toggle")
async def press_again(context: Context, action: Action) -> Reply:
    """Toggle what an answer is about; it passes all rules anew."""
    asked = await _asked(context, action)
    calls = [Call(entity_id, "toggle", {}) for entity_id in asked.entity_ids]
    request = await request_of(context, f"toggle: {asked.title}"[:200])
    return cards.proposed(
        context, await propose(context.session, context.person, calls, request=request, now=context.now)
    )


@on_record("status")
async def press_area(context: Context, action: Action) -> Reply:
    """Show the rest of the area that an answer is about."""
    asked = await _asked(context, action)
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    entity = house.entities.get(asked.entity_ids[0]) if asked.entity_ids else None
    if entity is None or entity.area is None:
        raise ActionNotFound
    return area_card(context, house, entity.area)


async def _asked(context: Context, action: Action) -> HomeAction:
    """Return an action of the person's own; another admin has buttons of their own."""
    found = await context.session.get(HomeAction, action.subject) if action.subject else None
    if found is None or found.user_id != context.person.id:
        raise ActionNotFound
    return found


def _fields(context: Context, needed: CodeNeeded) -> tuple[Field, ...]:
    """Ask for the authenticator's code, and for that of the alarm or lock itself."""
    say, fields = context.say, []
    if needed.needs_code:
        label = say.gettext("Code from your authenticator")
        fields.append(Field("code", label, most=_CODE_LENGTH, long=False, secret=True))
    if needed.pinned is not None:
        label = say.gettext("Code of “{name}”", name=needed.pinned)
        fields.append(Field("pin", label, most=pins.MOST, long=False, secret=True, required=False))
    return tuple(fields)


async def _confirm(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Confirm, with what was filled in; nothing where the button itself was pressed."""
    if action.subject is None:
        raise ActionNotFound
    turn = context.turn
    code = fields.get("code", "")[:_CODE_LENGTH] if fields else None
    pin = SecretStr("" if fields.get("pin") == _NO_PIN else fields.get("pin", "")) if fields else None
    confirmed = await confirm(
        context.session,
        context.person,
        action.subject,
        consent=Consent(action.detail, turn.platform, turn.channel_id, code, pin),
        key=context.keys.signing,
        sealing=context.keys.sealing,
        now=context.now,
    )
    if not fields:
        confirmed.message_id = turn.message_id
    return Reply(text=context.say.gettext("On its way…"), in_place=not fields, private=bool(fields))


async def _undo(context: Context, action: HomeAction) -> Reply:
    house = await read_house(context.session)
    calls = calls_back(action, house.entities)
    base = await request_of(context, f"undo: {action.title}"[:200])
    request = Request(base.key, base.address, base.title, undoes=action.id)
    return cards.proposed(
        context, await propose(context.session, context.person, calls, request=request, now=context.now)
    )
