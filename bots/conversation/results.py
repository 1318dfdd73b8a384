"""What is said about a job: that it waits, that it is being drawn, what became of it; and the buttons below."""

from datetime import timedelta
from typing import assert_never

from bots.conversation.actions import Action
from bots.conversation.replies import Button, Picture, Reply, Tone
from bots.conversation.turns import Context
from core.i18n import N_, Translator
from core.jobs import queries as jobs
from core.jobs.families import PANELS_SHARE
from core.jobs.models import Job
from core.jobs.orders import Failure
from core.jobs.states import State
from core.media.models import Media
from core.privacy import Visibility
from core.spaces.ratings import MOST_LEVEL
from core.storage.store import EXTENSIONS

_BAR = 12
_FAILURES = {
    Failure.WORKER_LOST: N_("The computer that was drawing it went away three times."),
    Failure.ENGINE: N_("The engine could not draw it."),
    Failure.MODEL_MISSING: N_("The model is not installed on the computer that draws."),
    Failure.OUT_OF_MEMORY: N_("The computer that draws has not enough memory for this. Try a smaller picture."),
    Failure.STORE: N_("The finished picture could not be stored."),
    Failure.REFERENCE_MISSING: N_("The picture to start from is gone."),
}
_ICONS = {Visibility.PUBLIC: "🌐", Visibility.UNLISTED: "🔗", Visibility.PRIVATE: "🔒"}


async def accepted(context: Context, job: Job) -> Reply:
    """Say that a job waits, where it stands and when it will be there."""
    say = context.say
    place = await jobs.place(context.session, job, now=context.now)
    lines = []
    eta = None
    if place is None:
        text = say.gettext("Drawing…")
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
    if panels:
        text = say.ngettext(
            "Drawing {bar} {done} of {count} panel", "Drawing {bar} {done} of {count} panels", panels, bar=bar,
            done=round(done / PANELS_SHARE * panels), count=panels,
        )  # fmt: skip
    return Reply(text=text, quote=job.draw.prompt, rows=((_cancel(say, job),),), job=job.id, done=done, preview=preview)


def outcome(
    say: Translator, job: Job, pictures: list[Media], *, public_url: str, most_level: int = MOST_LEVEL
) -> Reply:
    """Return the answer to a finished job; ``most_level`` is the highest rating that is shown in its place."""
    match job.state:
        case State.SUCCEEDED:
            return _succeeded(say, job, pictures, public_url, most_level=most_level)
        case State.CANCELLED:
            text = say.gettext("Cancelled. Your credits are back.")
        case State.EXPIRED:
            text = say.gettext("Nobody could draw this in time, so I stopped waiting. Your credits are back.")
        case State.FAILED:
            reason = say.gettext(_FAILURES[Failure(job.error or Failure.ENGINE)])
            text = say.gettext("This did not work: {reason} Your credits are back.", reason=reason)
        case State.QUEUED | State.DISPATCHED | State.RUNNING:
            return progress(say, job, done=0.0)
        case _:
            assert_never(job.state)
    again = Button(say.gettext("Try again"), str(Action("redo", job.id)), "🔄")
    return Reply(text=text, quote=job.draw.prompt, rows=((again,),), job=job.id)


def shown(media: Media, say: Translator) -> Picture:
    """Return a stored picture as it is shown; what is rated is veiled."""
    alt = media.alt.get(say.locale) or media.alt.get("en") or media.prompt
    name = f"inkhearth-{media.slug[:8]}.{EXTENSIONS[media.media_type]}"
    return Picture(media.key, media.media_type, name, media.width, media.height, media.bytes, str(alt), media.level > 0)


def _succeeded(say: Translator, job: Job, pictures: list[Media], public_url: str, *, most_level: int) -> Reply:
    if not pictures:
        return Reply(text=say.gettext("This picture was deleted."), job=job.id)
    if any(media.hidden_at is not None for media in pictures):
        return Reply(text=say.gettext("Moderators have hidden this result."), job=job.id, withdraws=True)
    if any(media.level > most_level for media in pictures):
        return _rated(say, job, pictures, public_url)
    return _drawn(say, job, pictures, public_url)


def _rated(say: Translator, job: Job, pictures: list[Media], public_url: str) -> Reply:
    """Say that a result is not for this place, without its pictures and its prompt."""
    text = say.gettext(
        "This result is rated {level} of 3, so it is not shown here. /show it in an age-restricted channel.",
        level=max(media.level for media in pictures),
    )
    rows = _result_rows(say, job, pictures, public_url)
    return Reply(text=text, small=str(pictures[0].id), rows=rows[1:], job=job.id, withdraws=True)


def _drawn(say: Translator, job: Job, pictures: list[Media], public_url: str) -> Reply:
    lines = []
    missing = sorted({word for media in pictures for word in media.not_drawn})
    if missing:
        lines.append(say.gettext("Not drawn: {words}", words=", ".join(missing)))
    details = [job.draw.model, say.gettext("seed {seed}", seed=job.draw.seed)]
    return Reply(
        quote=job.draw.prompt,
        lines=tuple(lines),
        small=" · ".join(details),
        pictures=tuple(shown(media, say) for media in pictures),
        rows=_result_rows(say, job, pictures, public_url),
        job=job.id,
    )


def _result_rows(say: Translator, job: Job, pictures: list[Media], public_url: str) -> tuple[tuple[Button, ...], ...]:
    again = (
        Button(say.gettext("Redo"), str(Action("redo", job.id)), "🔄"),
        Button(say.gettext("Edit"), str(Action("edit", job.id)), "✏️"),
    )
    vary = tuple(
        Button(_vary_label(say, media, len(pictures)), str(Action("vary", media.id)), "✨") for media in pictures
    )
    reach = tuple(
        Button(_visibility_label(say, visibility), str(Action("reach", job.id, visibility.value)), _ICONS[visibility])
        for visibility in Visibility
        if visibility is not pictures[0].visibility
    )
    keep = (
        Button(say.gettext("Original"), str(Action("original", job.id)), "⬇️"),
        Button(say.gettext("Report"), str(Action("report", job.id)), "🚩"),
        Button(say.gettext("Delete"), str(Action("delete", job.id)), "🗑️", Tone.DANGER),
    )
    open_ = (
        (Button(say.gettext("Open"), url=f"{public_url}/i/{pictures[0].slug}", emoji=_ICONS[pictures[0].visibility]),)
        if pictures[0].visibility is not Visibility.PRIVATE
        else ()
    )
    first = (again, vary) if len(pictures) > 1 else (again + vary,)
    return (*first, reach + open_, keep)


def _vary_label(say: Translator, media: Media, count: int) -> str:
    return say.gettext("Vary {number}", number=media.position + 1) if count > 1 else say.gettext("Vary")


def _visibility_label(say: Translator, visibility: Visibility) -> str:
    match visibility:
        case Visibility.PUBLIC:
            return say.gettext("Make public")
        case Visibility.UNLISTED:
            return say.gettext("Only with link")
        case Visibility.PRIVATE:
            return say.gettext("Make private")


def _cancel(say: Translator, job: Job) -> Button:
    return Button(say.gettext("Cancel"), str(Action("cancel", job.id)), "✖️")
