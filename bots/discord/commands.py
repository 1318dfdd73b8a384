"""Builds Discord's slash commands from the one declaration of all commands."""

import inspect
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bots.conversation.commands import COMMANDS
from bots.conversation.declaration import Command, Group, Kind, Option
from bots.discord.interactions import Interactions
from bots.discord.turns import Said
from core.i18n import LOCALES, N_, translator
from core.roles import LEAST_ROLE, Permission, Role

_INSTALLS = app_commands.AppInstallationType(guild=True, user=True)
_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)


_MANAGERS = discord.Permissions(manage_guild=True)


class CatalogueTranslator(app_commands.Translator):
    """Looks Discord's names up in our catalogues; a locale that we don't speak keeps the English words."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, _context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return the translation, or None where there is none."""
        if locale.value not in LOCALES:
            return None
        say = translator(locale.value)
        where = string.extras.get("where")
        found = say.pgettext(where, string.message) if where else say.gettext(string.message)
        return found if found != string.message else None


class CommandTree(app_commands.CommandTree[discord.Client]):
    """The tree whose commands all end in the conversation, those that are no more as well."""

    def __init__(self, client: discord.Client, *, interactions: Interactions) -> None:
        """Hold where commands go, and declare them."""
        super().__init__(client, allowed_installs=_INSTALLS, allowed_contexts=_CONTEXTS)
        self._interactions = interactions
        for command in slash_commands(interactions):
            self.add_command(command)
        self.add_command(_report_menu(interactions))

    async def on_error(self, interaction: Said, error: app_commands.AppCommandError, /) -> None:
        """Answer commands of an older version, which some clients still show."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await self._interactions.command(interaction, "", {}, attachments={})
            return
        await super().on_error(interaction, error)


def slash_commands(
    interactions: Interactions, declared: Sequence[Command] = COMMANDS
) -> list[app_commands.Command[Any, ..., None] | app_commands.Group]:
    """Return the declared commands as discord.py's, those of a group below their group."""
    made: list[app_commands.Command[Any, ..., None] | app_commands.Group] = []
    groups: dict[Group, app_commands.Group] = {}
    for command in declared:
        slash = _slash_command(interactions, command)
        if command.group is None:
            made.append(slash)
            continue
        if command.group not in groups:
            groups[command.group] = _slash_group(command.group, command.permission)
            made.append(groups[command.group])
        groups[command.group].add_command(slash)
    return made


def _report_menu(interactions: Interactions) -> app_commands.ContextMenu:
    """Return the entry of a message's own menu (Apps → Report)."""

    async def report(interaction: Said, message: discord.Message) -> None:
        await interactions.flag(interaction, str(message.id))

    # discord.py reads from annotations whether a menu is a message's; ours are texts here.
    report.__annotations__.update(interaction=discord.Interaction, message=discord.Message)
    return app_commands.ContextMenu(name=locale_str(N_("Report")), callback=report)


def _slash_group(group: Group, permission: Permission) -> app_commands.Group:
    """Return a group; one for admins is shown only to who manages the server, unless the server says otherwise."""
    return app_commands.Group(
        name=locale_str(group.name, where="command"),
        description=locale_str(group.description),
        default_permissions=_MANAGERS if LEAST_ROLE[permission] >= Role.ADMIN else None,
    )


def _slash_command(interactions: Interactions, command: Command) -> app_commands.Command[Any, ..., None]:
    async def callback(interaction: Said, **given: object) -> None:
        files = {name: value for name, value in given.items() if isinstance(value, discord.Attachment)}
        options = {name: value for name, value in given.items() if isinstance(value, str | int)}
        await interactions.command(interaction, command.key, options, attachments=files)

    # discord.py reads options from a callback's signature; ours is made of the declaration.
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction)
    rest = [_parameter(option) for option in sorted(command.options, key=lambda option: not option.required)]
    callback.__signature__ = inspect.Signature([first, *rest])  # type: ignore[attr-defined]  # inspect's own attribute
    app_commands.describe(**{option.name: locale_str(option.description) for option in command.options})(callback)
    app_commands.rename(**{option.name: locale_str(option.name, where="option") for option in command.options})(
        callback
    )
    app_commands.choices(**{option.name: _choices(option) for option in command.options if option.choices})(callback)
    app_commands.autocomplete(
        **{option.name: _completer(interactions, command, option) for option in command.options if option.complete}
    )(callback)
    return app_commands.Command(
        name=locale_str(command.name, where="command"),
        description=locale_str(command.description),
        callback=callback,
    )


def _parameter(option: Option) -> inspect.Parameter:
    default = inspect.Parameter.empty if option.required else None
    return inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=_kind(option))


def _kind(option: Option) -> object:
    match option.kind:
        case Kind.PICTURE | Kind.FILE:
            return discord.Attachment
        case Kind.NUMBER:
            return _bounded(int, option)
        case Kind.TEXT:
            return _bounded(str, option)


def _bounded(kind: type, option: Option) -> object:
    if option.least is None and option.most is None:
        return kind
    return app_commands.Range.__class_getitem__((kind, option.least, option.most))  # type: ignore[attr-defined]  # Range is an Annotated to type checkers


def _choices(option: Option) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=locale_str(choice.label), value=choice.value) for choice in option.choices]


def _completer(interactions: Interactions, command: Command, option: Option) -> Any:  # noqa: ANN401 - discord.py's own alias is private
    async def complete(interaction: Said, typed: str) -> list[app_commands.Choice[str]]:
        return await interactions.complete(interaction, command.key, option.name, typed=typed)

    return complete
