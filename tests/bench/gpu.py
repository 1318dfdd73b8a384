"""The diffusers engine on a GPU: P4, P8, P9 and absolute times at the sizes of SDXL and Flux; ``./run bench gpu``.

Random weights: the arithmetic is the same. Each optimisation is measured alone against the same pipeline without it, in
turns, and with what torch's profiler says of it; without a GPU it says so, and ``--tiny`` runs every line on a CPU.
"""

import gc
import importlib
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from gpu_worker.engines.engine import Cancelled
from tests.bench._grown import built
from tests.bench._table import Row, median, percentile, show
from tests.gpu_worker.engines.diffusers.conftest import HAS_TORCH, NO_TORCH

P4_AT_512, P4_AT_1024, P8_COMPILE, P8_FAST, P8_PREVIEWS, P9_MS = 2.2, 0.98, 1.3, 2.0, 0.03, 100.0
TINY = "--tiny"


@dataclass(frozen=True, slots=True)
class Scale:
    """What is measured: sides of pictures, steps, and whether pipelines have the grown sizes."""

    grown: bool
    sides: tuple[int, int]
    steps: int
    few: int
    rounds: int = 5
    cancels: int = 20

    @property
    def device(self) -> str:
        """Where it is computed."""
        return "cuda" if self.grown else "cpu"


GROWN = Scale(grown=True, sides=(512, 1024), steps=30, few=4)
SMALL = Scale(grown=False, sides=(32, 64), steps=3, few=1, rounds=2, cancels=4)


class Bench:
    """One family of pipelines on the device."""

    def __init__(self, name: str, scale: Scale) -> None:
        """Build it with random weights, in the precision that workers use."""
        self.torch: Any = importlib.import_module("torch")
        self.name = name
        self.scale = scale
        self.pipe = built(name, grown=scale.grown)

    @property
    def core(self) -> Any:  # noqa: ANN401 - diffusers has no types
        """Return the network that takes the steps."""
        return getattr(self.pipe, "unet", None) or self.pipe.transformer

    def draw(self, side: int, *, count: int = 1, steps: int = 0, hook: Callable[..., Any] | None = None) -> None:
        """Draw pictures and wait until they are done."""
        generators = [self.torch.Generator("cpu").manual_seed(number) for number in range(count)]
        self.pipe(
            prompt=["a fox reading under a tree at night"] * count, width=side, height=side, generator=generators,
            num_inference_steps=steps or self.scale.steps, guidance_scale=5.0, output_type="pt",
            callback_on_step_end=hook,
        )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Wait for the device."""
        if self.scale.grown:
            self.torch.cuda.synchronize()

    def slowest(self, side: int) -> str:
        """Return what takes most of the time of a few steps, by torch's profiler."""
        kinds = self.torch.profiler.ProfilerActivity
        activities = [kinds.CPU, *([kinds.CUDA] if self.scale.grown else [])]
        with self.torch.profiler.profile(activities=activities) as profile:
            self.draw(side, steps=self.scale.few)
        column = "self_device_time_total" if self.scale.grown else "self_cpu_time_total"
        events = sorted(profile.key_averages(), key=lambda event: getattr(event, column), reverse=True)[:3]
        total = sum(getattr(event, column) for event in profile.key_averages()) or 1
        return ", ".join(f"{event.key[:28]} {100 * getattr(event, column) / total:.0f} %" for event in events)


def absolute(bench: Bench) -> list[Row]:
    """Seconds of one picture at each side."""
    rows = []
    for side in bench.scale.sides:
        bench.draw(side, steps=1)
        took = median([_timed(partial(bench.draw, side)) for _ in range(bench.scale.rounds)])
        rows.append(Row("", f"{bench.name}: a picture of {side} × {side}, {bench.scale.steps} steps", f"{took:.2f} s"))
    rows.append(Row("", f"{bench.name}: most of the time at {side}", bench.slowest(side)))
    return rows


def batching(bench: Bench) -> list[Row]:
    """P4: eight in one batch against one by one."""
    rows = []
    for side, goal in zip(bench.scale.sides, (P4_AT_512, P4_AT_1024), strict=True):

        def alone(side: int = side) -> None:
            for _ in range(8):
                bench.draw(side, steps=bench.scale.few)

        one, other = in_turns(bench, alone, partial(bench.draw, side, count=8, steps=bench.scale.few))
        rows.append(_ratio("P4", f"{bench.name}: 8 one by one : in a batch, {side} px", one, other, goal))
    return rows


def optimisations(bench: Bench) -> list[Row]:
    """P8: each optimisation alone, with and without."""
    side = bench.scale.sides[-1]
    rows = []
    for name, change in _CHANGES.items():
        plain, changed = _alone(bench, side, change)
        goal = P8_COMPILE if name == "regional compile" else 0.0
        rows.append(_ratio("P8", f"{bench.name}: {name}, without : with, {side} px", plain, changed, goal))
    slow, fast = in_turns(bench, partial(bench.draw, side), partial(bench.draw, side, steps=bench.scale.few))
    rows.append(_ratio("P8", f"{bench.name}: few steps, {bench.scale.steps} : {bench.scale.few}", slow, fast, P8_FAST))
    return rows


def previews(bench: Bench) -> Row:
    """P8: what previews at most once a second cost."""
    from gpu_worker.engines.diffusers.painting.previews import Previewer  # noqa: PLC0415 - imports torch

    previewer, side = Previewer(bench.pipe), bench.scale.sides[-1]
    last = [0.0]

    def hook(_pipe: object, _index: int, _time: object, tensors: dict[str, Any]) -> dict[str, Any]:
        if time.monotonic() - last[0] >= 1:
            last[0] = time.monotonic()
            previewer.previews(tensors["latents"], (side, side))
        return tensors

    without, shown = in_turns(bench, partial(bench.draw, side), partial(bench.draw, side, hook=hook))
    share = shown / without - 1
    what = f"{bench.name}: added by previews, {side} px"
    return Row("P8", what, f"{100 * share:.1f} %", f"≤ {100 * P8_PREVIEWS:.0f} %", share <= P8_PREVIEWS)


def cancelling(bench: Bench) -> Row:
    """P9: from the step at which nobody waits any more to the device being free."""
    side, took = bench.scale.sides[-1], []
    for number in range(bench.scale.cancels):
        told = [0.0]

        def hook(
            _pipe: object,
            index: int,
            _time: object,
            tensors: dict[str, Any],
            stop: int = number % 3,
            at: list[float] = told,
        ) -> dict[str, Any]:
            if index == stop:
                at[0] = time.perf_counter()
                raise Cancelled
            return tensors

        try:
            bench.draw(side, hook=hook)
        except Cancelled:
            bench.wait()
            took.append((time.perf_counter() - told[0]) * 1000)
    worst = percentile(took, 99)
    what = f"{bench.name}: stopped at the very step; p99 until the device is free"
    return Row("P9", what, f"{len(took)} of {bench.scale.cancels}, {worst:.0f} ms", f"≤ {P9_MS:.0f} ms", worst <= P9_MS)


def _channels_last(bench: Bench, *, on: bool) -> None:
    kind = bench.torch.channels_last if on else bench.torch.contiguous_format
    for part in (getattr(bench.pipe, "unet", None), bench.pipe.vae):
        if part is not None:
            part.to(memory_format=kind)


def _fused(bench: Bench, *, on: bool) -> None:
    if on:
        bench.core.fuse_qkv_projections()
    elif getattr(bench.core, "original_attn_processors", None):
        bench.core.unfuse_qkv_projections()


def _sdpa(bench: Bench, *, on: bool) -> None:
    bench.core.set_attention_backend("native" if on else "_native_math")


def _compiled(bench: Bench, *, on: bool) -> None:
    if on:
        # On a CPU the compiler itself takes minutes and says nothing of a GPU: there only the way there is gone.
        bench.core.compile_repeated_blocks(dynamic=True, backend="inductor" if bench.scale.grown else "eager")
        return
    for module in bench.core.modules():
        module._compiled_call_impl = None  # noqa: SLF001 - torch has no way to take it back


def _halves(bench: Bench, *, on: bool) -> None:
    bench.pipe.to(dtype=bench.torch.bfloat16 if on else bench.torch.float32)


_CHANGES: Mapping[str, Callable[..., None]] = {
    "bfloat16": _halves,
    "channels_last": _channels_last,
    "fused QKV": _fused,
    "SDPA": _sdpa,
    "regional compile": _compiled,
}


def _alone(bench: Bench, side: int, change: Callable[..., None]) -> tuple[float, float]:
    """Return the seconds without and with a change; nan where this pipeline does not know it."""
    draw = partial(bench.draw, side, steps=bench.scale.few)
    try:
        change(bench, on=False)
        plain = _median_of(bench, draw)
        change(bench, on=True)
        changed = _median_of(bench, draw)
        if change is not _halves:  # what workers draw in
            change(bench, on=change in {_channels_last, _sdpa})
    except (AttributeError, ValueError, NotImplementedError, RuntimeError) as error:
        print(f"not to be had: {error}"[:200])  # noqa: T201 - a benchmark talks to the person at the terminal
        return float("nan"), float("nan")
    return plain, changed


def in_turns(bench: Bench, one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Return the median seconds of two sides that take turns."""
    one()
    other()
    pairs = [(_timed(one), _timed(other)) for _ in range(bench.scale.rounds)]
    return median([first for first, _ in pairs]), median([second for _, second in pairs])


def _median_of(bench: Bench, draw: Callable[[], None]) -> float:
    draw()
    return median([_timed(draw) for _ in range(bench.scale.rounds)])


def _timed(draw: Callable[[], None]) -> float:
    begun = time.perf_counter()
    draw()
    return time.perf_counter() - begun


def _ratio(bar: str, what: str, before: float, after: float, goal: float) -> Row:
    ratio = before / after
    shown = f"{before:.2f} : {after:.2f} s, {ratio:.2f} ×"
    return Row(bar, what, shown, f"≥ {goal} ×" if goal else "", ratio >= goal if goal else None)


def measure(scale: Scale) -> list[Row]:
    """Measure both families, one after the other, so that each has the device to itself."""
    torch: Any = importlib.import_module("torch")
    rows: list[Row] = []
    for name in ("sdxl", "flux"):
        bench = Bench(name, scale)
        with torch.inference_mode():
            rows += [*absolute(bench), *batching(bench), previews(bench), cancelling(bench), *optimisations(bench)]
        del bench
        gc.collect()
        if scale.grown:
            torch.cuda.empty_cache()
    return rows


def main(words: Sequence[str] = ()) -> None:
    """Print the table with the machine's name and the date, or say what is missing."""
    if not HAS_TORCH:
        print(NO_TORCH)  # noqa: T201 - a benchmark talks to the person at the terminal
        return
    torch: Any = importlib.import_module("torch")
    small = TINY in words
    if not torch.cuda.is_available() and not small:
        print("no GPU here: nothing was measured. On a machine with one, run ./run bench gpu again.")  # noqa: T201
        return
    if small:
        torch.set_num_threads(1)
    machine = "CPU, tiny pipelines: only to see every line run" if small else torch.cuda.get_device_name()
    show(f"{machine}, {datetime.now(UTC):%Y-%m-%d}", measure(SMALL if small else GROWN))


if __name__ == "__main__":
    main(sys.argv[1:])
