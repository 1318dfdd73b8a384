"""A person's jobs as their pages show them: how each stands, its pictures, and what can be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import histories as comics
from core.comics.models import Comic
from core.i18n import Translator
from core.jobs import histories, queries
from core.jobs.families import WAITING
from core.jobs.models import Job
from core.jobs.queries import Place
from core.jobs.states import OPEN, Kind, State
from core.media.models import Derivative, Media
from core.media.queries import derivatives
from core.privacy import VISIBILITY_NAMES, Visibility
from web_gallery.addresses import own_addresses
from web_gallery.site import Site
from web_gallery.standings import reach_of
from web_gallery.studio.wording import KIND_NAMES, standing
from web_gallery.studio.words import Text, text_on_card
from web_gallery.views import Address, Frame, card_of, listed_of

_MOST_PAGES = 6  # of a comic in a list; the rest are on its own page


@dataclass(frozen=True, slots=True)
class Result:
    """A finished picture or file; ``frame`` is None for what is no picture."""

    id: str
    slug: str
    number: int
    frame: Frame | None
    original: str
    file_name: str
    reach: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A visibility to change to."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class JobCard:
    """A job; ``done`` is its known share, ``left_out`` the words that could not be drawn."""

    id: str
    kind: str
    kind_name: str
    state: str
    is_open: bool
    has_failed: bool
    words: str
    prompt: str
    details: tuple[str, ...]
    done: float
    cost: int
    created_at: datetime
    results: tuple[Result, ...]
    left_out: tuple[str, ...]
    reach: str
    ways: tuple[Way, ...]
    comic: str
    comic_title: str
    is_repeatable: bool
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of some jobs besides their rows."""

    pictures: Mapping[UUID, Sequence[Media]]
    copies: Mapping[UUID, list[Derivative]]
    comics: Mapping[UUID, Comic]
    parts: Mapping[UUID, tuple[int, int]]
    places: Mapping[UUID, Place]


async def known_of(session: AsyncSession, jobs: Sequence[Job], *, now: datetime) -> Known:
    """Read what cards need beside the rows of the jobs."""
    ids = [job.id for job in jobs]
    pictures = await histories.pictures_of(session, ids)
    shown = [media for found in pictures.values() for media in found if not media.quarantined]
    composed = [job.id for job in jobs if job.kind is Kind.COMIC]
    waiting = [job.id for job in jobs if job.state is State.QUEUED and job.target == WAITING]
    return Known(
        {job_id: [media for media in found if not media.quarantined] for job_id, found in pictures.items()},
        await derivatives(session, [media.id for media in shown]),
        await comics.of_jobs(session, composed) if composed else {},
        await histories.parts_done(session, waiting) if waiting else {},
        await _places(session, jobs, now=now),
    )


async def _places(session: AsyncSession, jobs: Sequence[Job], *, now: datetime) -> dict[UUID, Place]:
    places = {}
    for job in jobs:
        if job.state is State.QUEUED and job.target != WAITING:
            place = await queries.place(session, job, now=now)
            if place is not None:
                places[job.id] = place
    return places


async def cards_of(site: Site, jobs: Sequence[Job], known: Known, *, name: str, say: Translator) -> list[JobCard]:
    """Return the cards of jobs; ``name`` is their owner's."""
    shown = [media for found in known.pictures.values() for media in found]
    keys = [key for media in shown for key in (media.key, *(copy.key for copy in known.copies[media.id]))]
    links = await own_addresses(site, keys)
    return [_card(job, known, links.__getitem__, name=name, say=say) for job in jobs]


def mark_of(job: Job, known: Known) -> list[object]:
    """Return what a job's card depends on, without addresses, whose signatures change from reading to reading."""
    place = known.places.get(job.id)
    return [
        job.id, job.state_name, job.attempt, job.error, known.parts.get(job.id),
        [place.position, round(place.seconds or -1), place.paused] if place else None,
        [[media.id, media.visibility_name, media.renditions_at, media.hidden_at] for media in known.pictures[job.id]],
    ]  # fmt: skip


def _card(job: Job, known: Known, address: Address, *, name: str, say: Translator) -> JobCard:
    pictures = list(known.pictures[job.id])
    comic = known.comics.get(job.id)
    spec = job.draw
    reach = pictures[0].visibility if pictures else job.visibility
    parts = known.parts.get(job.id)
    return JobCard(
        id=str(job.id),
        kind=job.kind_name,
        kind_name=say.gettext(KIND_NAMES[job.kind]),
        state=job.state_name,
        is_open=job.state in OPEN,
        has_failed=job.state in {State.FAILED, State.EXPIRED, State.CANCELLED},
        words=_words(job, known, say),
        prompt=comic.title if comic is not None else spec.prompt,
        details=_details(job, say),
        done=parts[0] / parts[1] if parts else 0.0,
        cost=job.cost,
        created_at=job.created_at,
        results=tuple(
            _result(media, known.copies[media.id], address, name=name, say=say) for media in pictures[:_MOST_PAGES]
        ),
        left_out=tuple(sorted({word for media in pictures for word in media.not_drawn})),
        reach=reach_of(say, pictures[0]) if pictures else say.gettext(VISIBILITY_NAMES[reach]),
        ways=_ways(job, pictures, say),
        comic=str(comic.id) if comic is not None else "",
        comic_title=comic.title if comic is not None else "",
        is_repeatable=job.kind is Kind.IMAGE,
        text=text_on_card(job, say),
    )


def _ways(job: Job, pictures: Sequence[Media], say: Translator) -> tuple[Way, ...]:
    """Return what the owner may make of a result's reach: nothing while moderators hide it."""
    if not pictures or job.kind is Kind.EXPORT or any(media.hidden_at is not None for media in pictures):
        return ()
    return ways_from(pictures[0].visibility, say)


def _words(job: Job, known: Known, say: Translator) -> str:
    if job.state is State.SUCCEEDED and not known.pictures[job.id] and job.kind not in {Kind.CAPTION, Kind.SCRIPT}:
        return say.gettext("This picture was deleted.")
    return standing(say, job, place=known.places.get(job.id), parts=known.parts.get(job.id))


def _details(job: Job, say: Translator) -> tuple[str, ...]:
    spec = job.draw
    if job.kind in {Kind.COMIC, Kind.EXPORT, Kind.SCRIPT}:
        return ()
    return (spec.model, say.gettext("seed {seed}", seed=spec.seed), f"{spec.width} × {spec.height}")


def ways_from(reach: Visibility, say: Translator) -> tuple[Way, ...]:
    """Return the visibilities to change to."""
    labels = {
        Visibility.PUBLIC: say.gettext("Make public"),
        Visibility.UNLISTED: say.gettext("Only with link"),
        Visibility.PRIVATE: say.gettext("Make private"),
    }
    return tuple(Way(each.value, label) for each, label in labels.items() if each is not reach)


def _result(media: Media, copies: list[Derivative], address: Address, *, name: str, say: Translator) -> Result:
    is_picture = media.media_type.startswith("image/")
    listed = card_of(listed_of(media, name, copies), say=say, address=address) if is_picture else None
    return Result(
        id=str(media.id),
        slug=media.slug,
        number=media.position + 1,
        frame=listed.frame if listed else None,
        original=address(media.key),
        file_name=f"inkhearth-{media.slug[:8]}.{media.key.rpartition('.')[2]}",
        reach=media.visibility_name,
        is_hidden=media.hidden_at is not None,
    )
