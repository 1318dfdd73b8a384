"""Settings of a server or group and of its channels: ``/admin space``; announcements: ``/admin announce``."""

from dataclasses import replace
from enum import StrEnum

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Button, Field, Form, Reply, Tone
from bots.conversation.turns import Context
from core.admin import places
from core.errors import DomainError, Refusal
from core.i18n import LOCALES, N_, Translator
from core.privacy import Visibility
from core.roles import Permission, require
from core.spaces import service as spaces
from core.spaces.models import ChannelSettings, SpaceSettings
from core.spaces.service import Place

CLOSABLE = {
    Permission.DRAW: N_("drawing"),
    Permission.REFERENCE: N_("pictures to start from"),
    Permission.PUBLISH: N_("publishing"),
}
_LANGUAGES = {"en": "English", "pl": "Polski"}
_REACHES = {
    Visibility.PUBLIC: N_("Public"),
    Visibility.UNLISTED: N_("Unlisted"),
    Visibility.PRIVATE: N_("Private"),
}
_LEVELS = range(4)
_AUTO = "auto"


class NotInASpace(DomainError):
    """The command is about a server or group, and was given elsewhere."""

    refusal = Refusal.INVALID
    code = "not-in-a-space"
    msgid = N_("Use this in the server or group that it is about.")


class Scope(StrEnum):
    """What a setting is about: the whole space, or this channel alone."""

    SPACE = "s"
    CHANNEL = "c"


async def space(context: Context, _options: Options) -> Reply:
    """Show what this place has set, with a button for each change."""
    require(context.person.role, Permission.MANAGE_SPACES)
    return await _card(context, Scope.SPACE)


async def press_space(context: Context, action: Action) -> Reply:
    """Change one thing: the detail is ``scope.setting.value``."""
    require(context.person.role, Permission.MANAGE_SPACES)
    scope_name, _, change = action.detail.partition(".")
    scope = Scope(scope_name)
    name, _, value = change.partition(".")
    if name:
        await _change(context, scope, name, value)
    return replace(await _card(context, scope), in_place=True)


async def announce(context: Context, _options: Options) -> Reply:
    """Ask for the words of an announcement."""
    require(context.person.role, Permission.ANNOUNCE)
    say = context.say
    title = say.gettext("Announce in every server and group")
    field = Field("words", say.gettext("What to announce"), most=places.MOST_WORDS)
    return Reply(text=title, form=Form(title, str(Action("announced")), (field,)), private=True)


async def announced(context: Context, _action: Action, fields: dict[str, str]) -> Reply:
    """Send the announcement on its way."""
    number = await places.announce(
        context.session, context.person, words=fields.get("words", ""), origin=context.turn.platform, now=context.now
    )
    text = context.say.ngettext(
        "It goes to {number} channel.", "It goes to {number} channels, one after the other.", number, number=number
    )
    return Reply(text=text, private=True)


async def _change(context: Context, scope: Scope, name: str, value: str) -> None:
    place = _place(context)
    channel = context.turn.channel_id if scope is Scope.CHANNEL else None
    if name == "close":
        await places.toggle_permission(
            context.session,
            context.person,
            place.id,
            permission=Permission(value),
            channel_id=channel,
            origin=context.turn.platform,
            now=context.now,
        )
        return
    column, kept = await _checked(context, place, name, value)
    await places.change(
        context.session,
        context.person,
        place.id,
        name=column,
        value=kept,
        channel_id=None if column in {"channels", "announce_channel"} else channel,
        origin=context.turn.platform,
        now=context.now,
    )


async def _checked(context: Context, place: Place, name: str, value: str) -> tuple[str, places.Setting]:
    """Return the column and the value that a button stands for.

    Raises:
        ValueError: none of our buttons says this.
    """
    here = context.turn.channel_id
    match name:
        case "lang" if value in (_AUTO, *LOCALES):
            return "locale", None if value == _AUTO else value
        case "level" if value == _AUTO or (value.isdigit() and int(value) in _LEVELS):
            return "level", None if value == _AUTO else int(value)
        case "reach":
            return "visibility", None if value == _AUTO else Visibility(value).value
        case "here":
            channels = set((await spaces.settings_of(context.session, place.id)).channels) ^ {here}
            return "channels", sorted(channels)
        case "news":
            present = (await spaces.settings_of(context.session, place.id)).announce_channel
            return "announce_channel", None if present == here else here
        case _:
            raise ValueError(name)


def _place(context: Context) -> Place:
    if context.place is None:
        raise NotInASpace
    return context.place


async def _card(context: Context, scope: Scope) -> Reply:
    say, place = context.say, _place(context)
    whole = await spaces.settings_of(context.session, place.id)
    here = context.turn.channel_id
    part = await spaces.channel_settings_of(context.session, place.id, here)
    shown = whole if scope is Scope.SPACE else part
    text = (
        say.gettext("Settings of this server or group:") if scope is Scope.SPACE else say.gettext("This channel alone:")
    )
    lines = (
        say.gettext("Language · highest age rating shown · how far results reach · what is switched on"),
        say.gettext("Channels in which I work: {channels}", channels=_channels(say, whole)),
    )
    rows = (
        _languages(say, scope, shown),
        _levels(say, scope, shown),
        _reaches(say, scope, shown),
        _switches(say, scope, shown),
        _ways(say, scope, whole, here),
    )
    return Reply(text=text, lines=lines, rows=rows, private=True)


def _channels(say: Translator, whole: SpaceSettings) -> str:
    if not whole.channels:
        return say.gettext("all")
    return say.ngettext("{number} chosen one", "{number} chosen ones", len(whole.channels), number=len(whole.channels))


def _button(label: str, scope: Scope, change: str, *, chosen: bool) -> Button:
    return Button(label, str(Action("space", None, f"{scope}.{change}")), tone=Tone.STRONG if chosen else Tone.PLAIN)


def _languages(say: Translator, scope: Scope, shown: SpaceSettings | ChannelSettings) -> tuple[Button, ...]:
    auto = _button(say.gettext("Each their own"), scope, f"lang.{_AUTO}", chosen=shown.locale is None)
    rest = (_button(name, scope, f"lang.{tag}", chosen=shown.locale == tag) for tag, name in _LANGUAGES.items())
    return (auto, *rest)


def _levels(say: Translator, scope: Scope, shown: SpaceSettings | ChannelSettings) -> tuple[Button, ...]:
    usual = _button(say.gettext("Usual rating"), scope, f"level.{_AUTO}", chosen=shown.level is None)
    rest = (
        _button(say.gettext("Up to {level}", level=level), scope, f"level.{level}", chosen=shown.level == level)
        for level in _LEVELS
    )
    return (usual, *rest)


def _reaches(say: Translator, scope: Scope, shown: SpaceSettings | ChannelSettings) -> tuple[Button, ...]:
    auto = _button(say.gettext("As people chose"), scope, f"reach.{_AUTO}", chosen=shown.visibility is None)
    rest = (
        _button(say.gettext(label), scope, f"reach.{reach}", chosen=shown.visibility == reach)
        for reach, label in _REACHES.items()
    )
    return (auto, *rest)


def _switches(say: Translator, scope: Scope, shown: SpaceSettings | ChannelSettings) -> tuple[Button, ...]:
    return tuple(
        Button(
            say.gettext(label),
            str(Action("space", None, f"{scope}.close.{permission}")),
            "🚫" if permission in shown.closed else "✅",
        )
        for permission, label in CLOSABLE.items()
    )


def _ways(say: Translator, scope: Scope, whole: SpaceSettings, here: str) -> tuple[Button, ...]:
    working = say.gettext("Not in this channel") if here in whole.channels else say.gettext("Only in chosen: here")
    news = say.gettext("No announcements here") if whole.announce_channel == here else say.gettext("Announcements here")
    other = Scope.CHANNEL if scope is Scope.SPACE else Scope.SPACE
    label = say.gettext("This channel alone") if scope is Scope.SPACE else say.gettext("The whole server or group")
    return (
        _button(working, scope, "here", chosen=here in whole.channels),
        _button(news, scope, "news", chosen=whole.announce_channel == here),
        Button(label, str(Action("space", None, f"{other}")), "➡️"),
    )
