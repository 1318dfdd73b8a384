"""Orders for texts, and who waits for them."""

import json
from collections.abc import Sequence

from core.jobs.specs import DrawSpec
from core.jobs.writing import Task, Writing
from gpu_worker.engines.engine import Cancelled, Pixels, Wanted

STORY = {
    "title": "Rain",
    "panels": [
        {"shows": "Maya runs in the rain", "lines": [{"who": "Maya", "how": "shout", "words": "Wait!"}]},
        {"shows": "A bus leaves", "lines": [{"who": "", "how": "sound", "words": "VROOM"}]},
    ],
}
COMIC = "Maya runs\n\n---\nA bus\n"
GOOD = {
    Task.EXPAND: json.dumps({"prompt": "a fox in a quiet forest at dusk"}),
    Task.SCRIPT: json.dumps(STORY),
    Task.DIALOGUE: json.dumps({"panels": [{"number": 2, "lines": [{"who": "", "how": "caption", "words": "Gone."}]}]}),
}


class Watch:
    """Somebody who waits for so many steps, and remembers what was told."""

    def __init__(self, *, steps: int = 1_000_000) -> None:
        """Wait."""
        self.left = steps
        self.told: list[float] = []

    def step(self, done: float, _previews: Sequence[Pixels] = ()) -> None:
        """Count a step."""
        self.told.append(done)
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def wanted(task: Task = Task.EXPAND, *, prompt: str = "a fox", seed: int = 1, **fields: object) -> Wanted:
    """Return an order for a text."""
    script = COMIC if task is Task.DIALOGUE else ""
    writing = Writing.model_validate({"task": task, "language": "en", "panels": 2, "script": script, **fields})
    spec = DrawSpec.model_validate(
        {"prompt": prompt, "engine": "openai-text", "model": "m", "style": "", "shape": "square", "width": 64,
         "height": 64, "seed": seed, "cost": 1, "writing": writing}
    )  # fmt: skip
    return Wanted(spec, seed)
