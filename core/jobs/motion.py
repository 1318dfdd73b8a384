"""How a clip moves: how long, how smoothly, and what the camera does."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from core.i18n import N_

USUAL_SECONDS = 3.0
SHORTEST, LONGEST = 1.0, 60.0  # seconds; what a model and a role allow is less
SLOWEST, FASTEST = 4, 60  # frames a second


class Move(StrEnum):
    """What the camera does during a clip."""

    PUSH = "push"
    PULL = "pull"
    PAN = "pan"
    STILL = "still"


MOVE_NAMES = {
    Move.PUSH: N_("moves closer"),
    Move.PULL: N_("moves away"),
    Move.PAN: N_("moves sideways"),
    Move.STILL: N_("stands still"),
}


class Motion(BaseModel):
    """A clip of some seconds at some frames a second."""

    model_config = ConfigDict(frozen=True)

    seconds: float = Field(USUAL_SECONDS, ge=SHORTEST, le=LONGEST)
    fps: int = Field(12, ge=SLOWEST, le=FASTEST)
    move: Move = Move.PUSH

    @property
    def frames(self) -> int:
        """How many pictures the clip has."""
        return max(1, round(self.seconds * self.fps))

    @property
    def batch_key(self) -> str:
        """What clips of one batch have in common."""
        return f"{self.seconds:g}s-{self.fps}-{self.move}"
