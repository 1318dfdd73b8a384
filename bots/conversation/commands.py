"""Every command and every button: the features' declarations, gathered."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bots.conversation import account, draw, pictures, queue
from bots.conversation.actions import parse_action
from bots.conversation.administration.feature import ADMINISTRATION
from bots.conversation.appointing import APPOINTING
from bots.conversation.comics.feature import COMICS
from bots.conversation.consent import BUTTON, consent_feature
from bots.conversation.declaration import Choice, Command, Feature, Group, Kind, Option, Press, Submit
from bots.conversation.help import about, make_help
from bots.conversation.home.feature import HOUSE
from bots.conversation.moderating import MODERATING
from bots.conversation.privacy import PRIVACY
from bots.conversation.replies import Reply
from bots.conversation.reporting import REPORTING
from bots.conversation.reworking.feature import REWORKING
from bots.conversation.turns import Context
from bots.conversation.writing.feature import WRITING
from core.engines import SHAPE_NAMES, STYLES
from core.i18n import N_
from core.jobs.specs import LARGEST_SEED, LEAST_STRENGTH, MOST_PICTURES, MOST_STRENGTH
from core.privacy import VISIBILITY_NAMES
from core.rights.consents import Request
from core.roles import Permission

PROMPT_TAKEN = 6000  # more than fits: what is too long gets our sentence, not the platform's
_STYLE = tuple(Choice(name, label) for name, label in STYLES.items())
_SHAPE = tuple(Choice(shape.value, label) for shape, label in SHAPE_NAMES.items())
_REACH = tuple(Choice(reach.value, label) for reach, label in VISIBILITY_NAMES.items())

DRAW = Command(
    N_("draw"),
    N_("Draw a picture from your words"),
    draw.draw,
    (
        Option(N_("prompt"), N_("What to draw"), required=True, most=PROMPT_TAKEN, rest=True),
        Option(N_("style"), N_("How it should look"), choices=_STYLE),
        Option(N_("shape"), N_("The picture's proportions"), choices=_SHAPE),
        Option(N_("count"), N_("How many pictures"), Kind.NUMBER, least=1, most=MOST_PICTURES),
        Option(N_("model"), N_("Which model draws"), complete=draw.complete_model),
        Option(N_("reference"), N_("A picture to start from"), Kind.PICTURE),
        Option(N_("visibility"), N_("Who may see it on the web"), choices=_REACH),
        Option(N_("seed"), N_("The same seed draws the same again"), Kind.NUMBER, least=0, most=LARGEST_SEED),
        Option(
            N_("strength"),
            N_("How far from the reference, in percent"),
            Kind.NUMBER,
            least=LEAST_STRENGTH,
            most=MOST_STRENGTH,
        ),
        Option(N_("negative"), N_("What not to draw, where the model can be told"), most=PROMPT_TAKEN),
        Option(N_("lora"), N_("Additions to the model: ink-lines:0.8, oil"), most=300, complete=draw.complete_lora),
        Option(N_("scheduler"), N_("How the model steps"), most=60, complete=draw.complete_scheduler),
        Option(
            N_("enhance"),
            N_("Have your words said better first; you see them before anything is drawn"),
            choices=(Choice(draw.ENHANCED, N_("yes")), Choice("no", N_("no"))),
        ),
    ),
    Permission.DRAW,
    private=False,
)
DRAWING = Feature(
    commands=(
        DRAW,
        Command(N_("queue"), N_("What you have waiting, and for how long"), queue.queue),
        Command(
            N_("cancel"),
            N_("Cancel a waiting picture"),
            queue.cancel,
            (Option(N_("job"), N_("Which one; the latest if left out"), rest=True, complete=queue.complete_job),),
        ),
        Command(N_("quota"), N_("Your credits"), account.quota),
        Command(
            N_("show"),
            N_("Show one of your pictures again"),
            pictures.show,
            (
                Option(
                    N_("picture"), N_("Its address or id"), required=True, rest=True, complete=pictures.complete_picture
                ),
            ),
        ),
        Command(N_("mine"), N_("Your pictures"), pictures.mine),
        Command(
            N_("settings"),
            N_("Your usual style, model and visibility"),
            account.settings,
            (
                Option(N_("style"), N_("How it should look"), choices=_STYLE),
                Option(N_("model"), N_("Which model draws"), complete=draw.complete_model),
                Option(N_("visibility"), N_("Who may see it on the web"), choices=_REACH),
            ),
        ),
        Command(
            N_("language"),
            N_("The language I speak with you"),
            account.language,
            (
                Option(
                    N_("language"), N_("English or Polish"), choices=(Choice("en", "English"), Choice("pl", "Polski"))
                ),
            ),
        ),
        Command(
            N_("link"),
            N_("Use one account on all platforms"),
            account.link,
            (Option(N_("code"), N_("The code from your other account"), rest=True),),
        ),
        Command(N_("login"), N_("Sign in to the gallery with your browser"), account.login),
    ),
    presses=MappingProxyType(
        {
            "redo": draw.redo,
            "edit": draw.edit,
            "cancel": queue.press_cancel,
            "reach": pictures.reach,
            "original": pictures.original,
            "delete": pictures.ask_delete,
            "remove": pictures.remove,
            "show": pictures.press_show,
            "more": pictures.press_more,
            "set": account.press_settings,
            "language": account.press_language,
        }
    ),
    forms=MappingProxyType({"edited": draw.edited}),
    asking=frozenset({"edit"}),
    making=frozenset({"redo", "edit"}),
)


def entries() -> Iterator[tuple[Command | Group, tuple[Command, ...]]]:
    """Yield what stands directly behind the slash, with the commands that it calls; each group once, at its first."""
    for command in COMMANDS:
        if command.group is None:
            yield command, (command,)
        else:
            members = tuple(other for other in COMMANDS if other.group is command.group)
            if members[0] is command:
                yield command.group, members


FINDING = Feature(
    commands=(
        Command(
            N_("help"),
            N_("What I can do"),
            make_help(entries),
            (Option(N_("command"), N_("One command, explained"), rest=True),),
        ),
        Command(N_("about"), N_("What this is"), about),
    )
)


async def _go_on(context: Context, request: Request) -> Reply:
    """Carry out what waited for its person's consent: a command, or a button."""
    if request.command == BUTTON:
        action = parse_action(str(request.options["action"]))
        press = PRESSES.get(action.verb) if action else None
        if action is not None and press is not None:
            return await press(context, action)
    command = BY_NAME.get(request.command)
    return await command.handler(context, request.options) if command else Reply(private=True)


FEATURES: tuple[Feature, ...] = (
    DRAWING,
    REWORKING,
    COMICS,
    WRITING,
    REPORTING,
    MODERATING,
    APPOINTING,
    HOUSE,
    PRIVACY,
    consent_feature(_go_on),
    ADMINISTRATION,
    FINDING,
)
COMMANDS: tuple[Command, ...] = tuple(command for feature in FEATURES for command in feature.commands)
BY_NAME: Mapping[str, Command] = MappingProxyType({command.key: command for command in COMMANDS})
GROUPS: Mapping[str, Group] = MappingProxyType(
    {command.group.name: command.group for command in COMMANDS if command.group}
)
PRESSES: Mapping[str, Press] = MappingProxyType(
    {verb: press for feature in FEATURES for verb, press in feature.presses.items()}
)
FORMS: Mapping[str, Submit] = MappingProxyType(
    {verb: submit for feature in FEATURES for verb, submit in feature.forms.items()}
)
# Presses that may be answered with a form: Discord shows a form only as the first answer, so these are not deferred.
ASKING: frozenset[str] = frozenset(verb for feature in FEATURES for verb in feature.asking)
MAKING: frozenset[str] = frozenset(verb for feature in FEATURES for verb in feature.making)
