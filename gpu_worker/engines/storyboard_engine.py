"""The storyboard behind the engine's protocol: CPU only, no weights to fetch, always there."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.engines import STORYBOARD, ModelCard
from core.jobs.direction import Direction
from core.jobs.motion import Motion
from core.pictures.writing import COMPOSITE
from gpu_worker.engines.engine import Drawn, Wanted, Watch
from gpu_worker.engines.panning import pan
from gpu_worker.engines.storyboard import Library, Scene, animate, draw, load, parse


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
        """Draw one picture or clip after the other."""
        drawn = []
        for number, wanted in enumerate(batch):
            if number:  # who waits for the first was asked a moment ago
                watch.step(number / len(batch))
            drawn.append(self._animate(wanted, watch) if wanted.spec.motion else self._draw(wanted))
        return drawn

    def _animate(self, wanted: Wanted, watch: Watch) -> Drawn:
        """Bring a scene to life; a picture from elsewhere stands still, and the camera moves over it."""
        spec, motion = wanted.spec, wanted.spec.motion or Motion()
        if wanted.reference is not None:
            clip = pan(wanted.reference, motion, width=spec.width, height=spec.height, told=watch.step)
            return Drawn(clip.frames[0], clip=clip)
        clip = animate(
            self._parse(wanted), width=spec.width, height=spec.height, seed=wanted.seed, style=spec.style,
            library=self._load(), seconds=motion.seconds, fps=motion.fps, move=motion.move,
            headroom=spec.direction.headroom if spec.direction else 0.0, told=watch.step,
        )  # fmt: skip
        return replace(self._draw(wanted), clip=clip)

    def _parse(self, wanted: Wanted) -> Scene:
        spec, direction = wanted.spec, wanted.spec.direction or Direction()
        return parse(
            spec.prompt, language=direction.language, library=self._load(), cast=direction.cast,
            speakers=direction.speakers, expressions=direction.expressions,
        )  # fmt: skip

    def _draw(self, wanted: Wanted) -> Drawn:
        spec, direction = wanted.spec, wanted.spec.direction or Direction()
        picture = draw(
            self._parse(wanted), width=spec.width, height=spec.height, seed=wanted.seed, style=spec.style,
            library=self._load(), headroom=direction.headroom,
        )  # fmt: skip
        # Every part that it can draw was made for everybody, so nothing is left to judge.
        return Drawn(picture.pixels, dict(picture.alt), tuple(picture.not_drawn), {**picture.graph.to_json()}, level=0)

    def _load(self) -> Library:
        if self._library is None:
            self._library = load(self._assets)
        return self._library
