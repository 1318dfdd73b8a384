"""Tiny saved pipelines and an engine on them; everything here needs torch, and tests skip where it is missing."""

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from core.engines import Shape
from core.jobs.editing import Edit
from core.jobs.specs import DrawSpec
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import Cancelled, Pixels, Wanted

KINDS = ("sd", "sdxl", "flux")
SIDE = 64
HAS_TORCH = importlib.util.find_spec("torch") is not None and importlib.util.find_spec("diffusers") is not None
NO_TORCH = "torch and diffusers are not installed (pip install torch; extra “diffusers”)"


class Witness:
    """A watch that remembers what it was told, and stops the batch at the step of a given number."""

    def __init__(self, *, stop_at: int | None = None) -> None:
        """Watch; steps count from 1."""
        self.shares: list[float] = []
        self.previews: list[Sequence[Pixels]] = []
        self._stop_at = stop_at

    def step(self, done: float, previews: Sequence[Pixels] = ()) -> None:
        """Remember a step."""
        self.shares.append(done)
        self.previews.append(previews)
        if self._stop_at is not None and len(self.shares) >= self._stop_at:
            raise Cancelled


def wanted(
    model: str, prompt: str = "a fox", *, seed: int = 1, reference: Pixels | None = None, **spec: object
) -> Wanted:
    """Return an order for one picture of 64 × 64 pixels in three steps."""
    fields: dict[str, object] = {
        "engine": "diffusers",
        "model": model,
        "prompt": prompt,
        "seed": seed,
        "shape": Shape.SQUARE,
        "width": SIDE,
        "height": SIDE,
        "steps": 3,
        "guidance": 5.0,
        "cost": 1,
        "reference": None if reference is None else "references/one",
    }
    pictures = {} if reference is None else {"references/one": reference}
    return Wanted(DrawSpec.model_validate(fields | spec), seed, pictures)


def edited(
    model: str,
    edit: Edit,
    pictures: Mapping[str, Pixels] | None = None,
    *,
    reference: Pixels | None = None,
    **spec: object,
) -> Wanted:
    """Return an order for one picture that is made from others."""
    plain = wanted(model, reference=reference, **spec)  # type: ignore[arg-type]  # passed on as given
    changed = plain.spec.model_copy(update={"edit": edit})
    return Wanted(changed, plain.seed, {**plain.pictures, **(pictures or {})})


def reference(seed: int = 0, *, height: int = 50, width: int = 90) -> Pixels:
    """Return a picture to start from: blocks of random colours."""
    blocks = np.random.default_rng(seed).integers(0, 256, (5, 9, 3), dtype=np.uint8)
    return np.kron(blocks, np.ones((height // 5, width // 9, 1), dtype=np.uint8))


def furthest(one: Pixels, other: Pixels) -> int:
    """Return the largest difference between two pictures, in steps of 1/255."""
    return int(np.abs(one.astype(np.int16) - other.astype(np.int16)).max())


def entry_text(name: str, source: Path | str, **more: object) -> str:
    """Return one entry of a table."""
    fields: dict[str, object] = {"steps": 3, "pixels": SIDE * SIDE, "multiple": 8, "batch_width": 8} | more
    lines = [f'name = "{name}"', f'source = "{source}"', *(f"{key} = {_toml(value)}" for key, value in fields.items())]
    return "\n".join(["[[model]]", *lines, ""])


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one tiny pipeline of each kind; nobody writes to it."""
    if not HAS_TORCH:
        pytest.skip(NO_TORCH)
    tiny = importlib.import_module("tests.gpu_worker.engines.diffusers.tiny_models")
    importlib.import_module("torch").set_num_threads(1)
    folder = tmp_path_factory.mktemp("models")
    for kind in KINDS:
        getattr(tiny, f"save_{kind}")(folder / kind)
    return folder


@pytest.fixture(scope="session")
def table(models: Path) -> Path:
    """A table of the tiny pipelines."""
    path = models / "models.toml"
    path.write_text("\n".join(entry_text(kind, f"./{kind}") for kind in KINDS), encoding="utf-8")
    return path


def overlay_text(models: Path, kind: str) -> str:
    """Return the lines of an entry that name what is laid over a tiny pipeline."""
    loras = ", ".join(
        f'{{ name = "{name}", source = "{models}", file = "{kind}-{name}.safetensors", words = "{words}" }}'
        for name, words in (("wild", "wildly"), ("mild", ""))
    )
    held = f'{{ source = "{models}/{kind}-held" }}'
    lines = [f"loras = [{loras}]", f"controls = {{ pose = {held}, depth = {held} }}"]
    if kind != "flux":
        place = f'source = "{models}/{kind}-looks", subfolder = "models", file = "looks.safetensors"'
        lines.append(f"looks = {{ {place}, most = 4 }}")
    return "\n".join([*lines, ""])


@pytest.fixture(scope="session")
def overlays(models: Path) -> Path:
    """The folder of the tiny pipelines, with LoRAs, ControlNets and IP-Adapters for them."""
    save_overlays(models)
    return models


def save_overlays(models: Path) -> None:
    """Save LoRAs, ControlNets and IP-Adapters for the tiny pipelines of a folder."""
    tiny = importlib.import_module("tests.gpu_worker.engines.diffusers.tiny_overlays")
    for kind in KINDS:
        for number, name in enumerate(("wild", "mild"), start=1):
            tiny.save_lora(models / kind, models / f"{kind}-{name}.safetensors", seed=number)
        tiny.save_controlnet(models / kind, models / f"{kind}-held")
        if kind != "flux":
            tiny.save_looks(models / kind, models / f"{kind}-looks")
    tiny.save_tiny_decoder(models / "taesd")


@pytest.fixture(scope="session")
def dressed(overlays: Path) -> DiffusersEngine:
    """An engine whose models can be drawn with everything that is laid over them."""
    path = overlays / "dressed.toml"
    path.write_text("".join(entry_text(kind, f"./{kind}") + overlay_text(overlays, kind) for kind in KINDS))
    return DiffusersEngine(path, ready=None, preview_every_s=0.0)


@pytest.fixture(scope="session")
def engine(table: Path) -> DiffusersEngine:
    """An engine that keeps its models from test to test, as a worker does."""
    return DiffusersEngine(table, ready=None, preview_every_s=0.0)


class MakeEngine(Protocol):
    """Makes an engine on a table of the given entries."""

    def __call__(self, *entries: str, memory_bytes: int | None = None, preview_every_s: float = 1.0) -> DiffusersEngine:
        """Write the table and open it."""


@pytest.fixture
def make_engine(models: Path, tmp_path: Path) -> MakeEngine:
    """Make an engine on a table of its own; ``./sd`` and the like are the tiny pipelines."""

    def make(*entries: str, memory_bytes: int | None = None, preview_every_s: float = 1.0) -> DiffusersEngine:
        path = tmp_path / "table.toml"
        path.write_text("\n".join(entries).replace('"./', f'"{models}/'), encoding="utf-8")
        return DiffusersEngine(path, ready=None, memory_bytes=memory_bytes, preview_every_s=preview_every_s)

    return make
