"""One's rights: ``/privacy notice``, ``/privacy export``, ``/privacy erase``."""

from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

from bots.conversation.actions import Action
from bots.conversation.declaration import Command, Feature, Group, Options
from bots.conversation.replies import Button, Field, Form, Reply, Tone
from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.i18n import LOCALES, N_, Translator, translator
from core.rights import erasure, exports
from core.rights.exports import ExportNotFound
from core.rights.models import Erasure, Export
from core.rights.notice import kept

_PHRASE = N_("ERASE")
_PRIVACY = Group(N_("privacy"), N_("What is kept about you, and your rights"))


class PhraseMissing(DomainError):
    """The word that confirms an erasure was not given."""

    refusal = Refusal.INVALID
    code = "phrase-missing"
    msgid = N_("Nothing was erased. To erase everything at once, type the word {phrase}.")


async def notice(context: Context, _options: Options) -> Reply:
    """Say in short what is kept, with the ways to the rest."""
    say = context.say
    buttons = (
        Button(say.gettext("Read it all"), url=f"{context.setting.public_url}/legal/privacy", emoji="📄"),
        Button(say.gettext("Copy of everything"), str(Action("export")), "📦"),
        Button(say.gettext("Erase everything"), str(Action("erase")), "🗑️"),
    )
    address = f"{context.setting.public_url}/legal/privacy"
    return Reply(
        text=say.gettext("What I keep about you:"), lines=kept(say), small=address, rows=(buttons,), private=True
    )


async def export(context: Context, _options: Options) -> Reply:
    """Have everything packed; once a day."""
    asked = await exports.ask(
        context.session, context.person, platform=context.turn.platform, locale=context.say.locale, now=context.now
    )
    return await _export_card(context, asked)


async def press_export(context: Context, action: Action) -> Reply:
    """Give the link to a packed copy, or begin packing."""
    if action.subject is None:
        return await export(context, {})
    found = await context.session.get(Export, action.subject)
    if found is None or found.user_id != context.person.id:
        raise ExportNotFound
    return await _export_card(context, found)


def export_ready(say: Translator, export_id: UUID) -> Reply:
    """Say that a copy is packed; the link itself is made when its owner asks."""
    button = Button(say.gettext("Get the link"), str(Action("export", export_id)), "📦", Tone.STRONG)
    return Reply(text=say.gettext("The copy of everything that I keep about you is ready."), rows=((button,),))


async def _export_card(context: Context, asked: Export) -> Reply:
    say = context.say
    if asked.ready_at is None and asked.failed_at is None:
        again = Button(say.gettext("Is it ready?"), str(Action("export", asked.id)), "📦", Tone.STRONG)
        text = say.gettext("I'm packing everything that I keep about you. I'll tell you when it is ready.")
        return Reply(text=text, rows=((again,),), private=True)
    secret = await exports.make_link(context.session, context.person, asked.id, now=context.now)
    address = f"{context.setting.public_url}/exports/{secret}"
    button = Button(say.gettext("To the download"), url=address, emoji="📦")
    small = say.gettext("The link works once and ends a day after packing. Show it to nobody.")
    lines = () if address.startswith("https://") else (address,)  # Telegram has no buttons for addresses at home
    text = say.gettext("Here is the copy of everything that I keep about you.")
    return Reply(text=text, lines=lines, small=small, rows=((button,),), private=True, secret=True)


async def erase(context: Context, _options: Options) -> Reply:
    """Say what erasing means; nothing happens yet."""
    wish = await erasure.asked_by(context.session, context.person.id)
    return _wish_card(context, wish) if wish else _warning_card(context)


async def press_erase(context: Context, action: Action) -> Reply:
    """Take the steps of erasing: a warning, a second question, the wish; or take the wish back."""
    match action.detail:
        case "sure":
            return replace(_second_question(context), in_place=True)
        case "later":
            return replace(await _wish(context, at_once=False), in_place=True)
        case "keep":
            await erasure.take_back(context.session, context.person, platform=context.turn.platform, now=context.now)
            return Reply(text=context.say.gettext("Good. Nothing is erased."), private=True, in_place=True)
        case _:
            return await erase(context, {})


async def press_at_once(context: Context, _action: Action) -> Reply:
    """Ask for the word that erases at once."""
    say = context.say
    phrase = say.gettext(_PHRASE)
    field = Field("phrase", say.gettext("Type {phrase} to confirm", phrase=phrase), most=40, long=False)
    title = say.gettext("Erase everything at once")
    return Reply(text=title, form=Form(title, str(Action("erased")), (field,)), private=True)


async def erase_at_once(context: Context, _action: Action, fields: dict[str, str]) -> Reply:
    """Erase at once if the word is right, in any of our languages."""
    phrases = {translator(locale).gettext(_PHRASE).casefold() for locale in LOCALES}
    if fields.get("phrase", "").strip().casefold() not in phrases:
        raise PhraseMissing(phrase=context.say.gettext(_PHRASE))
    await _wish(context, at_once=True)
    text = context.say.gettext("Everything about you is being erased now. Goodbye, and come back whenever you like.")
    return Reply(text=text, private=True)


def _warning_card(context: Context) -> Reply:
    say = context.say
    buttons = (
        Button(say.gettext("Erase everything"), str(Action("erase", None, "sure")), "🗑️", Tone.DANGER),
        Button(say.gettext("Copy of everything"), str(Action("export")), "📦"),
    )
    lines = (
        say.gettext("Your account on all platforms, your settings, your credits."),
        say.gettext("All your pictures and comics, also in the gallery, with every file."),
        say.gettext("My messages with them, where the platform lets me take them back."),
        say.gettext("What I can't take back: what others saved, and pictures that you saved on your own machine."),
        say.gettext("Kept without your name: that something was reported or decided, and the log of switches."),
    )
    return Reply(text=say.gettext("This would be erased:"), lines=lines, rows=(buttons,), private=True)


def _second_question(context: Context) -> Reply:
    say = context.say
    buttons = (
        Button(say.gettext("Yes, in 24 hours"), str(Action("erase", None, "later")), "🗑️", Tone.DANGER),
        Button(say.gettext("Yes, at once"), str(Action("erasenow")), "⚡", Tone.DANGER),
        Button(say.gettext("No, keep everything"), str(Action("erase", None, "keep")), tone=Tone.STRONG),
    )
    text = say.gettext("Really erase everything? After it happened, nobody can bring anything back, not even I.")
    return Reply(text=text, rows=(buttons,), private=True)


async def _wish(context: Context, *, at_once: bool) -> Reply:
    wish = await erasure.ask(
        context.session,
        context.person,
        platform=context.turn.platform,
        locale=context.say.locale,
        at_once=at_once,
        now=context.now,
    )
    return _wish_card(context, wish)


def _wish_card(context: Context, wish: Erasure) -> Reply:
    say = context.say
    buttons = (
        Button(say.gettext("I changed my mind"), str(Action("erase", None, "keep")), tone=Tone.STRONG),
        Button(say.gettext("Erase at once"), str(Action("erasenow")), "⚡", Tone.DANGER),
    )
    text = say.gettext("Everything about you will be erased on {moment} UTC.", moment=say.moment(wish.due_at))
    small = say.gettext("Until then you can change your mind here.")
    return Reply(text=text, small=small, rows=(buttons,), private=True)


PRIVACY = Feature(
    commands=(
        Command(N_("notice"), N_("What is kept about you, and how long"), notice, group=_PRIVACY),
        Command(N_("export"), N_("A copy of everything about you"), export, group=_PRIVACY),
        Command(N_("erase"), N_("Have everything about you erased"), erase, group=_PRIVACY),
    ),
    presses=MappingProxyType({"export": press_export, "erase": press_erase, "erasenow": press_at_once}),
    forms=MappingProxyType({"erased": erase_at_once}),
    asking=frozenset({"erasenow"}),
)
