"""The storyboard behind the engine's protocol: CPU only, no weights to fetch, always there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.engines import STORYBOARD, ModelCard
from core.jobs.direction import Direction
from core.pictures.writing import COMPOSITE
from gpu_worker.engines.engine import Drawn, Wanted, Watch
from gpu_worker.engines.storyboard import Clip, Library, Move, Scene, animate, draw, load, parse


@dataclass(frozen=True, slots=True)
class Animated:
    """A clip, and the still picture that it begins with: poster, words and scene graph."""

    clip: Clip
    still: Drawn


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

    def animate(
        self, wanted: Wanted, watch: Watch, *, seconds: float = 3.0, fps: int = 12, move: Move = Move.PUSH
    ) -> Animated:
        """Bring the scene of an order to life; `Clip.gif` and `Clip.mp4` make the files.

        Args:
            wanted: as for `render`; its direction is followed.
            watch: told of each frame.
            seconds: 2 to 6.
            fps: frames a second, 4 to 30.
            move: what the camera does.

        Raises:
            Cancelled: as raised by ``watch``.
        """
        still = self._draw(wanted)
        spec, direction = wanted.spec, wanted.spec.direction or Direction()
        clip = animate(
            self._parse(wanted), width=spec.width, height=spec.height, seed=wanted.seed, style=spec.style,
            library=self._load(), seconds=seconds, fps=fps, move=move, headroom=direction.headroom, told=watch.step,
        )  # fmt: skip
        return Animated(clip, still)

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
