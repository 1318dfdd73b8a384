"""Who may speak to the house, asked at every command and every press; what is refused is on record as well (H3, H9)."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from bots.conversation.replies import Reply
from bots.conversation.turns import Context
from core.errors import DomainError
from core.home.asking import is_discreet
from core.home.records import note_refusal
from core.home.requests import Address, Request
from core.roles import Permission, require

P = ParamSpec("P")
Spoken = Callable[Concatenate[Context, P], Coroutine[Any, Any, Reply]]


def on_record(command: str) -> Callable[[Spoken[P]], Spoken[P]]:
    """Let only admins through, and answer a refusal instead of raising it, so that its record is kept."""

    def wrap(handler: Spoken[P]) -> Spoken[P]:
        @wraps(handler)
        async def guarded(context: Context, /, *given: P.args, **named: P.kwargs) -> Reply:
            try:
                require(context.person.role, Permission.HOME, closed=context.closed)
                return await handler(context, *given, **named)
            except DomainError as refusal:
                await note_refusal(
                    context.session,
                    context.person.id,
                    command=command,
                    code=refusal.code,
                    entity_ids=(),
                    origin=context.turn.platform.value,
                    now=context.now,
                )
                return Reply(text=context.say.error(refusal), private=True)

        return guarded

    return wrap


async def request_of(context: Context, title: str, *, dry: bool = False, shown: bool = False) -> Request:
    """Return what comes with a wish that is spoken in this turn."""
    turn = context.turn
    discreet = turn.space_id is None or await is_discreet(context.session, turn.platform, turn.channel_id)
    address = Address(turn.platform, turn.channel_id, context.say.locale, discreet)
    return Request(turn.key, address, title[:200], dry=dry, shown=shown)
