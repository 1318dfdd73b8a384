"""What a picture is made from beside words: the part to repaint, the sides to add, who and what it should look like.

Pictures are named by their keys in the object store; a worker fetches them before it draws.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_REFERENCES = 4
LONGEST_KEY = 80
WIDEST_MARGIN = 1024

Key = Annotated[str, Field(max_length=LONGEST_KEY)]
Margin = Annotated[int, Field(ge=0, le=WIDEST_MARGIN)]


class Mode(StrEnum):
    """What is done with the picture that it starts from."""

    IMAGE = "image"
    INPAINT = "inpaint"
    OUTPAINT = "outpaint"
    VARIATION = "variation"


class Control(StrEnum):
    """What a composition is held by."""

    POSE = "pose"
    DEPTH = "depth"


class Edit(BaseModel):
    """How ``DrawSpec.reference``, the picture to start from, is used, and which others come with it.

    Attributes:
        mode: what is done with it; with references or a control alone there may be no picture to start from.
        mask: what is repainted, white on black, of any size; for inpainting only.
        margins: pixels added at left, top, right and bottom; the spec's size is the finished picture's.
        references: pictures of characters and things that it should show.
        style_reference: a picture whose style it should have.
        control: what the composition is held by.
        control_picture: the pose or depth map; "" has the worker's storyboard draw it from the same words.
    """

    model_config = ConfigDict(frozen=True)

    mode: Mode = Mode.IMAGE
    mask: Key = ""
    margins: tuple[Margin, Margin, Margin, Margin] = (0, 0, 0, 0)
    references: tuple[Key, ...] = Field((), max_length=MOST_REFERENCES)
    style_reference: Key = ""
    control: Control | None = None
    control_picture: Key = ""

    @property
    def batch_key(self) -> str:
        """What pictures of one batch have in common; which pictures they are made from may differ."""
        style = "style" if self.style_reference else ""
        return f"{self.mode}-{self.control or ''}-{len(self.references)}-{style}"

    def needed(self) -> Iterator[str]:
        """Yield the keys of all pictures that it needs."""
        for key in (self.mask, *self.references, self.style_reference, self.control_picture):
            if key:
                yield key
