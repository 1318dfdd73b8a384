"""How fast scripts are read, pages laid out, storyboards drawn and words lettered anew: ``./run bench comics``.

The worker's part alone, in processor time of one process, since the machines of tests do other work beside; the way
through the queue is measured by ``./run bench jobs``.
"""

import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from random import Random

from core.comics.composing import measured
from core.comics.inventing import invent
from core.comics.layout import lay_out
from core.comics.lettering.fonts import load_fonts
from core.comics.script import FILE, format_script, parse
from core.comics.script.model import PageSize, Script
from core.comics.script.parsing import FILE_LENGTH
from core.engines import Shape
from core.jobs.pages import Pages, Part
from core.jobs.specs import DrawSpec
from gpu_worker.composing import Composer
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.settings import WorkerSettings
from tests.bench._table import Row, show
from tests.core.comics.pages import landscape

_ASSETS = WorkerSettings.model_fields["node_modules"].default
_TIMES = 7
_GARBAGE = ("a:b\n", ": x\n", "KOT (zzz): ab\n", "_a ", "PAGE\n1. a\n", "AA1 2\n", "a:\n|()*_-#PANEL 1 ")


class _Silent:
    def step(self, done: float, previews: object = ()) -> None:
        """Let it go on."""


def main() -> None:
    """Measure and print."""
    composer = Composer({"storyboard": _storyboard()}, assets=_ASSETS)
    rows = [_reading(), *(_laying_out(panels) for panels in (4, 9))]
    rows += [_drafting(composer, panels) for panels in (4, 9)]
    show("Comics", [*rows, _lettering_anew(composer)])


def _storyboard() -> StoryboardEngine:
    engine = StoryboardEngine(_ASSETS)
    engine.warm()
    return engine


def _script(panels: int) -> Script:
    text = invent("a cat who wants to fly", panels=panels, language="en", dice=Random(1))
    script = parse(text).script
    if script is None:
        raise ValueError(text)
    return script


def _best(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(_TIMES):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def _reading() -> Row:
    texts = [(unit * FILE_LENGTH)[:FILE_LENGTH] for unit in _GARBAGE]
    slowest = max(_best(partial(parse, text, limits=FILE)) for text in texts)
    return Row("§ 1", "64 kB of the worst garbage read", f"{slowest * 1000:.0f} ms", "linear")


def _laying_out(panels: int) -> Row:
    script, fonts = _script(panels), load_fonts(_ASSETS)
    room = measured(script, fonts)
    took = _best(lambda: lay_out(script, size=PageSize.US, measure=room))
    pages = len(lay_out(script, size=PageSize.US, measure=room))
    return Row(
        "§ 6", f"layout of {panels} panels, a page", f"{took / pages * 1000:.1f} ms", "< 50 ms", took / pages < 0.05
    )


def _spec(script: Script, **fields: object) -> DrawSpec:
    pages = Pages.model_validate({"script": format_script(script), "size": "us", **fields})
    return DrawSpec(
        prompt="a comic", engine="storyboard", model="storyboard", shape=Shape.SQUARE, width=1024, height=1024, seed=7,
        cost=1, pages=pages,
    )  # fmt: skip


def _drafting(composer: Composer, panels: int) -> Row:
    spec = _spec(_script(panels), draft=True)
    took = _best(lambda: composer.pages(spec, fetch=lambda _: b"", watch=_Silent()))
    return Row("chat", f"storyboard of {panels} panels, drawn and lettered", f"{took:.2f} s", "≤ 2 s", took <= 2)


def _lettering_anew(composer: Composer) -> Row:
    script = _script(6)
    out = BytesIO()
    landscape((1152, 768)).save(out, "PNG")
    parts = [Part(panel=panel, key="x", width=1152, height=768, level=0) for panel in range(6)]
    spec = _spec(script, parts=parts)
    took = _best(lambda: composer.pages(spec, fetch=lambda _: out.getvalue(), watch=_Silent()))
    return Row("issue 4", "six panels lettered anew", f"{took:.2f} s", "≤ 1 s", took <= 1)


if __name__ == "__main__":
    main()
