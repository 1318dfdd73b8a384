"""One's account: ``/quota``, ``/settings``, ``/language``, ``/link``."""

from dataclasses import replace
from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Button, Reply, Tone
from bots.conversation.turns import Context
from core.auth import linking, signing_in
from core.engines import STYLES
from core.i18n import LOCALES, N_, negotiate, translator
from core.jobs import queries as jobs
from core.jobs.abilities import UnknownModel
from core.jobs.specs import DEFAULT_STYLE, UnknownStyle
from core.jobs.states import Kind
from core.privacy import VISIBILITY_NAMES, Visibility, checked_visibility
from core.quotas.service import allowance_now, balance
from core.roles import ROLE_NAMES, Permission, require
from core.users import service as users

LANGUAGE_NAMES = {"en": "English", "pl": "Polski"}
_AUTO = N_("automatic")


async def quota(context: Context, _options: Options) -> Reply:
    """Tell what is left of the day and what waits."""
    say, person = context.say, context.person
    limits = context.setting.policy.limits
    allowance = await allowance_now(context.session, person, limits)
    now = await balance(context.session, person.id, allowance=allowance, now=context.now)
    waiting = len(await jobs.open_jobs(context.session, person.id))
    lines = (
        say.gettext("Role: {role}", role=say.gettext(ROLE_NAMES[person.role])),
        say.gettext("In the queue: {waiting} of {limit}", waiting=waiting, limit=limits.waiting[person.role]),
        say.gettext("New credits: {moment} UTC", moment=say.moment(now.resets_at)),
    )
    text = say.ngettext(
        "You have {left} credit of {allowance} left today.",
        "You have {left} credits of {allowance} left today.",
        max(now.left, 0),
        left=max(now.left, 0),
        allowance=now.allowance,
    )
    return Reply(text=text, lines=lines, private=True)


async def settings(context: Context, options: Options) -> Reply:
    """Show the person's defaults, changed by what is given."""
    await _change(
        context,
        style=cast("str | None", options.get("style")),
        model=cast("str | None", options.get("model")),
        visibility=cast("str | None", options.get("visibility")),
    )
    return _settings_card(context)


async def press_settings(context: Context, action: Action) -> Reply:
    """Change one default by button: the detail is ``name.value``."""
    name, _, value = action.detail.partition(".")
    if name == "prompts":
        await users.set_defaults(context.session, context.person, hide_prompts=value == "hide")
    elif name == "files":
        await users.set_defaults(context.session, context.person, embed_prompts=value == "tell")
    else:
        await _change(context, **{name: value} if name in {"style", "model", "visibility"} else {})
    return replace(_settings_card(context), in_place=True)


async def language(context: Context, options: Options) -> Reply:
    """Set the language, or offer a choice."""
    wanted = cast("str | None", options.get("language"))
    if wanted is None:
        return _language_card(context)
    return await _set_language(context, wanted)


async def press_language(context: Context, action: Action) -> Reply:
    """Set the language by button."""
    return replace(await _set_language(context, action.detail), in_place=True)


async def link(context: Context, options: Options) -> Reply:
    """Make a code for linking accounts, or redeem one."""
    say = context.say
    given = cast("str | None", options.get("code"))
    if given:
        account = await linking.redeem(context.session, context.person, code=given, now=context.now)
        return Reply(text=say.gettext("Linked. You are {name} here as well.", name=account.name), private=True)
    code = await linking.make_code(context.session, context.person, now=context.now)
    text = say.gettext("Your code is {code}. Send /link {code} to me from your other account.", code=code)
    minutes = int(linking.LIFETIME.total_seconds() // 60)
    small = say.gettext("It works once, for {minutes} minutes. Show it to nobody.", minutes=minutes)
    return Reply(text=text, small=small, private=True, secret=True)


async def login(context: Context, _options: Options) -> Reply:
    """Make a link that signs the person's browser in."""
    say = context.say
    key = await signing_in.make_link(context.session, context.person, now=context.now)
    address = f"{context.setting.public_url.rstrip('/')}/login?key={key}"
    minutes = int(signing_in.LIFETIME.total_seconds() // 60)
    small = say.gettext("It works once, for {minutes} minutes. Show it to nobody.", minutes=minutes)
    button = Button(say.gettext("Sign in"), url=address, emoji="🔑")
    text = say.gettext("This button signs your browser in to the gallery as {name}.", name=context.person.name)
    lines = () if address.startswith("https://") else (address,)  # Telegram has no buttons for addresses at home
    return Reply(text=text, lines=lines, small=small, rows=((button,),), private=True, secret=True)


async def _set_language(context: Context, wanted: str) -> Reply:
    locale = negotiate((wanted,), context.say.locale)
    await users.set_locale(context.session, context.person, locale=locale)
    return Reply(text=translator(locale).gettext("I speak English with you from now on."), private=True)


def _language_card(context: Context) -> Reply:
    buttons = tuple(
        Button(LANGUAGE_NAMES[locale], str(Action("language", None, locale)), tone=_tone(context.say.locale == locale))
        for locale in LOCALES
    )
    return Reply(text=context.say.gettext("Which language shall I speak?"), rows=(buttons,), private=True)


async def _change(
    context: Context, *, style: str | None = None, model: str | None = None, visibility: str | None = None
) -> None:
    if style is not None and style not in STYLES:
        raise UnknownStyle(style=style[:60], known=", ".join(STYLES))
    if model is not None and model != "auto":
        known = [card.name for card in await jobs.models(context.session, now=context.now, makes=Kind.IMAGE)]
        if model not in known:
            raise UnknownModel(model=model[:60], known=", ".join(known))
    reach = checked_visibility(visibility) if visibility is not None else None
    if reach is Visibility.PUBLIC:
        require(context.person.role, Permission.PUBLISH, closed=context.closed)
    await users.set_defaults(context.session, context.person, style=style, model=model, visibility=reach)


def _settings_card(context: Context) -> Reply:
    say, person = context.say, context.person
    style = person.default_style or DEFAULT_STYLE
    model = person.default_model if person.default_model not in {None, "auto"} else say.gettext(_AUTO)
    lines = (
        say.gettext("Style: {style}", style=say.gettext(STYLES[style])),
        say.gettext("Model: {model}", model=model),
        say.gettext("New pictures are {reach}", reach=say.gettext(VISIBILITY_NAMES[person.visibility])),
        say.gettext("Prompts on the web: hidden") if person.hide_prompts else say.gettext("Prompts on the web: shown"),
        say.gettext("Prompts inside new files: yes")
        if _embeds(context)
        else say.gettext("Prompts inside new files: no"),
    )
    styles = tuple(
        Button(say.gettext(label), str(Action("set", None, f"style.{name}")), tone=_tone(name == style))
        for name, label in STYLES.items()
    )
    return Reply(
        text=say.gettext("Your settings:"),
        lines=lines,
        rows=(styles[:4], styles[4:], _reach_buttons(context), _prompts_buttons(context)),
        private=True,
    )


def _reach_buttons(context: Context) -> tuple[Button, ...]:
    names = {
        Visibility.PUBLIC: context.say.gettext("Public"),
        Visibility.UNLISTED: context.say.gettext("Unlisted"),
        Visibility.PRIVATE: context.say.gettext("Private"),
    }
    return tuple(
        Button(name, str(Action("set", None, f"visibility.{reach}")), tone=_tone(reach is context.person.visibility))
        for reach, name in names.items()
    )


def _prompts_buttons(context: Context) -> tuple[Button, ...]:
    """Return what changes where prompts stand; who hides theirs has nothing to choose for files."""
    say, hidden = context.say, context.person.hide_prompts
    label = say.gettext("Show my prompts") if hidden else say.gettext("Hide my prompts")
    web = Button(label, str(Action("set", None, "prompts.show" if hidden else "prompts.hide")))
    if hidden:
        return (web,)
    told = _embeds(context)
    label = say.gettext("Keep prompts out of files") if told else say.gettext("Put prompts into files")
    return web, Button(label, str(Action("set", None, "files.keep" if told else "files.tell")))


def _embeds(context: Context) -> bool:
    return context.person.embed_prompts and not context.person.hide_prompts


def _tone(chosen: bool) -> Tone:  # noqa: FBT001 - the one thing it is about
    return Tone.STRONG if chosen else Tone.PLAIN
