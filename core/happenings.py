"""What is counted once it is committed: how long jobs waited and ran, how they ended, what was given back."""

from dataclasses import dataclass
from enum import StrEnum


class Figure(StrEnum):
    """What is counted, with the labels that come with it."""

    WAITED = "waited"  # (kind, target): seconds from asking to the start of an attempt
    RAN = "ran"  # (kind, target): seconds from the start to the good end
    DREW = "drew"  # (kind, target): seconds that the engine itself took
    ENDED = "ended"  # (kind, state): jobs
    FAILED = "failed"  # (cause,): attempts
    LEASE_LOST = "lease lost"  # (state,): jobs taken back from a silent worker
    REFUNDED = "refunded"  # (): credits


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing to count; ``amount`` is in the figure's unit."""

    figure: Figure
    labels: tuple[str, ...] = ()
    amount: float = 1.0
