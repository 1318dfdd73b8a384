"""Drawing on from a picture of the gallery, anybody's: ``/remix``, which the link on a picture's page gives too.

Looking costs nothing: the card says what is drawn and for how much, and a press asks for it.
"""

from dataclasses import replace
from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.draw import is_shared
from bots.conversation.pictures import slug_in
from bots.conversation.replies import Button, Field, Form, Reply
from bots.conversation.results import shown
from bots.conversation.reworking.subject import NotOnClips, Subject
from bots.conversation.reworking.submitting import hand_in, known_models
from bots.conversation.reworking.varying import STRENGTHS, STRONG, SUBTLE, varied, wish_like
from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.abilities import makes
from core.jobs.models import Job
from core.jobs.prompts import PROMPT_LENGTH
from core.jobs.specs import DrawSpec, draw_spec
from core.jobs.states import Kind
from core.media import queries as media
from core.media.models import Media
from core.privacy import can_see

_DRAWN = frozenset({Kind.IMAGE, Kind.UPSCALE})


class NothingToRemix(DomainError):
    """No picture at the address, or none that this person may see: they don't learn which."""

    refusal = Refusal.NOT_FOUND
    code = "nothing-to-remix"
    msgid = N_("There is no picture to remix at this address. It may have been deleted, or it is private.")


class WordsKept(DomainError):
    """Its maker has hidden the prompt, so nobody draws it again."""

    refusal = Refusal.CONFLICT
    code = "words-kept"
    msgid = N_("Whoever made this picture keeps its words to themselves, so it can't be remixed.")


class RatedTooHigh(DomainError):
    """The place is not for pictures of this rating."""

    refusal = Refusal.CONFLICT
    code = "rated-too-high"
    msgid = N_("This picture is rated {level} of 3, so it can't be remixed here. Try an age-restricted channel.")


async def remix(context: Context, options: Options) -> Reply:
    """Show a picture of the gallery with what can be drawn from it."""
    slug = slug_in(cast("str | None", options.get("picture")) or "")
    found = await media.shown(context.session, slug) if slug else None
    subject = await _checked(context, found[0] if found else None)
    return await _card(context, subject, found[1] if found else "")


async def press_remix(context: Context, action: Action) -> Reply:
    """Draw one more like the picture."""
    if action.detail not in {SUBTLE, STRONG}:
        raise ValueError(action.detail)
    subject = await _subject(context, action)
    return await hand_in(context, await _variation(context, subject, action.detail), context.usual_reach)


async def press_reword(context: Context, action: Action) -> Reply:
    """Offer the picture's words for changing."""
    subject = await _subject(context, action)
    words = subject.media.prompt if subject.media else ""
    field = Field("prompt", context.say.gettext("What to draw"), words, PROMPT_LENGTH)
    return Reply(form=Form(context.say.gettext("Change the words"), str(Action("reworded", action.subject)), (field,)))


async def reworded(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Draw by changed words, as the picture was drawn."""
    subject = await _subject(context, action)
    cards = await known_models(context)
    wish = replace(wish_like(context, subject, count=1), prompt=fields.get("prompt", ""))
    names = {name for card in cards if makes(card, Kind.IMAGE) for name in (card.name, card.target)}
    wish = replace(wish, model=wish.model if wish.model in names else None)
    return await hand_in(context, draw_spec(wish, cards, dice=context.dice), context.usual_reach)


async def _subject(context: Context, action: Action) -> Subject:
    """Return the picture of a button, asked about anew: it may have been withdrawn since the card was shown."""
    return await _checked(context, await context.session.get(Media, action.subject) if action.subject else None)


async def _checked(context: Context, picture: Media | None) -> Subject:
    """Return a picture that the person may draw from.

    Raises:
        NothingToRemix: there is none, or they may not see it.
        NotOnClips, WordsKept, RatedTooHigh: what stands against it.
    """
    if picture is None or picture.deleted_at is not None or picture.hidden_at is not None or picture.part:
        raise NothingToRemix
    if not can_see(picture.visibility, owner=picture.owner_id, viewer=context.person.id):
        raise NothingToRemix
    job = await context.session.get_one(Job, picture.job_id)
    if not picture.media_type.startswith("image/"):
        raise NotOnClips
    if job.kind not in _DRAWN:
        raise NothingToRemix
    if picture.owner_id != context.person.id and not is_shared(picture):
        raise WordsKept
    if picture.level > context.most_level:
        raise RatedTooHigh(level=picture.level)
    return Subject(picture.key, (picture.width, picture.height), picture, job)


async def _card(context: Context, subject: Subject, creator: str) -> Reply:
    say, picture = context.say, subject.media
    if picture is None:
        raise NothingToRemix
    cost = (await _variation(context, subject, SUBTLE)).cost
    costs = say.ngettext("each costs {cost} credit", "each costs {cost} credits", cost, cost=cost) if cost else ""
    address = f"{context.setting.public_url.rstrip('/')}/i/{picture.slug}"
    return Reply(
        text=say.gettext("A picture by {creator}. What shall I draw from it?", creator=creator),
        quote=picture.prompt,
        small=" · ".join(filter(None, (picture.target.rpartition("/")[2], costs))),
        pictures=(shown(picture, say),),
        rows=(
            (
                Button(say.gettext("Vary a little"), str(Action("remix", picture.id, SUBTLE)), "✨"),
                Button(say.gettext("Vary a lot"), str(Action("remix", picture.id, STRONG)), "🎲"),
            ),
            (
                Button(say.gettext("Change the words"), str(Action("reword", picture.id)), "✏️"),
                Button(say.gettext("Open"), url=address, emoji="🌐"),
            ),
        ),
        private=True,
    )


async def _variation(context: Context, subject: Subject, how: str) -> DrawSpec:
    wish = wish_like(context, subject, count=1)
    return varied(context, wish, await known_models(context), subject=subject, strength=STRENGTHS[how])
