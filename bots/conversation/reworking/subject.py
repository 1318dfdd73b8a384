"""Which picture is meant: one that came with the command, one of the person's by its address, or the latest."""

from dataclasses import dataclass
from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.draw import is_shared, visible_picture
from bots.conversation.pictures import find_picture, slug_in
from bots.conversation.turns import Context
from core.engines import STORYBOARD
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.models import Job
from core.jobs.specs import DrawSpec
from core.jobs.states import Kind
from core.media import queries as media
from core.media.models import Media
from core.pictures.reading import png_size


class NothingToWorkOn(DomainError):
    """No picture was named, and the person has none."""

    refusal = Refusal.INVALID
    code = "nothing-to-work-on"
    msgid = N_("Which picture? Send one with the command, or draw one with /draw first.")


class NotOnClips(DomainError):
    """It is done with pictures only."""

    refusal = Refusal.INVALID
    code = "not-on-clips"
    msgid = N_("This works on pictures, and this is a clip. Choose a picture.")


@dataclass(frozen=True, slots=True)
class Subject:
    """A picture to do something with; ``media`` and ``job`` are None for one that somebody sent."""

    key: str
    size: tuple[int, int]
    media: Media | None = None
    job: Job | None = None

    @property
    def spec(self) -> DrawSpec | None:
        """How it was made."""
        return self.job.draw if self.job else None

    @property
    def level(self) -> int | None:
        """Its rating, where somebody judged it."""
        return self.media.level if self.media is not None and self.media.judged else None

    @property
    def is_scene(self) -> bool:
        """Whether the storyboard drew it from words alone, so that it can draw the scene again, and move it."""
        spec = self.spec
        return (
            spec is not None
            and (spec.engine, spec.kind) == (STORYBOARD.engine, Kind.IMAGE)
            and not (spec.pages or spec.needed())
        )


async def subject_of(context: Context, options: Options) -> Subject:
    """Return the picture that a command is about.

    Raises:
        PictureNotFound: there is none at the address that the person may use.
        NothingToWorkOn: nothing is named, and there is no picture yet.
        NotOnClips: it is a clip.
    """
    sent = cast("str | None", options.get("picture"))
    if sent:
        return Subject(sent, await _size_of(context, sent))
    address = cast("str | None", options.get("id"))
    if address:
        return await _ours(context, await _at(context, address.strip()))
    recent = await media.mine(context.session, context.person.id, limit=20)
    latest = next((found for found in recent if found.media_type.startswith("image/")), None)
    if latest is None:
        raise NothingToWorkOn
    return await _ours(context, latest)


async def _at(context: Context, address: str) -> Media:
    """Return the picture at an address: one that everybody may draw from and that this place shows, or one's own."""
    slug = slug_in(address)
    picture = await media.by_slug(context.session, slug) if slug else None
    if picture is None or picture.deleted_at is not None or picture.part or picture.level > context.most_level:
        return await find_picture(context, address)
    if is_shared(picture):
        return picture
    return await find_picture(context, address)


async def subject_at(context: Context, action: Action) -> Subject:
    """Return the picture that a button is about: one's own, or one that everybody may draw from.

    Raises:
        PictureNotFound, NotOnClips: as in ``subject_of``.
    """
    return await _ours(context, await visible_picture(context, action))


async def _ours(context: Context, picture: Media) -> Subject:
    if not picture.media_type.startswith("image/"):
        raise NotOnClips
    job = await context.session.get_one(Job, picture.job_id)
    return Subject(picture.key, (picture.width, picture.height), picture, job)


async def _size_of(context: Context, key: str) -> tuple[int, int]:
    """Return the size of a picture that was sent; what we keep of it is a PNG."""
    pieces = context.setting.store.pieces(key)
    return png_size(await anext(pieces, b""))
