"""The notice on first use: shown before the first thing is made, with one button that also goes on with it."""

from collections.abc import Awaitable, Callable
from types import MappingProxyType

from bots.conversation.actions import Action
from bots.conversation.declaration import Command, Feature, Options
from bots.conversation.replies import Button, Reply, Tone
from bots.conversation.turns import Context
from core.rights import consents
from core.rights.consents import Manner, Request
from core.rights.notice import ABOUT, kept
from core.roles import Permission

BUTTON = "button"  # what stands in place of a command where a button waits
Perform = Callable[[Context, Request], Awaitable[Reply]]


async def is_due(context: Context, command: Command) -> bool:
    """Tell whether a command has to wait for the notice: looking around and one's rights never do."""
    return command.permission is not Permission.LOOK and await is_unknown(context)


async def is_unknown(context: Context) -> bool:
    """Tell whether the person has yet to agree to the notice."""
    return context.setting.asks_consent and not await consents.has_agreed(context.session, context.person.id)


async def ask(context: Context, command: Command, options: Options) -> Reply:
    """Show the notice and put the command aside."""
    return await put_aside(context, Request(command.key, dict(options)))


async def ask_for_button(context: Context, action: str) -> Reply:
    """Show the notice and put the button's press aside."""
    return await put_aside(context, Request(BUTTON, {"action": action}))


async def put_aside(context: Context, request: Request) -> Reply:
    """Show the notice and put a request aside."""
    await consents.put_aside(context.session, context.person.id, request, now=context.now)
    return notice(context, and_goes_on=True)


def notice(context: Context, *, and_goes_on: bool) -> Reply:
    """Return the notice with its button."""
    say = context.say
    label = say.gettext("Fine, go on") if and_goes_on else say.gettext("Fine")
    buttons = (
        Button(label, str(Action("agree", None, str(consents.NOTICE_VERSION))), "✅", Tone.STRONG),
        Button(say.gettext("Read it all"), url=f"{context.setting.public_url}/legal/privacy", emoji="📄"),
    )
    return Reply(text=say.gettext(ABOUT), lines=kept(say), rows=(buttons,), private=True)


async def note_shown(context: Context) -> Reply | None:
    """Return the notice where nobody has to agree (one's own terminal), once; None when it is known."""
    if await consents.has_agreed(context.session, context.person.id):
        return None
    await _agree(context, Manner.SHOWN)
    say = context.say
    return Reply(text=say.gettext(ABOUT), lines=kept(say), small=say.gettext("/privacy has the rest."))


def make_agree(perform: Perform) -> Callable[[Context, Action], Awaitable[Reply]]:
    """Return what the notice's button does; ``perform`` carries out the command that waited."""

    async def agree(context: Context, action: Action) -> Reply:
        """Write the consent down and go on with what was asked."""
        if action.detail != str(consents.NOTICE_VERSION):
            return notice(context, and_goes_on=True)
        await _agree(context, Manner.AGREED)
        request = await consents.take_up(context.session, context.person.id)
        if request is None:
            return Reply(text=context.say.gettext("Thank you. What shall I draw?"), private=True, in_place=True)
        return await perform(context, request)

    return agree


async def _agree(context: Context, manner: Manner) -> None:
    await consents.agree(
        context.session,
        context.person.id,
        platform=context.turn.platform,
        locale=context.say.locale,
        manner=manner,
        now=context.now,
    )


def consent_feature(perform: Perform) -> Feature:
    """Return what the notice adds to the conversation."""
    return Feature(presses=MappingProxyType({"agree": make_agree(perform)}))
