"""How much larger a picture is made."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

FACTORS = (2, 4)


class Upscale(BaseModel):
    """``DrawSpec.reference`` made ``factor`` times as wide and as high."""

    model_config = ConfigDict(frozen=True)

    factor: Literal[2, 4] = 2
