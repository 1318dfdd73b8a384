"""What is said before something is done: the plan with now and then, and the buttons that say yes, no or which."""

from collections.abc import Sequence
from uuid import UUID

from bots.conversation.actions import Action
from bots.conversation.home.wording import plan_lines
from bots.conversation.replies import Button, Reply, Tone
from bots.conversation.turns import Context
from core.home.confirmations import mark_of
from core.home.models import HomeAction
from core.home.naming import Choice
from core.home.requests import CONFIRM_WITHIN, Proposal
from core.home.states import RISK_NAMES, State
from core.i18n import N_

KIND_NAMES = {
    "light": N_("all lights"),
    "cover": N_("all blinds"),
    "switch": N_("all switches"),
    "fan": N_("all fans"),
    "climate": N_("all heating"),
    "media_player": N_("all players"),
    "lock": N_("all locks"),
}
_ALL = N_("all of these")
_A_ROW = 3


def proposed(context: Context, proposal: Proposal) -> Reply:
    """Return what is said about a new action: what it would do, a question, or that it is on its way."""
    say, action = context.say, proposal.action
    lines = plan_lines(say, proposal.plan)
    match action.state:
        case State.DRY:
            text = say.gettext("Dry run, nothing was switched. I would do this:")
            return Reply(text=text, lines=lines)
        case State.ASKED:
            return question(context, action, lines, needs_code=proposal.plan.needs_code)
        case _:
            return on_its_way(context, action, lines)


def question(context: Context, action: HomeAction, lines: tuple[str, ...], *, needs_code: bool) -> Reply:
    """Ask for a yes."""
    say = context.say
    mark = mark_of(action, context.keys.signing)
    yes = Button(say.gettext("Do it"), str(Action("homeyes", action.id, mark)), "✅", Tone.DANGER)
    no = Button(say.gettext("No"), str(Action("homeno", action.id)), "✖️")
    seconds = int(CONFIRM_WITHIN.total_seconds())
    small = say.gettext(
        "Risk: {risk}. Only you can confirm, within {seconds} seconds.",
        risk=say.gettext(RISK_NAMES[action.risk]),
        seconds=seconds,
    )
    if needs_code:
        small += " " + say.gettext("A code from your authenticator is asked for.")
    return Reply(text=say.gettext("Shall I do this?"), lines=lines, small=small, rows=((yes, no),))


def on_its_way(context: Context, action: HomeAction, lines: tuple[str, ...] = ()) -> Reply:
    """Say that an action was sent on its way; the message becomes its answer."""
    return Reply(text=context.say.gettext("On its way…"), lines=lines, job=action.id)


def ambiguous(context: Context, choices: Sequence[Choice], choice_id: UUID) -> Reply:
    """Ask which of several things was meant."""
    say = context.say
    buttons = [
        Button(label(context, choice), str(Action("homewhich", choice_id, str(place))))
        for place, choice in enumerate(choices)
    ]
    rows = tuple(tuple(buttons[begin : begin + _A_ROW]) for begin in range(0, len(buttons), _A_ROW))
    text = say.gettext("Which one do you mean?") if len(choices) > 1 else say.gettext("Do you mean this?")
    return Reply(text=text, rows=rows, private=True)


def label(context: Context, choice: Choice) -> str:
    """Return what a choice is called on a button."""
    say = context.say
    if not choice.is_group:
        entity = choice.entities[0]
        return f"{entity.name} · {entity.area.name}" if entity.area else entity.name
    kind = say.gettext(KIND_NAMES.get(choice.domain, _ALL))
    where = f" · {choice.area}" if choice.area else ""
    return f"{kind} ({len(choice.entities)}){where}"
