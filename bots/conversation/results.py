"""What is said about a job: that it waits, that it is being drawn, what became of it; and the buttons below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bots.conversation.actions import Action
from bots.conversation.buttons import result_rows
from bots.conversation.replies import Button, Picture, Reply
from bots.conversation.turns import Context
from core.i18n import N_, Translator
from core.jobs import queries as jobs
from core.jobs.editing import Mode
from core.jobs.families import PANELS_SHARE
from core.jobs.models import Job
from core.jobs.reasons import reason_of, said_of_pause
from core.jobs.states import Kind, State
from core.media import queries as media_queries
from core.media.models import Derivative, Media
from core.privacy import Visibility
from core.spaces.ratings import MOST_LEVEL
from core.storage.store import EXTENSIONS

_BAR = 12
_UNRATED = N_(
    "It stays private: nothing here could rate it by age. An unlisted link works; admins find the reason with ./run "
    "doctor."
)
_POSTER = "image/webp"
_MOVING = {"video/mp4": 0, "image/gif": 1}


@dataclass(frozen=True, slots=True)
class Extras:
    """What an answer needs to know beside its pictures.

    Attributes:
        copies: the derivatives of clips, by their media's id.
        widens: whether a model is there that adds to the sides of a picture.
    """

    copies: Mapping[UUID, Sequence[Derivative]] = field(default_factory=dict)
    widens: bool = False


_NOTHING = Extras()


async def extras_for(session: AsyncSession, job: Job, pictures: Sequence[Media], *, now: datetime) -> Extras:
    """Look up what the answer to a job needs."""
    clips = [media.id for media in pictures if media.is_clip]
    copies = await media_queries.derivatives(session, clips) if clips else {}
    cards = await jobs.models(session, now=now, makes=Kind.IMAGE) if job.kind is Kind.IMAGE else []
    return Extras(copies, widens=any(Mode.OUTPAINT in card.edits for card in cards))


async def accepted(context: Context, job: Job) -> Reply:
    """Say that a job waits, where it stands and when it will be there."""
    say = context.say
    place = await jobs.place(context.session, job, now=context.now)
    lines = []
    eta = None
    if place is None:
        text = say.gettext("Drawing…")
    elif place.paused is not None:
        text = said_of_pause(say, place.paused)
    elif place.seconds is None:
        text = say.gettext("Waiting: the computer that draws is asleep. You get the picture when it wakes up.")
    else:
        text = say.gettext("Waiting in place {position}…", position=place.position)
        eta = context.now + timedelta(seconds=place.seconds)
    if job.cost:
        lines.append(say.ngettext("costs {cost} credit", "costs {cost} credits", job.cost, cost=job.cost))
    return Reply(
        text=text, quote=job.draw.prompt, small=" · ".join(lines), eta=eta, job=job.id, rows=((_cancel(say, job),),)
    )


def progress(say: Translator, job: Job, *, done: float, preview: str = "") -> Reply:
    """Show how far a picture is; ``done`` from 0 to 1."""
    full = round(done * _BAR)
    bar = "▰" * full + "▱" * (_BAR - full)
    panels = sum(1 for part in job.draw.pages.parts if part.job) if job.draw.pages else 0
    text = say.gettext("Drawing {bar} {percent} %", bar=bar, percent=round(done * 100))
    if job.kind is Kind.SCRIPT:
        text = say.gettext("Writing {bar} {percent} %", bar=bar, percent=round(done * 100))
    if panels:
        text = say.ngettext(
            "Drawing {bar} {done} of {count} panel", "Drawing {bar} {done} of {count} panels", panels, bar=bar,
            done=round(done / PANELS_SHARE * panels), count=panels,
        )  # fmt: skip
    return Reply(text=text, quote=job.draw.prompt, rows=((_cancel(say, job),),), job=job.id, done=done, preview=preview)


def outcome(
    say: Translator,
    job: Job,
    pictures: list[Media],
    *,
    public_url: str,
    most_level: int = MOST_LEVEL,
    extras: Extras = _NOTHING,
) -> Reply:
    """Return the answer to a finished job; ``most_level`` is the highest rating that is shown in its place."""
    match job.state:
        case State.SUCCEEDED if job.kind is Kind.CAPTION:
            return _told(say, job)
        case State.SUCCEEDED:
            return _succeeded(say, job, pictures, public_url, most_level=most_level, extras=extras)
        case State.CANCELLED:
            text = say.gettext("Cancelled. Your credits are back.")
        case State.EXPIRED:
            text = say.gettext("Nobody could draw this in time, so I stopped waiting. Your credits are back.")
        case State.FAILED:
            reason = say.gettext(reason_of(job.error))
            text = say.gettext("This did not work: {reason} Your credits are back.", reason=reason)
        case State.QUEUED | State.DISPATCHED | State.RUNNING:
            return progress(say, job, done=0.0)
        case _:
            assert_never(job.state)
    again = Button(say.gettext("Try again"), str(Action("redo", job.id)), "🔄")
    return Reply(text=text, quote=job.draw.prompt, rows=((again,),), job=job.id)


def shown(media: Media, say: Translator, copies: Sequence[Derivative] = ()) -> Picture:
    """Return a stored picture as it is shown; what is rated is veiled. ``copies`` are those of a clip."""
    alt = str(media.alt.get(say.locale) or media.alt.get("en") or media.prompt)
    name = f"inkhearth-{media.slug[:8]}"
    veiled = media.level > 0 or _is_open(media)

    def form(stored: Media | Derivative, twins: tuple[Picture, ...] = ()) -> Picture:
        extension = EXTENSIONS[stored.media_type]
        return Picture(
            stored.key, stored.media_type, f"{name}.{extension}", stored.width, stored.height, stored.bytes, alt,
            veiled, twins=twins,
        )  # fmt: skip

    return form(media, tuple(form(copy) for copy in _twins(copies)) if media.is_clip else ())


def _is_open(media: Media) -> bool:
    """Tell whether nobody could rate what is to be seen; a comic's file is rated by its pages."""
    return not media.judged and media.media_type.startswith(("image/", "video/"))


def _twins(copies: Sequence[Derivative]) -> list[Derivative]:
    """Return what stands for a clip that does not fit: smaller clips, the GIF, at last the poster."""
    posters = [copy for copy in copies if copy.media_type == _POSTER]
    moving = sorted((copy for copy in copies if copy.media_type in _MOVING), key=lambda copy: _MOVING[copy.media_type])
    return [*moving, *sorted(posters, key=lambda copy: -copy.width)[:1]]


def _told(say: Translator, job: Job) -> Reply:
    """Return the words that were asked for."""
    words = job.words or {}
    text = words.get(say.locale) or words.get("en") or next(iter(words.values()), "")
    if not text:
        return Reply(text=say.gettext("I can't tell what this picture shows."), job=job.id)
    small = [say.gettext("described by {model}", model=job.draw.model)]
    if say.locale not in words and "en" in words:
        small.append(say.gettext("in English, the only language that it knows"))
    return Reply(text=text, small=" · ".join(small), job=job.id)


def _succeeded(
    say: Translator, job: Job, pictures: list[Media], public_url: str, *, most_level: int, extras: Extras
) -> Reply:
    if not pictures:
        return Reply(text=say.gettext("This picture was deleted."), job=job.id)
    left = [media for media in pictures if media.hidden_at is None]
    if not left:
        return Reply(text=say.gettext("Moderators have hidden this result."), job=job.id, withdraws=True)
    if any(media.level > most_level for media in left):
        return _rated(say, job, left, public_url, extras)
    return _drawn(say, job, left, public_url, extras, hidden=len(pictures) - len(left))


def _rated(say: Translator, job: Job, pictures: list[Media], public_url: str, extras: Extras) -> Reply:
    """Say that a result is not for this place, without its pictures and its prompt."""
    text = say.gettext(
        "This result is rated {level} of 3, so it is not shown here. /show it in an age-restricted channel.",
        level=max(media.level for media in pictures),
    )
    rows = result_rows(say, job, pictures, public_url, widens=extras.widens)
    return Reply(text=text, small=str(pictures[0].id), rows=rows[1:], job=job.id, withdraws=True)


def _drawn(
    say: Translator, job: Job, pictures: list[Media], public_url: str, extras: Extras, *, hidden: int = 0
) -> Reply:
    lines = []
    if hidden:
        lines.append(
            say.ngettext(
                "Moderators have hidden {count} picture of this.",
                "Moderators have hidden {count} pictures of this.",
                hidden,
                count=hidden,
            )
        )
    if job.visibility is Visibility.PUBLIC and any(_is_open(media) for media in pictures):
        lines.append(say.gettext(_UNRATED))
    missing = sorted({word for media in pictures for word in media.not_drawn})
    if missing:
        lines.append(say.gettext("Not drawn: {words}", words=", ".join(missing)))
    if job.draw.wished:
        wished = job.draw.wished.rpartition("/")[2]
        lines.append(say.gettext("{wished} could not, so {model} drew this.", wished=wished, model=job.draw.model))
    return Reply(
        quote=job.draw.prompt,
        lines=tuple(lines),
        small=" · ".join(_details(say, job, pictures)),
        pictures=tuple(shown(media, say, extras.copies.get(media.id, ())) for media in pictures),
        rows=result_rows(say, job, pictures, public_url, widens=extras.widens),
        job=job.id,
    )


def _details(say: Translator, job: Job, pictures: list[Media]) -> list[str]:
    """Return how a result was made, in a few words; an enlarged picture has no chance in it, so no seed."""
    spec, first = job.draw, pictures[0]
    if spec.upscale is not None:
        size = say.gettext(
            "×{factor}, {width} × {height}", factor=spec.upscale.factor, width=first.width, height=first.height
        )
        return [spec.model, size]
    length = [say.gettext("{seconds} s", seconds=f"{first.seconds:g}")] if first.seconds else []
    return [spec.model, *length, say.gettext("seed {seed}", seed=spec.seed)]


def _cancel(say: Translator, job: Job) -> Button:
    return Button(say.gettext("Cancel"), str(Action("cancel", job.id)), "✖️")
