"""The list of commands that Telegram offers behind "/", in each language, for private chats and for groups."""

import logging

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bots.conversation.commands import entries
from bots.conversation.declaration import Command, Group
from bots.conversation.names import command_name
from core.i18n import DEFAULT_LOCALE, LOCALES, translator
from core.roles import LEAST_ROLE, Role

MOST_DESCRIPTION = 256  # Bot API, BotCommand.description
_HELP = "help"
_log = logging.getLogger(__name__)


def menu(locale: str, commands: tuple[Command | Group, ...]) -> tuple[BotCommand, ...]:
    """Return the commands as Telegram lists them in one language."""
    say = translator(locale)
    return tuple(
        BotCommand(command_name(command, say), say.gettext(command.description)[:MOST_DESCRIPTION])
        for command in commands
    )


def scopes() -> tuple[tuple[BotCommandScope, tuple[Command | Group, ...]], ...]:
    """Return which commands are offered where; in groups only what answers everybody, the rest still works there.

    What only admins may use is offered to nobody: a list is for everybody in a chat. ``/help`` names it to them.
    """
    shown = [(entry, members) for entry, members in entries() if not _is_for_admins(members)]
    every = tuple(entry for entry, _ in shown)
    public = tuple(entry for entry, members in shown if entry.name == _HELP or not all(one.private for one in members))
    return (BotCommandScopeAllPrivateChats(), every), (BotCommandScopeAllGroupChats(), public)


def _is_for_admins(members: tuple[Command, ...]) -> bool:
    return all(LEAST_ROLE[command.permission] >= Role.ADMIN for command in members)


async def publish_menus(bot: Bot) -> int:
    """Set the lists that differ from what Telegram has; return how many did."""
    changed = 0
    for scope, commands in scopes():
        for locale in LOCALES:
            code = None if locale == DEFAULT_LOCALE else locale
            wanted = menu(locale, commands)
            if tuple(await bot.get_my_commands(scope, code)) != wanted:
                await bot.set_my_commands(wanted, scope, code)
                changed += 1
    _log.info("%d lists of commands changed", changed)
    return changed
