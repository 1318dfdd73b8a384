"""What a comic asks of one of its panels: who plays, with which looks and faces, and room for the balloons."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_PLAYERS = 24

Name = Annotated[str, Field(min_length=1, max_length=60)]
Looks = Annotated[str, Field(max_length=400)]


class Expression(StrEnum):
    """The face of a character, whatever the words of the panel say."""

    HAPPY = "happy"
    SAD = "sad"
    ANGRY = "angry"
    AFRAID = "afraid"
    SURPRISED = "surprised"
    TIRED = "tired"


class Direction(BaseModel):
    """Directions for one picture; names are compared without regard to case and Polish endings.

    Attributes:
        language: of the prompt and the looks; None finds out.
        cast: every character's looks by name ("Maya": "red coat, grey braid"); they are drawn when they are named.
        speakers: the names of those who have to be in the picture, named or not, in the order they speak.
        expressions: faces by name; others look as the words say.
        headroom: the share of the height at the top that stays clear of heads.
    """

    model_config = ConfigDict(frozen=True)

    language: Literal["en", "pl"] | None = None
    cast: dict[Name, Looks] = Field(default_factory=dict, max_length=MOST_PLAYERS)
    speakers: tuple[Name, ...] = Field((), max_length=MOST_PLAYERS)
    expressions: dict[Name, Expression] = Field(default_factory=dict, max_length=MOST_PLAYERS)
    headroom: float = Field(0.0, ge=0, le=0.5)
