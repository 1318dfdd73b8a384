"""Texts in the studio: asked for in a person's name, told to a page's script, put into the form that they are for."""

from dataclasses import dataclass, replace
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.i18n import Translator
from core.jobs.models import Job
from core.jobs.service import Request
from core.jobs.states import OPEN, Kind, State
from core.jobs.writing import TEMPLATE, Task
from core.writing import using
from core.writing.service import Asking, writers_now
from web_gallery.settings import WebSettings
from web_gallery.studio.asking import Typed, again, policy_of
from web_gallery.studio.wording import standing
from web_gallery.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Text:
    """A text on its job's card: where it is used, with the words of that link; who wrote it."""

    text: str
    use: str
    label: str
    note: str


def asking_of(settings: WebSettings, request: Request, locale: str) -> Asking:
    """Return what comes with a wish for a text."""
    return Asking(locale, request, policy_of(settings), utc_now(), Random())  # noqa: S311 - seeds are no secrets


async def has_model(session: AsyncSession, settings: WebSettings) -> bool:
    """Tell whether a model writes at this moment, and not the template."""
    return not (await writers_now(session, policy_of(settings), now=utc_now())).is_template


def text_on_card(job: Job, say: Translator) -> Text | None:
    """Return the text of a job, None for a job that is none, or has none yet."""
    writing = job.draw.writing if job.kind is Kind.SCRIPT and job.state is State.SUCCEEDED else None
    text = using.text_of(job)
    if writing is None or not text:
        return None
    label = say.gettext("Put it into the form")
    match writing.task:
        case Task.EXPAND:
            return Text(text, f"/studio?words={job.id}", label, _note(job, say))
        case Task.SCRIPT:
            return Text(text, f"/studio/comics/new?words={job.id}", label, _note(job, say))
        case Task.DIALOGUE:
            return Text(text, f"/studio/comics/{writing.comic}?words={job.id}", label, _note(job, say))


def _note(job: Job, say: Translator) -> str:
    """Say who wrote a text, and in whose place."""
    spec = job.draw
    if spec.wished:
        wished = spec.wished.rpartition("/")[2]
        return say.gettext("{wished} could not, so {model} wrote this.", wished=wished, model=spec.model)
    return "" if spec.model == TEMPLATE else say.gettext("written by {model}", model=spec.model)


def facts_of(job: Job, say: Translator) -> dict[str, object]:
    """Return what a page's script is told of a text."""
    found = text_on_card(job, say)
    return {
        "job": str(job.id),
        "open": job.state in OPEN,
        "text": found.text if found else "",
        "note": found.note if found else "",
        "words": "" if found else standing(say, job, place=None, parts=None),
    }


async def with_better_words(session: AsyncSession, viewer: Viewer, job: Job, settings: WebSettings) -> Typed:
    """Return a picture's form with the better words in it, and all else as it was.

    Raises:
        JobNotFound, TextGone: there are none of the viewer's.
    """
    await using.own_text(session, viewer.user, job.id, task=Task.EXPAND)
    writing = using.writing_of(job)
    typed = again(job, viewer.user, settings)
    return replace(typed, prompt=using.text_of(job), count=str(writing.count), model=writing.model)
