"""What admins decide about the house: ``/home mode``, ``allow``, ``deny``."""

from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.home.guard import on_record
from bots.conversation.home.looking import bridge_lines
from bots.conversation.replies import Button, Reply, Tone
from bots.conversation.turns import Context
from core.home import ruling
from core.home.asking import bridge_of
from core.home.catalogue import House, read_house
from core.home.rules import Rule, read_rules
from core.home.states import RISK_NAMES, Mode, Risk

_MOST_RULES = 25
_A_ROW = 5


@on_record("mode")
async def mode(context: Context, options: Options) -> Reply:
    """Show or change how far the bridge goes, and whether this channel is seen by admins only."""
    say = context.say
    origin = context.turn.platform.value
    channel = cast("str | None", options.get("channel"))
    if channel is not None:
        await ruling.declare_channel(
            context.session,
            context.person,
            platform=context.turn.platform,
            channel_id=context.turn.channel_id,
            discreet=channel == "admins",
            now=context.now,
        )
    wanted = cast("str | None", options.get("mode"))
    if wanted is not None:
        await ruling.set_mode(context.session, context.person, Mode(wanted), origin=origin, now=context.now)
    lines = bridge_lines(context, await bridge_of(context.session))
    if channel is not None:
        lines = (
            *lines,
            say.gettext("This channel: admins only.") if channel == "admins" else say.gettext("This channel: open."),
        )
    return Reply(text=say.gettext("How far I go in the house:"), lines=lines, private=True)


@on_record("allow")
async def allow(context: Context, options: Options) -> Reply:
    """Allow something, or list what is allowed."""
    return await _rule(context, options, allows=True)


@on_record("deny")
async def deny(context: Context, options: Options) -> Reply:
    """Deny something whatever else allows it, or list the rules."""
    return await _rule(context, options, allows=False)


@on_record("deny")
async def press_forget(context: Context, action: Action) -> Reply:
    """Take a rule back."""
    if action.subject is not None:
        await ruling.forget(
            context.session, context.person, action.subject, origin=context.turn.platform.value, now=context.now
        )
    listed = await _rules(context)
    return Reply(text=listed.text, lines=listed.lines, rows=listed.rows, private=True, in_place=True)


async def _rule(context: Context, options: Options, *, allows: bool) -> Reply:
    aim = ruling.Aim(
        what=str(options.get("what") or "").strip(),
        area=str(options.get("area") or "").strip(),
        label=str(options.get("label") or "").strip(),
        services=tuple(str(options.get("services") or "").replace(",", " ").split()),
        risk=Risk[str(options["risk"]).upper()] if options.get("risk") else None,
    )
    if not aim.is_empty:
        await ruling.add(
            context.session, context.person, aim, allows=allows, origin=context.turn.platform.value, now=context.now
        )
    return await _rules(context)


async def _rules(context: Context) -> Reply:
    say = context.say
    house, rules = await read_house(context.session), await read_rules(context.session)
    lines = tuple(f"{number}. {_line(context, rule, house)}" for number, rule in enumerate(rules[:_MOST_RULES], 1))
    buttons = [
        Button(str(number), str(Action("homeforget", rule.id)), "🗑️", Tone.DANGER)
        for number, rule in enumerate(rules[:_MOST_RULES], 1)
    ]
    rows = tuple(tuple(buttons[begin : begin + _A_ROW]) for begin in range(0, len(buttons), _A_ROW))
    text = say.gettext("The rules of the house; everything else is refused:")
    if not rules:
        text = say.gettext("There are no rules yet, so everything is refused. Example: /home allow light.kitchen")
    return Reply(text=text, lines=lines, rows=rows, private=True)


def _line(context: Context, rule: Rule, house: House) -> str:
    say = context.say
    area = house.areas.get(rule.area_id or "")
    parts = [
        rule.entity_id,
        area.name if area else rule.area_id,
        f"{rule.domain}.*" if rule.domain else None,
        f"#{house.labels.get(rule.label, rule.label)}" if rule.label else None,
    ]
    aim = " + ".join(part for part in parts if part)
    services = ", ".join(sorted(rule.services)) or say.gettext("everything it can")
    risk = f" ({say.gettext(RISK_NAMES[rule.risk])})" if rule.risk is not None else ""
    return f"{'✅' if rule.allows else '⛔'} {aim}: {services}{risk}"
