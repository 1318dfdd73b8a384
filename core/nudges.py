"""What is said to other processes after a commit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nudge:
    """A message that hurries somebody up once the transaction is committed; losing it costs a tick, never a job.

    With ``keep_s`` it is a flag that stands that many seconds, else it is heard only by who listens now.
    """

    channel: str
    text: str = ""
    keep_s: int = 0
