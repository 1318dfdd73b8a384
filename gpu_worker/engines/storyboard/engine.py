"""The two verbs of the engine: parse a prompt, draw a scene."""

from collections.abc import Mapping, Sequence

from gpu_worker.engines.storyboard.describing import alt_text
from gpu_worker.engines.storyboard.drawing.card import draw_card
from gpu_worker.engines.storyboard.drawing.figure import left_out
from gpu_worker.engines.storyboard.drawing.maps import draw_map
from gpu_worker.engines.storyboard.drawing.picture import Drawn, Stagecraft, backdrop_of, compose
from gpu_worker.engines.storyboard.drawing.render import STYLES, paint
from gpu_worker.engines.storyboard.drawn import Drawing, Graph, Placed
from gpu_worker.engines.storyboard.language.casting import Players
from gpu_worker.engines.storyboard.language.parsing import read_scene
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Scene

VERSION = "2"
SMALLEST, LARGEST = 256, 2048  # pixels a side
_STEEPEST = 4.0  # width to height, either way


def parse(
    prompt: str, *, language: str | None = None, library: Library, cast: Mapping[str, str] | None = None,
    speakers: Sequence[str] = (), expressions: Mapping[str, str] | None = None,
) -> Scene:  # fmt: skip
    """Understands a prompt; any text at all gives a scene.

    Args:
        prompt: what the person wrote, up to 10,000 characters; the rest is cut.
        language: "en" or "pl"; None finds out.
        library: from `load`.
        cast: looks by name ("Maya": "red coat, grey braid"). Whom the prompt names looks so in every scene, and
            is drawn the same for the same seed. Case and Polish endings of names do not matter.
        speakers: names of those who have to be there. Who is not named in the prompt becomes whoever of the scene
            he may be ("a girl" for Maya, "the cat" for a speaker called Cat), else comes in.
        expressions: "happy", "sad", "angry", "afraid", "surprised" or "tired" by name, before what the prompt says.
    """
    players = Players(cast or {}, speakers, expressions or {})
    return read_scene(prompt[:10_000], library.lexicon, language, players=players)


def draw(
    scene: Scene, *, width: int, height: int, seed: int, style: str = "flat", library: Library, headroom: float = 0.0
) -> Drawing:
    """Draws a scene: the same scene, size, seed, style and version give the same bytes.

    Args:
        scene: from `parse`.
        width: pixels, 256 to 2048.
        height: pixels, 256 to 2048, at most four times as long or as short as the width.
        seed: chooses among the ways to draw it.
        style: one of STYLES.
        library: from `load`.
        headroom: share of the height kept clear at the top for balloons, 0 to 0.5.

    Raises:
        ValueError: a size or style that is not offered.
    """
    _check(width, height, style)
    craft = compose(scene, width, height, seed, library, max(0.0, min(0.5, headroom)))
    if not scene.understood:
        craft = draw_card(scene, width, height, seed, library.font)
    pixels = paint(craft.shapes, width, height, style=style, light=craft.view.air.light)
    graph = _graph(scene, craft, width, height)
    return Drawing(
        pixels,
        graph,
        alt_text(scene, library),
        _not_drawn(scene, craft, library),
        lambda name: draw_map(name, craft, width, height),
    )


def _not_drawn(scene: Scene, craft: Stagecraft, library: Library) -> tuple[str, ...]:
    """The words nobody understood, and what the pictures of the library cannot wear or feel."""
    unseen = [word for drawn in craft.drawn for word in left_out(drawn.piece.thing, drawn.piece.role)]
    spoken = library.lexicon.vocabulary.spoken[scene.language]
    return tuple(dict.fromkeys([*scene.not_drawn, *(spoken.get(key, key.rpartition(":")[2]) for key in unseen)]))


def _check(width: int, height: int, style: str) -> None:
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        message = f"a storyboard is {SMALLEST} to {LARGEST} pixels a side, not {width}x{height}"
        raise ValueError(message)
    if max(width / height, height / width) > _STEEPEST:
        message = f"a storyboard is at most {_STEEPEST:.0f} times as long as wide, not {width}x{height}"
        raise ValueError(message)
    if style not in STYLES:
        message = f"no style {style!r}; there are {', '.join(STYLES)}"
        raise ValueError(message)


def _graph(scene: Scene, craft: Stagecraft, width: int, height: int) -> Graph:
    things = tuple(_placed(drawn) for drawn in craft.drawn)
    return Graph(scene, width, height, craft.view.horizon, backdrop_of(scene), things)


def _placed(drawn: Drawn) -> Placed:
    piece, anatomy = drawn.piece, drawn.anatomy
    return Placed(
        piece.key, piece.thing.concept, piece.thing.words, drawn.box, max(0.0, min(1.0, piece.depth)),
        "left" if piece.flip else "right", anatomy.head, anatomy.mouth, tuple(sorted(anatomy.joints.items())),
        tuple(thing.id for thing in piece.carried), piece.thing.name,
    )  # fmt: skip
