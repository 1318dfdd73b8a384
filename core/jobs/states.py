"""The states and kinds of a job."""

from enum import StrEnum


class State(StrEnum):
    """Where a job stands: queued → dispatched → running → one of the four ends."""

    QUEUED = "queued"
    DISPATCHED = "dispatched"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Kind(StrEnum):
    """What a job makes."""

    IMAGE = "image"
    COMIC = "comic"
    PANEL = "panel"
    ANIMATION = "animation"
    VIDEO = "video"
    UPSCALE = "upscale"
    CAPTION = "caption"
    SCRIPT = "script"
    CAROUSEL = "carousel"
    WORKFLOW = "workflow"
    EXPORT = "export"


HELD = (State.DISPATCHED, State.RUNNING)
OPEN = (State.QUEUED, *HELD)
ENDED = (State.SUCCEEDED, State.FAILED, State.CANCELLED, State.EXPIRED)
