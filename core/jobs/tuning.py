"""What else a person may set of a model that can: what not to draw, trained additions, the way it steps."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LONGEST_NEGATIVE = 1000
MOST_LORAS = 3
HEAVIEST = 2.0  # of a LoRA's weight, either way; beyond it pictures fall apart

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9._-]*$")]


class Lora(BaseModel):
    """A small trained addition to a model, by its name in the worker's table."""

    model_config = ConfigDict(frozen=True)

    name: Name
    weight: float = Field(1.0, ge=-HEAVIEST, le=HEAVIEST)


class Tuning(BaseModel):
    """Settings of one request; ``scheduler`` is a name that the model's card lists, "" for the model's own."""

    model_config = ConfigDict(frozen=True)

    negative: str = Field("", max_length=LONGEST_NEGATIVE)
    loras: tuple[Lora, ...] = Field((), max_length=MOST_LORAS)
    scheduler: str = Field("", max_length=40)

    @property
    def batch_key(self) -> str:
        """What pictures of one batch have in common; each may leave out something else."""
        return "+".join([self.scheduler, *(f"{lora.name}@{lora.weight:g}" for lora in self.loras)])
