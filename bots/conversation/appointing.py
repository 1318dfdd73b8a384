"""What admins set for moderation in a space: who its moderators are, and which screened categories pass there."""

from typing import cast

from bots.conversation.declaration import Choice, Command, Feature, Option, Options
from bots.conversation.moderating import MOD
from bots.conversation.people import person_called
from bots.conversation.replies import Reply
from bots.conversation.turns import Context
from core.i18n import N_
from core.moderation import places, standing
from core.moderation.refusals import OnlyInASpace
from core.roles import Permission
from core.screening.reasons import CATEGORY_NAMES, SWITCHABLE, Category
from core.spaces.service import Place

_SWITCHABLE = tuple(category for category in Category if category in SWITCHABLE)


async def appoint(context: Context, options: Options) -> Reply:
    """Make somebody a moderator of this place."""
    place = _place(context)
    person = await person_called(context, cast("str", options.get("who") or ""))
    await standing.grant(
        context.session,
        context.person,
        to=person,
        space_id=place.id,
        origin=context.turn.platform.value,
        now=context.now,
    )
    return Reply(text=context.say.gettext("{name} moderates here now.", name=person.name), private=True)


async def release(context: Context, options: Options) -> Reply:
    """Take this place's moderation from somebody."""
    place = _place(context)
    person = await person_called(context, cast("str", options.get("who") or ""))
    await standing.revoke(
        context.session,
        context.person,
        of=person,
        space_id=place.id,
        origin=context.turn.platform.value,
        now=context.now,
    )
    return Reply(text=context.say.gettext("{name} moderates here no more.", name=person.name), private=True)


async def screening(context: Context, options: Options) -> Reply:
    """Show what is screened here, changed by what is given."""
    place, say = _place(context), context.say
    passing = frozenset(Category(name) for name in place.allowed)
    wanted = cast("str | None", options.get("category"))
    if wanted is not None:
        passing = await places.set_allowed(
            context.session,
            context.person,
            place.id,
            category=Category(wanted),
            passes=options.get("passes") == "yes",
            origin=context.turn.platform.value,
            now=context.now,
        )
    lines = tuple(
        f"{'🟢' if category in passing else '🔴'} {say.gettext(name)}: "
        + (say.gettext("passes here") if category in passing else say.gettext("refused"))
        for category, name in CATEGORY_NAMES.items()
    )
    return Reply(text=say.gettext("Before anything is drawn I look for this:"), lines=lines, private=True)


def _place(context: Context) -> Place:
    if context.place is None:
        raise OnlyInASpace
    return context.place


_WHO = Option(N_("who"), N_("Their name or number"), required=True, rest=True)
APPOINTING = Feature(
    commands=(
        Command(
            N_("appoint"),
            N_("Make somebody a moderator of this server or group"),
            appoint,
            (_WHO,),
            Permission.MANAGE_USERS,
            group=MOD,
        ),
        Command(
            N_("release"),
            N_("Take the moderation of this server or group from somebody"),
            release,
            (_WHO,),
            Permission.MANAGE_USERS,
            group=MOD,
        ),
        Command(
            N_("screening"),
            N_("What is refused here before it is drawn"),
            screening,
            (
                Option(
                    N_("category"),
                    N_("What to change"),
                    choices=tuple(Choice(category.value, CATEGORY_NAMES[category]) for category in _SWITCHABLE),
                ),
                Option(
                    N_("passes"),
                    N_("Whether it passes here"),
                    choices=(Choice("yes", N_("passes here")), Choice("no", N_("refused"))),
                ),
            ),
            Permission.MANAGE_SPACES,
            group=MOD,
        ),
    ),
)
