"""What else a person may set of a model that can: what not to draw, trained additions, the way it steps."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.errors import DomainError, Refusal
from core.i18n import N_

LONGEST_NEGATIVE = 1000
MOST_LORAS = 3
HEAVIEST = 2.0  # of a LoRA's weight, either way; beyond it pictures fall apart

_BETWEEN = re.compile(r",\s+|,(?!\d)")  # a comma inside a number is a Polish point
_LORA = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]{0,59})(?::(?P<weight>-?\d{1,2}(?:[.,]\d{1,3})?))?")

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


class NegativeTooLong(DomainError):
    """What is to be left out does not fit."""

    refusal = Refusal.INVALID
    code = "negative-too-long"
    msgid = N_("What to leave out has {length} characters; at most {limit} fit.")


class LoraUnreadable(DomainError):
    """No name with a weight."""

    refusal = Refusal.INVALID
    code = "lora-unreadable"
    msgid = N_("I can't read “{text}”. Write LoRAs as names with weights from −2 to 2, as in “ink-lines:0.8, oil”.")


class TooManyLoras(DomainError):
    """More additions than a model keeps its shape with."""

    refusal = Refusal.INVALID
    code = "too-many-loras"
    msgid = N_("At most {limit} LoRAs can be used together.")


def tuning_of(*, negative: str = "", loras: str = "", scheduler: str = "") -> Tuning | None:
    """Return what somebody typed as settings, or None for nothing at all.

    Args:
        negative: what not to draw.
        loras: names with weights: "ink-lines:0.8, oil".
        scheduler: a name.

    Raises:
        NegativeTooLong, LoraUnreadable, TooManyLoras: what the person can change.
    """
    left_out = " ".join("".join(sign if sign.isprintable() else " " for sign in negative).split())
    if len(left_out) > LONGEST_NEGATIVE:
        raise NegativeTooLong(length=len(left_out), limit=LONGEST_NEGATIVE)
    wanted = [part.strip().lower() for part in _BETWEEN.split(loras) if part.strip()]
    if len(wanted) > MOST_LORAS:
        raise TooManyLoras(limit=MOST_LORAS)
    named = scheduler.strip().lower()[:40]
    found = tuple(_lora(part) for part in wanted)
    return Tuning(negative=left_out, loras=found, scheduler=named) if left_out or found or named else None


def _lora(text: str) -> Lora:
    found = _LORA.fullmatch(text)
    weight = float((found["weight"] or "1").replace(",", ".")) if found else 1.0
    if found is None or abs(weight) > HEAVIEST:
        raise LoraUnreadable(text=text[:60])
    return Lora(name=found["name"], weight=weight)
