"""The state of reading a prompt: who the sentence is about, and what is still open."""

from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.language.casting import Troupe
from gpu_worker.engines.storyboard.language.describe import Describer
from gpu_worker.engines.storyboard.language.drafts import Draft, Draughtboard
from gpu_worker.engines.storyboard.language.vocabulary import Vocabulary
from gpu_worker.engines.storyboard.scene import Action


@dataclass(slots=True)
class Reading:
    """Everything read so far, and what waits for its noun or verb.

    Attributes:
        last_role: subject, object or the relation's kind.
        joined: "and" or a comma was read since the last thing.
        closed: the subjects already do something.
        qualities: "a sleeping …": for the noun that follows.
        touching: the mention before was a thing, with nothing between.
        lacking: "without" was said.
        outward: the verb ended in "out".
        skipped: the noun just read is not in the scene.
        passive: "chased by": whoever comes next does it.
    """

    vocabulary: Vocabulary
    language: str
    troupe: Troupe = field(default_factory=Troupe)
    board: Draughtboard = field(default_factory=Draughtboard)
    describer: Describer = field(default_factory=Describer)
    subjects: list[Draft] = field(default_factory=list)
    last: Draft | None = None
    last_role: str = ""
    joined: bool = False
    closed: bool = False
    verb: Action | None = None
    waiting: list[Action] = field(default_factory=list)
    qualities: list[Action] = field(default_factory=list)
    preposition: str = ""
    fronted: list[tuple[str, Draft]] = field(default_factory=list)
    indefinite: bool = False
    touching: bool = False
    lacking: bool = False
    outward: bool = False
    skipped: bool = False
    passive: Action | None = None
