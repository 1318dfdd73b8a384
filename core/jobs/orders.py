"""What travels between conductor and worker: orders one way, beats and outcomes the other; JSON on the wire."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from core.jobs.specs import DrawSpec
from core.jobs.states import Kind

RENDER_TASK = "gpu_worker.render"
DERIVE_TASK = "gpu_worker.derive"


class Wire(BaseModel):
    """A message: unknown fields are ignored, so that the two sides may be of neighbouring versions."""

    # What people wrote is among what is read, and what is wrong with a message is logged.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


# What a row can hold (an integer and a text of Postgres): what it can't would be tried for ever.
Attempt = Annotated[int, Field(ge=0, le=2**31 - 1)]
Key = Annotated[str, Field(pattern=r"^[^\x00]{1,400}$")]  # of a file in the store


class Item(Wire):
    """One job of an order; ``attempt`` is the number that fences its outcome."""

    job: UUID
    attempt: Attempt
    kind: Kind
    spec: DrawSpec
    embed_prompt: bool = False


class RenderOrder(Wire):
    """Work for one worker: items that may share a batch."""

    id: UUID
    lease_s: float = Field(gt=0)
    items: tuple[Item, ...] = Field(min_length=1)


class Rendition(Wire):
    """A smaller or differently coded copy in the store: of a picture, or of a clip its poster, GIF or smaller MP4."""

    key: Key
    media_type: str
    width: int
    height: int
    bytes: int


class Artefact(Wire):
    """One finished picture or clip in the store; a clip brings its renditions along, for chats to choose from.

    ``thumbhash`` is the base64 of the placeholder, ``fingerprint`` a number for its looks
    (``core.pictures.fingerprints``); both come with the renditions. ``alt`` is a description by
    language, ``not_drawn`` the prompt's words that the engine could not draw, ``scene`` the scene graph where the
    engine has one. ``level`` is the age rating (0 to 3); None says that nobody judged it, and it is not public then.
    """

    key: Key
    media_type: str
    width: int
    height: int
    bytes: int
    seed: int
    seconds: float | None = None
    thumbhash: str = ""
    fingerprint: int | None = None
    renditions: tuple[Rendition, ...] = ()
    alt: dict[str, str] = Field(default_factory=dict)
    not_drawn: tuple[str, ...] = ()
    scene: dict[str, object] | None = None
    level: int | None = Field(None, ge=0, le=3)


class Event(StrEnum):
    """What a worker reports of an item; renditions follow a success, so that nobody waits for them."""

    STARTED = "started"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RENDITIONS = "renditions"


class Failure(StrEnum):
    """Why an attempt came to nothing; the conversation has a sentence for each."""

    WORKER_LOST = "worker-lost"
    ENGINE = "engine"
    MODEL_MISSING = "model-missing"
    OUT_OF_MEMORY = "out-of-memory"
    STORE = "store"
    REFERENCE_MISSING = "reference-missing"
    REFERENCE_REFUSED = "reference-refused"
    SERVICE = "service"
    REFUSED = "refused"


class Outcome(Wire):
    """A worker's report that must not be lost; ``passing`` says that another attempt may succeed.

    ``words`` is the answer by language to who asked for words.
    """

    job: UUID
    attempt: Attempt
    worker: str
    event: Event
    artefacts: tuple[Artefact, ...] = ()
    words: dict[str, str] = Field(default_factory=dict)
    error: Failure | None = None
    passing: bool = False
    engine_ms: int = 0


class Beat(Wire):
    """A sign of life for the items that a worker holds; renews their leases."""

    worker: str
    items: tuple[tuple[UUID, Attempt], ...]


class Progress(Wire):
    """How far one job is, for who watches: ``done`` from 0 to 1, ``preview`` a small WebP as base64 or empty."""

    job: UUID
    attempt: Attempt
    done: float = Field(ge=0, le=1)
    preview: str = ""
