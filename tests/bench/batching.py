"""The diffusers engine's figures on tiny pipelines and one CPU thread: P4, P5, P6 and P9; ``./run bench batching``.

Real pipelines with random weights. P4 and P6 compare two sides in turns, by process time, as the median of rounds.
The GPU's absolute figures belong to another benchmark.
"""

import importlib
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from core.jobs.editing import Control, Edit, Mode
from core.jobs.tuning import Lora, Tuning
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.diffusers.models.families import Task
from gpu_worker.engines.diffusers.painting.styles import negative
from gpu_worker.engines.engine import Cancelled, Pixels, Wanted
from tests.bench._table import Row, median, percentile, show
from tests.gpu_worker.engines.diffusers.conftest import (
    HAS_TORCH,
    KINDS,
    NO_TORCH,
    Witness,
    entry_text,
    furthest,
    overlay_text,
    reference,
    save_overlays,
    wanted,
)

if TYPE_CHECKING:
    from gpu_worker.engines.diffusers.loading.loaded import Loaded

ROUNDS = 9
WIDTH = 8
STEPS = 4
TWINS = 200
CANCELS = 100
P4_RATIO = 2.5
P6_MS = 5.0
P9_MS = 100.0
STYLES = ("flat", "ink", "noir")
WORDS = ("a fox", "two cats at night", "lis pod drzewem", "a red boat on the sea", "🦊", "an old tower in snow")


class Quitter:
    """Wants the batch until a step; remembers when each step was told."""

    def __init__(self, stop_at: int) -> None:
        """Count steps from 1."""
        self.told: list[float] = []
        self._stop_at = stop_at

    def step(self, done: float, previews: Sequence[Pixels] = ()) -> None:
        """Stop at the step."""
        del done, previews
        self.told.append(time.perf_counter())
        if len(self.told) >= self._stop_at:
            raise Cancelled


def batching(engine: DiffusersEngine) -> list[Row]:
    """P4: eight people's prompts in one batch against one by one, beside what the bare pipeline gains by a batch."""
    rows = []
    for kind in KINDS:
        people = [_asked(kind, Random(seed)) for seed in range(WIDTH)]
        loaded = engine.studio().shelf.get(engine.studio().entry(kind))
        bare_alone, bare_together = _in_turns(
            partial(_bare_one_by_one, loaded, people),
            partial(_bare, loaded, *people),
        )
        alone, together = _in_turns(
            partial(_one_by_one, engine, people),
            partial(engine.render, people, Witness()),
        )
        ratio = alone / together
        bare = f"the pipeline by itself: {bare_alone / bare_together:.2f} ×"
        what = f"{kind}: {WIDTH} in one batch, {together:.0f} ms, against one by one, {alone:.0f} ms; {bare}"
        rows.append(Row("P4", what, f"{ratio:.2f} ×", f"≥ {P4_RATIO} ×", ratio >= P4_RATIO))
    return rows


def twins(engine: DiffusersEngine) -> list[Row]:
    """P5: for each way of drawing that is batched, pictures of mixed batches against the same ones drawn alone."""
    return [_twins(engine, way, ask) for way, ask in WAYS.items()]


def _twins(engine: DiffusersEngine, way: str, ask: Callable[[str, Random], Wanted]) -> Row:
    dice = Random(5)
    differences: list[int] = []
    while len(differences) < TWINS:
        kind = dice.choice(KINDS)
        batch = [ask(kind, dice) for _ in range(dice.randint(2, WIDTH))]
        for one, drawn in zip(batch, engine.render(batch, Witness()), strict=True):
            differences.append(furthest(drawn.pixels, engine.render([one], Witness())[0].pixels))
    differing = sum(difference > 1 for difference in differences)
    what = f"{way}: pictures that differ from their solo twin by more than 1/255; largest: {max(differences)}/255"
    return Row("P5", what, f"{differing} of {len(differences)}", f"0 of {TWINS}", differing == 0)


def waiting(engine: DiffusersEngine) -> list[Row]:
    """P6: what the engine adds to a picture that comes alone, beyond a bare call of the same pipeline."""
    rows = []
    for kind in KINDS:
        one = wanted(kind, steps=STEPS)
        loaded = engine.studio().shelf.get(engine.studio().entry(kind))
        through, alone = _in_turns(partial(engine.render, [one], Witness()), partial(_bare, loaded, one))
        added = through - alone
        what = f"{kind}: added by the engine to a bare call of {alone:.1f} ms, nobody else waiting"
        rows.append(Row("P6", what, f"{added:.1f} ms", f"≤ {P6_MS:.0f} ms", added <= P6_MS))
    return rows


def cancels(engine: DiffusersEngine) -> Row:
    """P9: the time from the step at which nobody waits any more to the engine being free."""
    dice = Random(9)
    took: list[float] = []
    for _ in range(CANCELS):
        kind = dice.choice(KINDS)
        watch = Quitter(dice.randint(1, 6))
        try:
            engine.render([_asked(kind, dice, editing=False) for _ in range(2)], watch)
        except Cancelled:
            took.append((time.perf_counter() - watch.told[-1]) * 1000)
    worst = percentile(took, 99)
    what = f"stopped at the very step, of {CANCELS} batches; p99 until the engine is free {worst:.1f} ms"
    reached = len(took) == CANCELS and worst <= P9_MS
    return Row("P9", what, f"{len(took)} of {CANCELS}", f"{CANCELS}, ≤ {P9_MS:.0f} ms", reached)


def _one_by_one(engine: DiffusersEngine, people: Sequence[Wanted]) -> None:
    for one in people:
        engine.render([one], Witness())


def _bare(loaded: "Loaded", *people: Wanted) -> object:
    """Call the pipeline as the engine does; Flux takes no negative prompt, and as many places as [schnell] has."""
    torch = importlib.import_module("torch")
    spec = people[0].spec
    own = (
        {"max_sequence_length": 256}
        if spec.model == "flux"
        else {"negative_prompt": [negative(spec.style)] * len(people)}
    )
    return loaded.pipe(Task.WORDS)(
        prompt=[one.spec.prompt for one in people],
        width=spec.width,
        height=spec.height,
        num_inference_steps=spec.steps,
        guidance_scale=spec.guidance,
        generator=[torch.Generator("cpu").manual_seed(one.seed) for one in people],
        output_type="np",
        **own,
    )


def _bare_one_by_one(loaded: "Loaded", people: Sequence[Wanted]) -> None:
    for one in people:
        _bare(loaded, one)


def _asked(kind: str, dice: Random, *, editing: bool = False) -> Wanted:
    start = reference(dice.randrange(9)) if editing else None
    words, style = dice.choice(WORDS), dice.choice(STYLES)
    return wanted(kind, words, seed=dice.randrange(2**32), style=style, steps=STEPS, reference=start)


def _inpainting(kind: str, dice: Random) -> Wanted:
    plain = _asked(kind, dice, editing=True)
    mask = reference(dice.randrange(9, 18))
    spec = plain.spec.model_copy(update={"edit": Edit(mode=Mode.INPAINT, mask="mask")})
    return Wanted(spec, plain.seed, {**plain.pictures, "mask": mask})


def _with_lora(kind: str, dice: Random) -> Wanted:
    plain = _asked(kind, dice)
    worn = dice.choice([None, Tuning(loras=(Lora(name="wild"),)), Tuning(loras=(Lora(name="mild", weight=0.5),))])
    return Wanted(plain.spec.model_copy(update={"tuning": worn}), plain.seed)


def _held(kind: str, dice: Random) -> Wanted:
    plain = _asked(kind, dice)
    edit = Edit(control=Control.DEPTH, control_picture="map")
    return Wanted(plain.spec.model_copy(update={"edit": edit}), plain.seed, {"map": reference(dice.randrange(9))})


WAYS: dict[str, Callable[[str, Random], Wanted]] = {
    "words": _asked,
    "from pictures": lambda kind, dice: _asked(kind, dice, editing=True),
    "words and pictures mixed": lambda kind, dice: _asked(kind, dice, editing=dice.random() < 1 / 2),
    "repainted": _inpainting,
    "with LoRAs": _with_lora,
    "held by a ControlNet": _held,
}


def _in_turns(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the median milliseconds of process time of two sides that take turns."""
    one()
    other()  # the first call of each shape is slower
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for side, taken in zip((one, other), times, strict=True):
            begun = time.process_time()
            side()
            taken.append((time.process_time() - begun) * 1000)
    return median(times[0]), median(times[1])


def measure() -> list[Row]:
    """Run all on pipelines saved to a temporary folder."""
    importlib.import_module("torch").set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        wide = _engine(Path(name) / "wide", slim=False)
        slim = _engine(Path(name) / "slim", slim=True)
        return [*batching(slim), *twins(wide), *waiting(wide), cancels(wide)]


def _engine(folder: Path, *, slim: bool) -> DiffusersEngine:
    """Return an engine that has drawn once with each pipeline.

    Wide ones spend most of a call on arithmetic, which no batch saves on a CPU; P4 is about the rest, so it is measured
    on slim ones, about as wide as those of diffusers' own tests. Nothing is laid over these.
    """
    tiny = importlib.import_module("tests.gpu_worker.engines.diffusers.tiny_models")
    folder.mkdir()
    for kind in KINDS:
        getattr(tiny, f"save_{kind}")(folder / kind, slim=slim)
    if not slim:
        save_overlays(folder)
    entries = [entry_text(kind, folder / kind) + ("" if slim else overlay_text(folder, kind)) for kind in KINDS]
    table = folder / "models.toml"
    table.write_text("".join(entries), encoding="utf-8")
    engine = DiffusersEngine(table, ready=None)
    for kind in KINDS:
        engine.render([wanted(kind)], Witness())
    return engine


def main() -> None:
    """Print the table, or say what is missing."""
    if not HAS_TORCH:
        print(NO_TORCH)  # noqa: T201 - a benchmark talks to the person at the terminal
        return
    show(f"batches of the diffusers engine, tiny pipelines at 64 × 64, {STEPS} steps, one CPU thread", measure())


if __name__ == "__main__":
    main()
