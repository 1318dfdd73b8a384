"""What the API tells: jobs, pictures, comics, people's own things."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from core.jobs.states import Kind, State
from core.privacy import Visibility
from web_gallery.routes.api.feed_shapes import Shown

Reach = Literal["public", "unlisted", "private"]


class PictureTold(BaseModel):
    """A picture of one's own; ``file`` is an address that holds for ten minutes, ``url`` its page."""

    id: UUID
    url: str
    file: str
    job: UUID
    media_type: str
    width: int
    height: int
    seed: int
    prompt: str
    style: str
    model: str
    visibility: Visibility
    level: int = Field(description="Age rating from 0 (everybody) to 3 (adults).")
    alt: dict[str, str]
    left_out: list[str] = Field(description="Words of the prompt that could not be drawn.")
    tags: list[str]
    hidden: bool = Field(description="Whether moderators have hidden it from everybody else.")
    created_at: datetime
    published_at: datetime | None


class Drawn(BaseModel):
    """A picture as the job that drew it lists it."""

    id: UUID
    url: str
    width: int
    height: int
    seed: int
    alt: dict[str, str]


class Standing(BaseModel):
    """Where a waiting job stands: ``position`` 1 is next, ``seconds`` an estimate, null while all workers sleep.

    ``paused`` is why an admin has stopped the queue, null while it goes on.
    """

    position: int
    seconds: float | None
    paused: str | None = None


class Parts(BaseModel):
    """How many panels of a comic are there."""

    done: int
    total: int


class JobTold(BaseModel):
    """Something that was asked for."""

    id: UUID
    url: str
    kind: Kind
    state: State
    error: str | None
    prompt: str
    model: str
    seed: int
    cost: int
    place: Standing | None
    parts: Parts | None
    comic: UUID | None
    pictures: list[Drawn]
    created_at: datetime
    finished_at: datetime | None


class CreationTold(JobTold):
    """A creation: its job, and the address of the frame that shows it."""

    frame: str | None = None


class PageTold(BaseModel):
    """A finished page of a comic; ``alt`` is its captions and dialogue."""

    number: int
    width: int
    height: int
    alt: str
    url: str


class ComicTold(BaseModel):
    """A comic of one's own; ``pages`` are those of its newest version that has any.

    ``undrawn`` panels would cost ``cost`` credits; ``job`` is the newest version's. ``formats`` can be exported.
    """

    id: UUID
    url: str
    read: str
    title: str
    script: str
    language: str
    size: str
    style: str
    visibility: Visibility
    version: int
    draft: bool
    pages: list[PageTold]
    undrawn: int
    cost: int
    job: UUID | None
    formats: list[str]
    created_at: datetime


class ComicLine(BaseModel):
    """A comic in a list."""

    id: UUID
    url: str
    title: str
    visibility: Visibility
    version: int
    created_at: datetime


class Noticed(BaseModel):
    """Something noticed at a line of a script; ``sentence`` is in the asker's language."""

    line: int
    severity: Literal["error", "warning", "suggestion"]
    sentence: str


class Checkup(BaseModel):
    """What there is to say of a script; ``formatted`` is its plainest spelling."""

    ready: bool
    panels: int
    speakers: list[str]
    noticed: list[Noticed]
    formatted: str


class CharacterTold(BaseModel):
    """A character of one's cast."""

    name: str
    looks: str


class FrameTold(BaseModel):
    """A picture frame and the address that its screen asks."""

    name: str
    url: str


class ModelTold(BaseModel):
    """A model that can be asked for."""

    name: str
    title: str
    cost: int
    awake: bool
    references: bool


class CreditsTold(BaseModel):
    """The day's credits."""

    left: int
    allowance: int
    resets_at: datetime


class MeTold(BaseModel):
    """Oneself: role, credits, and how many jobs wait of those that may."""

    id: UUID
    name: str
    role: Literal["guest", "user", "creator", "admin", "super_admin"]
    language: str | None
    visibility: Visibility
    credits: CreditsTold
    waiting: int
    waiting_limit: int


class ReportTold(BaseModel):
    """What came of a report."""

    new: bool
    hidden: bool


class PersonTold(BaseModel):
    """Somebody who shows something here."""

    name: str
    handle: str
    url: str
    pictures: int


class TagTold(BaseModel):
    """A tag, with how many public pictures bear it."""

    key: str
    name: str
    url: str
    pictures: int


class Jobs(BaseModel):
    """A page of jobs, newest first; ``next`` is the address of the next page."""

    items: list[JobTold]
    next: str | None


class Pictures(BaseModel):
    """A page of pictures, newest first."""

    items: list[PictureTold]
    next: str | None


class Comics(BaseModel):
    """A page of comics, newest first."""

    items: list[ComicLine]
    next: str | None


class Cast(BaseModel):
    """One's characters by name."""

    items: list[CharacterTold]


class Frames(BaseModel):
    """One's frames by name."""

    items: list[FrameTold]


class Models(BaseModel):
    """All models, the everyday one first."""

    items: list[ModelTold]


class People(BaseModel):
    """People."""

    items: list[PersonTold]


class Tags(BaseModel):
    """Tags, the most borne first."""

    items: list[TagTold]


class Cards(BaseModel):
    """Public pictures, newest first."""

    items: list[Shown]
    next: str | None
