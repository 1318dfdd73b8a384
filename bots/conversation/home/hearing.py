"""Plain words to the house in a private chat: shown as a plan before anything is done (H10), and a prompt in doubt."""

from dataclasses import replace

from bots.conversation import consent
from bots.conversation.doors import require_open
from bots.conversation.home import wishes
from bots.conversation.home.guard import on_record
from bots.conversation.home.wishes import Wish
from bots.conversation.replies import Reply
from bots.conversation.turns import Context
from core.home import grammar
from core.home.asking import bridge_of
from core.home.catalogue import read_house
from core.home.naming import NothingCalledSo, find
from core.home.rules import read_rules, seen_house
from core.home.states import Mode
from core.rights.consents import Request
from core.roles import Permission, may

_COMMAND = "home do"


async def hear(context: Context, words: str) -> Reply | None:
    """Return the plan that an admin's words come to; None where they are for somebody else, or a prompt.

    Taken are only words that name something of the house exactly; the plan always asks for a yes.
    """
    if context.turn.space_id is not None or not may(context.person.role, Permission.HOME):
        return None
    heard = grammar.read(words) if len(words) <= grammar.LONGEST else None
    if heard is None or not await _names_something(context, heard):
        return None
    require_open(context, _COMMAND)
    if await consent.is_unknown(context):
        return await consent.put_aside(context, Request(_COMMAND, {"words": words}))
    return replace(await _plan(context, heard), private=True)


async def _names_something(context: Context, heard: grammar.Wish) -> bool:
    bridge = await bridge_of(context.session)
    if bridge is None or bridge.mode is Mode.OFF:
        return False
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    try:
        find(heard.name, house, able=_wish(heard).can, guesses=False)
    except NothingCalledSo:
        return False
    return True


@on_record("do")
async def _plan(context: Context, heard: grammar.Wish) -> Reply:
    return await wishes.meet(context, heard.name, _wish(heard))


def _wish(heard: grammar.Wish) -> Wish:
    values = {heard.setting.value if heard.setting else "": heard.value} if heard.value else {}
    return Wish(heard.verb, values, shown=True)
