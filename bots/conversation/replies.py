"""What is answered, as frozen values that each platform renders in its own way."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

Data = bytes  # Picture has a field of that name


class Tone(StrEnum):
    """How a button looks."""

    PLAIN = "plain"
    STRONG = "strong"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button; ``action`` is an action string (``actions.py``), ``url`` makes it a link instead."""

    label: str
    action: str = ""
    emoji: str = ""
    tone: Tone = Tone.PLAIN
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the object store, or one that passes through with its ``data`` and is kept nowhere.

    ``spoiler`` veils it; ``alt`` describes it in the reader's language. ``squares`` is how many squares a picture is
    wide that is made of squares alone (a QR code): it is a secret, to be shown and saved nowhere. A clip's ``twins``
    are what is sent where it does not fit, best first: a smaller clip, its GIF, its poster.
    """

    key: str
    media_type: str
    name: str
    width: int
    height: int
    bytes: int
    alt: str = ""
    spoiler: bool = False
    data: Data = field(default=b"", repr=False)
    squares: int = 0
    twins: tuple["Picture", ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it is a clip or a GIF."""
        return self.media_type.startswith("video/") or self.media_type == "image/gif"

    def fitting(self, room: int) -> "Picture | None":
        """Return the first of it and its twins that takes at most so many bytes; itself where it has no twins."""
        if not self.twins:
            return self
        return next((one for one in (self, *self.twins) if one.bytes <= room), None)


@dataclass(frozen=True, slots=True)
class Field:
    """One text field of a form; what is ``secret`` is not echoed, and taken out of the chat where it was written."""

    name: str
    label: str
    value: str = ""
    most: int = 4000
    long: bool = True
    secret: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """Something to fill in: a modal where the platform has them, else a question; sent back with ``action``."""

    title: str
    action: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer.

    ``text`` is plain text in the reader's language and may hold what a person wrote, so platforms escape it;
    ``quote`` is a prompt shown as a quotation; ``small`` is less important. ``eta`` is when the result is
    expected. ``private`` is for the asker's eyes only; ``secret`` (a code, a link that signs in) is rather not said at
    all than said where others read it. ``job`` says that the answer's message becomes this job's
    result. ``in_place`` replaces the message whose button was pressed. ``form`` asks instead of telling.
    ``withdraws`` says that pictures which were shown here are to go from the message.
    """

    text: str = ""
    quote: str = ""
    small: str = ""
    lines: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    as_files: bool = False
    rows: tuple[tuple[Button, ...], ...] = ()
    eta: datetime | None = None
    private: bool = False
    secret: bool = False
    in_place: bool = False
    removes: bool = False
    withdraws: bool = False
    job: UUID | None = None
    form: Form | None = None
    done: float | None = None
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry of an option's completion."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a command: its name and size as the platform tells them, and its bytes once fetched."""

    name: str
    data: bytes = field(repr=False)
