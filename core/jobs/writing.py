"""What is asked of a writer: better words for a picture, a comic's script, what its characters say."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from core.jobs.direction import MOST_PLAYERS, Looks, Name

TEMPLATE = "template"  # the writer that needs no model
LONGEST_TEXT = 40_000  # characters that a writer is given or gives back
NO_WISH = "…"  # the prompt of an order for words that nobody said anything of
MOST_PANELS = 24  # of a comic whose words are written at once; one message shows no more


class Task(StrEnum):
    """What a writer can do."""

    EXPAND = "expand"
    SCRIPT = "script"
    DIALOGUE = "dialogue"


class Writing(BaseModel):
    """One text to be written; the prompt of its order is what the person said.

    Attributes:
        language: in which is written: the person's.
        panels: how many a script gets.
        cast: the looks of the person's characters by name.
        script: whose words are written, in its plainest spelling.
        comic: whose script that is.
        allowed: the screened categories that pass in the person's place.
        count: how many pictures were asked for, once there are better words.
        model: which model draws them, "" for none that was named.
        size: the pages that were chosen for a comic, "" for none.
        chance: what makes one text differ from another for the same wish; goes to the order's seed.
    """

    model_config = ConfigDict(frozen=True)

    task: Task
    language: Literal["en", "pl"]
    panels: int = Field(4, ge=1, le=MOST_PANELS)
    cast: dict[Name, Looks] = Field(default_factory=dict, max_length=MOST_PLAYERS)
    script: str = Field("", max_length=LONGEST_TEXT)
    comic: UUID | None = None
    allowed: tuple[str, ...] = Field((), max_length=40)
    count: int = Field(1, ge=1, le=4)
    model: str = Field("", max_length=200)
    size: str = Field("", max_length=20)
    chance: int = Field(0, ge=0, lt=2**32)
