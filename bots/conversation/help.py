"""Finding one's way: ``/help``, ``/about`` and the first greeting."""

from collections.abc import Callable, Iterable

from bots.conversation.declaration import Command, Group, Handler, Options
from bots.conversation.folding import fold
from bots.conversation.options import choice_word, option_word
from bots.conversation.replies import Button, Reply
from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.i18n import LOCALES, N_, Translator, translator
from core.roles import may

Entries = Callable[[], Iterable[tuple[Command | Group, tuple[Command, ...]]]]


class UnknownCommand(DomainError):
    """No such command."""

    refusal = Refusal.INVALID
    code = "unknown-command"
    msgid = N_("I don't know this command. /help lists what I can do.")


def make_help(entries: Entries) -> Handler:
    """Return the handler of ``/help`` over what stands behind the slash."""

    async def help_(context: Context, options: Options) -> Reply:
        """List the commands that the person may use, or explain one."""
        wanted = fold(str(options.get("command") or "").strip().removeprefix("/")).split()
        if wanted:
            return explained(context, [members for entry, members in entries() if wanted[0] in _spellings(entry)])
        say = context.say
        lines = tuple(
            f"/{say.pgettext('command', entry.name)} — {say.gettext(entry.description)}"
            for entry, members in entries()
            if _allowed(context, members)
        )
        text = say.gettext("I draw what you describe. Try: /draw a fox reading under a tree at night")
        return Reply(text=text, lines=lines, private=True)

    return help_


def explained(context: Context, found: list[tuple[Command, ...]]) -> Reply:
    """Explain the commands behind one word, each with its options.

    Raises:
        UnknownCommand: there are none, or none that the person may use.
    """
    allowed = [command for members in found for command in _allowed(context, members)]
    if not allowed:
        raise UnknownCommand
    say = context.say
    first = allowed[0]
    if first.group is None:
        return Reply(text=_explained(say, first), lines=_options(say, first), small=_typed(say, first), private=True)
    text = f"/{say.pgettext('command', first.group.name)} — {say.gettext(first.group.description)}"
    return Reply(text=text, lines=tuple(_explained(say, command) for command in allowed), private=True)


def _allowed(context: Context, members: Iterable[Command]) -> list[Command]:
    return [command for command in members if may(context.person.role, command.permission)]


def _explained(say: Translator, command: Command) -> str:
    """Return how a command is written (its words, what must follow and what may) and what it does."""
    words = [say.pgettext("command", command.group.name)] if command.group else []
    words.append(say.pgettext("command", command.name))
    for option in command.options:
        name = say.pgettext("option", option.name)
        words.append(f"<{name}>" if option.required else f"[{name}]")
    return f"/{' '.join(words)} — {say.gettext(command.description)}"


def _options(say: Translator, command: Command) -> tuple[str, ...]:
    """Return a line for each option, with what can be chosen."""
    lines = []
    for option in command.options:
        choices = ", ".join(choice_word(option, choice, say) for choice in option.choices)
        bounds = f"{option.least}–{option.most}" if option.least is not None and option.most is not None else ""
        known = f" ({choices or bounds})" if choices or bounds else ""
        lines.append(f"{say.pgettext('option', option.name)}: {say.gettext(option.description)}{known}")
    return tuple(lines)


def _typed(say: Translator, command: Command) -> str:
    """Say how options are typed, where there is one to show it with."""
    shown = next((option for option in command.options if option.choices and not option.required), None)
    if shown is None:
        return ""
    example = f"--{option_word(shown, say)} {choice_word(shown, shown.choices[0], say)}"
    return say.gettext("Typed, options stand anywhere in the line: {example}", example=example)


def _spellings(entry: Command | Group) -> set[str]:
    names = {translator(locale).pgettext("command", entry.name) for locale in LOCALES}
    return {fold(name) for name in (entry.name, *names)}


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
