"""Asking for texts: ``/draw … enhance``, ``/comic idea``, words for a comic by its button."""

from bots.conversation.actions import Action
from bots.conversation.replies import Field, Form, Reply
from bots.conversation.turns import Context
from bots.conversation.writing import telling
from core.comics import service as comics
from core.comics.models import Comic
from core.comics.service import Look
from core.jobs.permits import require_making
from core.jobs.service import Request
from core.jobs.specs import Wish
from core.privacy import Visibility
from core.writing import service
from core.writing.service import Asking

_MOST_WISH = 300


async def enhance(context: Context, wish: Wish, visibility: Visibility) -> Reply:
    """Have a picture's prompt said better, and show it before anything is drawn."""
    asking = _asking(context, visibility)
    job = await service.better_words(context.session, context.person, wish, asking=asking)
    return await telling.taken(context, job)


async def has_model(context: Context) -> bool:
    """Tell whether a model writes at this moment, and not the template."""
    writers = await service.writers_now(context.session, context.setting.policy, now=context.now)
    return not writers.is_template


async def script(context: Context, idea: str, *, panels: int | None, look: Look) -> Reply:
    """Have a comic's script written, and show it before anything is drawn."""
    job = await service.script_from(
        context.session, context.person, idea, panels=panels, look=look, asking=_asking(context, look.visibility)
    )
    return await telling.taken(context, job)


async def ask_words(context: Context, action: Action) -> Reply:
    """Ask how a comic's characters should talk."""
    require_making(context.person, closed=context.closed)
    own = await comics.own(context.session, context.person, action.subject)
    say = context.say
    label = say.gettext("How should they talk? (funnier, shorter, in rhyme …)")
    field = Field("wish", label, "", _MOST_WISH, long=False, required=False)
    return Reply(form=Form(say.gettext("Other words"), str(Action("comicworded", own.id)), (field,)))


async def words(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Have other words written for a comic."""
    require_making(context.person, closed=context.closed)
    own = await comics.own(context.session, context.person, action.subject)
    return await reword(context, own, fields.get("wish", ""))


async def reword(context: Context, own: Comic, wish: str) -> Reply:
    """Have other words written for a comic, as somebody wishes."""
    asking = _asking(context, Visibility.PRIVATE)
    job = await service.other_words(context.session, context.person, own, wish=wish, asking=asking)
    return await telling.taken(context, job)


def _asking(context: Context, visibility: Visibility) -> Asking:
    request = Request(context.turn.key, visibility, context.reply_to, context.closed, context.allowed)
    return Asking(context.say.locale, request, context.setting.policy, context.now, context.dice)
