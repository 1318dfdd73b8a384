"""Finding one's way: ``/help``, ``/about`` and the first greeting."""

from collections.abc import Callable, Sequence

from bots.conversation.declaration import Command, Handler, Options
from bots.conversation.replies import Button, Reply
from bots.conversation.turns import Context
from core.roles import may


def make_help(commands: Callable[[], Sequence[Command]]) -> Handler:
    """Return the handler of ``/help`` over the commands that there are."""

    async def help_(context: Context, _options: Options) -> Reply:
        """List the commands that the person may use."""
        say = context.say
        lines = tuple(
            f"/{say.pgettext('command', command.name)} — {say.gettext(command.description)}"
            for command in commands()
            if may(context.person.role, command.permission)
        )
        text = say.gettext("I draw what you describe. Try: /draw a fox reading under a tree at night")
        return Reply(text=text, lines=lines, private=True)

    return help_


async def about(context: Context, _options: Options) -> Reply:
    """Say what this is, that pictures are made by a machine, and where the gallery is."""
    say = context.say
    lines = (
        say.gettext("Pictures are made by a computer program and carry a mark that says so."),
        say.gettext("Your pictures are private unless you publish them."),
        say.gettext("Free software under the AGPL-3.0-or-later."),
    )
    gallery = Button(say.gettext("Gallery"), url=context.setting.public_url, emoji="🖼️")
    text = say.gettext("Inkhearth is a creation assistant for a community and a home.")
    return Reply(text=text, lines=lines, rows=((gallery,),), private=True)
