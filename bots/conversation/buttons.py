"""The buttons below a result: what may be done with it next."""

from bots.conversation.actions import Action
from bots.conversation.replies import Button, Tone
from core.i18n import Translator
from core.jobs.models import Job
from core.jobs.scaling import FACTORS
from core.jobs.states import Kind
from core.media.models import Media
from core.privacy import Visibility

_ICONS = {Visibility.PUBLIC: "🌐", Visibility.UNLISTED: "🔗", Visibility.PRIVATE: "🔒"}
Row = tuple[Button, ...]


def result_rows(
    say: Translator, job: Job, pictures: list[Media], public_url: str, *, widens: bool = False
) -> tuple[Row, ...]:
    """Return the rows of buttons of a finished job, at most five, as Discord takes them.

    What is done with one picture of several has its number; ``widens`` says that a model adds to a picture's sides.
    """
    again = (
        Button(say.gettext("Redo"), str(Action("redo", job.id)), "🔄"),
        Button(say.gettext("Edit"), str(Action("edit", job.id)), "✏️"),
    )
    if job.kind is Kind.UPSCALE:
        work: tuple[Row, ...] = (_one_picture(say, pictures[0], enlarged=True),)
    elif pictures[0].is_clip:
        work = (again,)
    elif len(pictures) > 1:
        work = (again, _numbered(say, pictures, "✨", "vary"), _numbered(say, pictures, "🔍", "upscale"))
    else:
        wider = _wider(say, pictures[0]) if widens else ()
        work = (again + _varied(say, pictures[0]) + wider[:1], _one_picture(say, pictures[0]) + wider[1:])
    return (*work, _reach(say, job, pictures, public_url), _keep(say, job))


def _varied(say: Translator, media: Media) -> Row:
    return (
        Button(say.gettext("Vary a little"), str(Action("vary", media.id, "subtle")), "✨"),
        Button(say.gettext("Vary a lot"), str(Action("vary", media.id, "strong")), "🎲"),
    )


def _one_picture(say: Translator, media: Media, *, enlarged: bool = False) -> Row:
    larger = tuple(
        Button(say.gettext("Enlarge ×{factor}", factor=factor), str(Action("upscale", media.id, str(factor))), "🔍")
        for factor in (() if enlarged else FACTORS)
    )
    return (
        *larger,
        Button(say.gettext("Animate"), str(Action("animate", media.id)), "🎞️"),
        Button(say.gettext("Describe"), str(Action("describe", media.id)), "💬"),
    )


def _wider(say: Translator, media: Media) -> Row:
    return (
        Button(say.gettext("Wider"), str(Action("outpaint", media.id, "wide")), "↔️"),
        Button(say.gettext("Taller"), str(Action("outpaint", media.id, "tall")), "↕️"),
    )


def _numbered(say: Translator, pictures: list[Media], icon: str, verb: str) -> Row:
    """Return a button for each of several pictures."""
    labels = {
        "vary": lambda number: say.gettext("Vary {number}", number=number),
        "upscale": lambda number: say.gettext("Enlarge {number}", number=number),
    }
    return tuple(Button(labels[verb](media.position + 1), str(Action(verb, media.id)), icon) for media in pictures)


def _reach(say: Translator, job: Job, pictures: list[Media], public_url: str) -> Row:
    first = pictures[0]
    change = tuple(
        Button(_visibility_label(say, visibility), str(Action("reach", job.id, visibility.value)), _ICONS[visibility])
        for visibility in Visibility
        if visibility is not first.visibility
    )
    if first.visibility is Visibility.PRIVATE:
        return change
    return (*change, Button(say.gettext("Open"), url=f"{public_url}/i/{first.slug}", emoji=_ICONS[first.visibility]))


def _keep(say: Translator, job: Job) -> Row:
    return (
        Button(say.gettext("Original"), str(Action("original", job.id)), "⬇️"),
        Button(say.gettext("Report"), str(Action("report", job.id)), "🚩"),
        Button(say.gettext("Delete"), str(Action("delete", job.id)), "🗑️", Tone.DANGER),
    )


def _visibility_label(say: Translator, visibility: Visibility) -> str:
    match visibility:
        case Visibility.PUBLIC:
            return say.gettext("Make public")
        case Visibility.UNLISTED:
            return say.gettext("Only with link")
        case Visibility.PRIVATE:
            return say.gettext("Make private")
