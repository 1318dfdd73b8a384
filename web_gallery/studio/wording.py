"""What is said of a job on pages: that it waits, how far it is, what became of it."""

from datetime import timedelta
from typing import assert_never

from babel.dates import format_timedelta

from core.i18n import N_, Translator
from core.jobs.models import Job
from core.jobs.queries import Place
from core.jobs.reasons import reason_of, said_of_pause
from core.jobs.states import Kind, State

KIND_NAMES = {
    Kind.IMAGE: N_("Picture"),
    Kind.COMIC: N_("Comic"),
    Kind.PANEL: N_("Panel"),
    Kind.ANIMATION: N_("Animation"),
    Kind.VIDEO: N_("Video"),
    Kind.UPSCALE: N_("Enlargement"),
    Kind.CAPTION: N_("Description"),
    Kind.SCRIPT: N_("Text"),
    Kind.CAROUSEL: N_("Carousel"),
    Kind.WORKFLOW: N_("Workflow"),
    Kind.EXPORT: N_("File"),
}


def standing(say: Translator, job: Job, *, place: Place | None, parts: tuple[int, int] | None) -> str:
    """Return how a job stands; ``place`` is for one that waits, ``parts`` for a comic whose panels are drawn."""
    match job.state:
        case State.QUEUED | State.DISPATCHED | State.RUNNING:
            return _under_way(say, job, place, parts)
        case State.SUCCEEDED:
            return say.gettext("Done")
        case State.CANCELLED:
            return say.gettext("Cancelled. Your credits are back.")
        case State.EXPIRED:
            return say.gettext("Nobody could draw this in time, so I stopped waiting. Your credits are back.")
        case State.FAILED:
            reason = say.gettext(reason_of(job.error))
            return say.gettext("This did not work: {reason} Your credits are back.", reason=reason)
        case _:
            assert_never(job.state)


def _under_way(say: Translator, job: Job, place: Place | None, parts: tuple[int, int] | None) -> str:
    if parts is not None and parts[0] < parts[1]:
        return say.ngettext(
            "Drawing: {done} of {count} panel is there", "Drawing: {done} of {count} panels are there", parts[1],
            done=parts[0], count=parts[1],
        )  # fmt: skip
    if job.state is not State.QUEUED or place is None:
        return say.gettext("Writing…") if job.kind is Kind.SCRIPT else say.gettext("Drawing…")
    if place.paused is not None:
        return said_of_pause(say, place.paused)
    if place.seconds is None:
        return say.gettext("Waiting: the computer that draws is asleep. You get the picture when it wakes up.")
    wait = format_timedelta(timedelta(seconds=place.seconds), locale=say.locale, threshold=1.2)
    return say.gettext("Waiting in place {position}, about {wait}", position=place.position, wait=wait)
