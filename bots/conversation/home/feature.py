"""``/home`` declared: its commands, buttons and forms."""

from types import MappingProxyType

from bots.conversation.declaration import Choice, Command, Feature, Group, Kind, Option
from bots.conversation.home import codes, consenting, creating, looking, managing, past, wishes
from bots.conversation.pictures import complete_picture
from core.home.states import MODE_NAMES
from core.home.verbs import Verb
from core.i18n import N_
from core.roles import Permission

HOME = Group(N_("home"), N_("The house: look and switch (admins only)"))
_YES = (Choice("yes", N_("yes")),)
_NAME = Option(
    N_("name"), N_("What it is called, also where it is"), required=True, rest=True, complete=looking.complete_name
)
_DRY = Option(N_("dry"), N_("Only show what would happen"), choices=_YES)
_RISKS = (Choice("low", N_("low")), Choice("medium", N_("medium")), Choice("high", N_("high")))


_SWITCHED = (_NAME, _DRY)
_ADMINS = Permission.HOME


COMMANDS = (
    Command(
        N_("status"),
        N_("How the house is, or one area"),
        looking.status,
        (Option(N_("area"), N_("A room or other area"), rest=True, complete=looking.complete_area),),
        _ADMINS,
        group=HOME,
    ),
    Command(
        N_("on"), N_("Turn something on"), wishes.switching(Verb.ON), _SWITCHED, _ADMINS, private=False, group=HOME
    ),
    Command(
        N_("off"), N_("Turn something off"), wishes.switching(Verb.OFF), _SWITCHED, _ADMINS, private=False, group=HOME
    ),
    Command(
        N_("toggle"),
        N_("Turn something on or off, whichever it is not"),
        wishes.switching(Verb.TOGGLE),
        _SWITCHED,
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(
        N_("open"),
        N_("Open blinds, a gate or a door"),
        wishes.switching(Verb.OPEN),
        _SWITCHED,
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(
        N_("close"),
        N_("Close blinds, a gate or a door"),
        wishes.switching(Verb.CLOSE),
        _SWITCHED,
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(N_("lock"), N_("Lock a door"), wishes.switching(Verb.LOCK), _SWITCHED, _ADMINS, private=False, group=HOME),
    Command(
        N_("unlock"), N_("Unlock a door"), wishes.switching(Verb.UNLOCK), _SWITCHED, _ADMINS, private=False, group=HOME
    ),
    Command(N_("arm"), N_("Arm the alarm"), wishes.switching(Verb.ARM), _SWITCHED, _ADMINS, private=False, group=HOME),
    Command(
        N_("disarm"),
        N_("Disarm the alarm"),
        wishes.switching(Verb.DISARM),
        _SWITCHED,
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(
        N_("set"),
        N_("Set brightness, colour, temperature, position, volume or speed"),
        wishes.set_,
        (
            _NAME,
            Option(N_("brightness"), N_("Percent of a lamp"), most=40),
            Option(N_("colour"), N_("A name, or like #ff8800"), most=40),
            Option(N_("temperature"), N_("Degrees"), most=40),
            Option(N_("position"), N_("Percent open"), most=40),
            Option(N_("volume"), N_("Percent"), most=40),
            Option(N_("speed"), N_("Percent of a fan"), most=40),
            _DRY,
        ),
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(N_("scene"), N_("Set a scene"), wishes.switching(Verb.RUN), _SWITCHED, _ADMINS, private=False, group=HOME),
    Command(
        N_("script"), N_("Run a script"), wishes.switching(Verb.RUN), _SWITCHED, _ADMINS, private=False, group=HOME
    ),
    Command(
        N_("do"),
        N_("Say it in your own words; I show what I understood"),
        wishes.do,
        (Option(N_("words"), N_("For example: turn on the lamp in the living room"), required=True, rest=True), _DRY),
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(
        N_("match"),
        N_("Set lamps to the colours of one of your pictures"),
        creating.match,
        (
            _NAME,
            Option(N_("picture"), N_("Its address or id; the latest if left out"), complete=complete_picture),
            _DRY,
        ),
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(N_("comic"), N_("The house's last day as a comic"), creating.comic, (), _ADMINS, private=False, group=HOME),
    Command(N_("camera"), N_("What a camera sees, in a private chat"), looking.camera, (_NAME,), _ADMINS, group=HOME),
    Command(
        N_("history"),
        N_("How something was, as a chart"),
        looking.history,
        (_NAME, Option(N_("hours"), N_("How many hours back"), Kind.NUMBER, least=1, most=looking.MOST_HOURS)),
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(
        N_("watch"),
        N_("Tell this chat when something changes"),
        past.watch,
        (
            Option(N_("name"), N_("What it is called; leave out to list"), rest=True, complete=looking.complete_name),
            Option(N_("quiet"), N_("Quiet hours, such as 22-7"), most=20),
            Option(N_("stop"), N_("No longer tell"), choices=_YES),
        ),
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(
        N_("log"),
        N_("What was tried in the house, and what came of it"),
        past.log,
        (
            Option(N_("person"), N_("Only what this person did")),
            Option(N_("hours"), N_("How many hours back"), Kind.NUMBER, least=1, most=9600),
        ),
        _ADMINS,
        group=HOME,
    ),
    Command(
        N_("undo"),
        N_("Take the last thing back, within two minutes"),
        consenting.undo,
        (),
        _ADMINS,
        private=False,
        group=HOME,
    ),
    Command(
        N_("mode"),
        N_("How far I may go in the house"),
        managing.mode,
        (
            Option(
                N_("mode"),
                N_("Off, dry run, read only or control"),
                choices=tuple(Choice(mode.value, label) for mode, label in MODE_NAMES.items()),
                rest=True,
            ),
            Option(
                N_("channel"),
                N_("Whether only admins see this channel"),
                choices=(Choice("admins", N_("only admins see it")), Choice("open", N_("others see it too"))),
            ),
        ),
        _ADMINS,
        group=HOME,
    ),
    Command(
        N_("allow"),
        N_("Allow something, or list the rules"),
        managing.allow,
        (
            Option(N_("what"), N_("An entity (light.hall) or a kind (light)"), rest=True),
            Option(N_("area"), N_("Only in this area"), complete=looking.complete_area),
            Option(N_("label"), N_("Only what has this label")),
            Option(N_("services"), N_("Only these services, such as turn_on, turn_off")),
            Option(N_("risk"), N_("The worst a scene or script can do"), choices=_RISKS),
        ),
        _ADMINS,
        group=HOME,
    ),
    Command(
        N_("deny"),
        N_("Deny something whatever allows it"),
        managing.deny,
        (
            Option(N_("what"), N_("An entity (light.hall) or a kind (light)"), rest=True),
            Option(N_("area"), N_("Only in this area"), complete=looking.complete_area),
            Option(N_("label"), N_("Only what has this label")),
            Option(N_("services"), N_("Only these services, such as turn_on, turn_off")),
        ),
        _ADMINS,
        group=HOME,
    ),
    Command(N_("code"), N_("Set up the authenticator for doors and alarms"), codes.code, (), _ADMINS, group=HOME),
)
HOUSE = Feature(
    commands=COMMANDS,
    presses=MappingProxyType(
        {
            "homeyes": consenting.press_yes,
            "homeno": consenting.press_no,
            "homewhich": wishes.press_which,
            "homelook": looking.press_look,
            "homearea": looking.press_status,
            "homeundo": consenting.press_undo,
            "homeagain": consenting.press_again,
            "homemore": consenting.press_area,
            "homeforget": managing.press_forget,
            "hometheme": past.press_theme,
            "homeolder": past.press_older,
            "homeenter": codes.press_enter,
            "homerenew": codes.press_renew,
        }
    ),
    forms=MappingProxyType(
        {
            "homecode": consenting.submit_code,
            "homeenrolled": codes.submit_enrolled,
            "homerenewed": codes.submit_renewed,
        }
    ),
    asking=frozenset({"homeyes", "homeenter", "homerenew"}),
)
