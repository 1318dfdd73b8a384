"""The storyboard behind the engine's protocol: CPU only, no weights to fetch, always there."""

from collections.abc import Sequence
from pathlib import Path

from core.engines import STORYBOARD, ModelCard
from core.jobs.direction import Direction
from core.pictures.writing import COMPOSITE
from gpu_worker.engines.engine import Drawn, Wanted, Watch
from gpu_worker.engines.storyboard import Library, draw, load, parse


class StoryboardEngine:
    """Draws scenes of vector parts."""

    name = "storyboard"
    source = COMPOSITE

    def __init__(self, assets: Path) -> None:
        """Name the folder of npm packages; they are read when first needed."""
        self._assets = assets
        self._library: Library | None = None

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the one model."""
        return (STORYBOARD,)

    def warm(self) -> None:
        """Read the art and draw once, so that the first person waits for nothing."""
        library = self._load()
        draw(parse("a fox", library=library), width=256, height=256, seed=0, library=library)

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Draw one picture after the other."""
        drawn = []
        for number, wanted in enumerate(batch):
            if number:  # who waits for the first was asked a moment ago
                watch.step(number / len(batch))
            drawn.append(self._draw(wanted))
        return drawn

    def _draw(self, wanted: Wanted) -> Drawn:
        library = self._load()
        spec, direction = wanted.spec, wanted.spec.direction or Direction()
        scene = parse(
            spec.prompt, language=direction.language, library=library, cast=direction.cast,
            speakers=direction.speakers, expressions=direction.expressions,
        )  # fmt: skip
        picture = draw(
            scene, width=spec.width, height=spec.height, seed=wanted.seed, style=spec.style, library=library,
            headroom=direction.headroom,
        )  # fmt: skip
        # Every part that it can draw was made for everybody, so nothing is left to judge.
        return Drawn(picture.pixels, dict(picture.alt), tuple(picture.not_drawn), {**picture.graph.to_json()}, level=0)

    def _load(self) -> Library:
        if self._library is None:
            self._library = load(self._assets)
        return self._library
