"""The commands of admins, declared."""

from types import MappingProxyType

from bots.conversation.administration import machinery, people, places
from bots.conversation.declaration import Choice, Command, Feature, Group, Kind, Option
from core.admin.people import MOST_CREDITS
from core.audit.areas import AREAS
from core.i18n import N_
from core.roles import ROLE_NAMES, Permission

_ADMIN = Group(N_("admin"), N_("Roles, credits, servers, workers, the log"))
_ROLE = tuple(Choice(name, ROLE_NAMES[role]) for name, role in people.ROLES.items())
_AREA = tuple(Choice(area, label) for area, label in AREAS.items())
_PERSON = Option(N_("person"), N_("Name or number of somebody"), complete=people.complete_person)
_WHO = Option(N_("person"), N_("Name or number of somebody"), required=True, complete=people.complete_person)

ADMINISTRATION = Feature(
    commands=(
        Command(
            N_("role"),
            N_("What somebody may do"),
            people.role,
            (_WHO, Option(N_("role"), N_("The new role; without it I tell the present one"), choices=_ROLE)),
            Permission.MANAGE_USERS,
            group=_ADMIN,
        ),
        Command(
            N_("quota"),
            N_("Credits a day of somebody or of a role"),
            people.quota,
            (
                _PERSON,
                Option(N_("role"), N_("A role instead of a person"), choices=_ROLE),
                Option(N_("credits"), N_("Credits a day; -1 for the usual"), Kind.NUMBER, least=-1, most=MOST_CREDITS),
                Option(N_("today"), N_("Credits more for today alone"), Kind.NUMBER, least=1, most=MOST_CREDITS),
            ),
            Permission.MANAGE_USERS,
            group=_ADMIN,
        ),
        Command(
            N_("block"),
            N_("Shut somebody out, or let them in again"),
            people.block,
            (
                _WHO,
                Option(
                    N_("what"),
                    N_("Shut out or let in"),
                    choices=(Choice("block", N_("shut out")), Choice("unblock", N_("let in"))),
                ),
            ),
            Permission.MANAGE_USERS,
            group=_ADMIN,
        ),
        Command(
            N_("space"),
            N_("Settings of this server, group or channel"),
            places.space,
            permission=Permission.MANAGE_SPACES,
            group=_ADMIN,
        ),
        Command(
            N_("engines"),
            N_("Workers, their models, and how much waits"),
            machinery.engines,
            permission=Permission.MANAGE_USERS,
            group=_ADMIN,
        ),
        Command(
            N_("audit"),
            N_("Who changed what, and when"),
            machinery.audit,
            (Option(N_("area"), N_("Only this kind"), choices=_AREA), _PERSON),
            Permission.MANAGE_USERS,
            group=_ADMIN,
        ),
        Command(
            N_("announce"),
            N_("Say something in every server and group"),
            places.announce,
            permission=Permission.ANNOUNCE,
            group=_ADMIN,
            asks=True,
        ),
    ),
    presses=MappingProxyType({"space": places.press_space, "audit": machinery.press_audit}),
    forms=MappingProxyType({"announced": places.announced}),
)
