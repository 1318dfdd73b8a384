"""Models that there is no memory for are known as such before anybody asks for them."""

import importlib
from pathlib import Path

from redis import Redis

from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.warmth import announced, tell_warm
from tests.factories import worker
from tests.gpu_worker.engines.diffusers.conftest import MakeEngine, entry_text


def test_a_model_without_room_is_announced_as_such_once_the_device_is_known(
    redis_url: str, models: Path, tmp_path: Path
) -> None:
    """8.1: "does not fit" is known before anything is charged."""
    table = tmp_path / "table.toml"
    table.write_text(entry_text("sd", models / "sd") + entry_text("flux", models / "flux"))
    engine = DiffusersEngine(table, ready=None, memory_bytes=3 << 20)
    card = worker().model_copy(update={"models": engine.cards()})
    redis = Redis.from_url(redis_url)
    tell_warm(redis, {engine.name: engine}, holder=card.holder)
    assert [model.fits for model in announced(redis, card).models] == [True, True], "nobody has looked yet"
    engine.studio()
    tell_warm(redis, {engine.name: engine}, holder=card.holder)
    assert {model.name: model.fits for model in announced(redis, card).models} == {"sd": False, "flux": True}
    redis.close()


def test_beside_a_device_a_model_may_be_larger_than_it_and_a_damaged_one_is_refused_elsewhere(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    torch = importlib.import_module("torch")
    shelf = importlib.import_module("gpu_worker.engines.diffusers.loading.shelf")
    studio = make_engine(entry_text("sd", "./sd"), entry_text("gone", tmp_path / "gone")).studio()
    sd, gone = studio.entry("sd"), studio.entry("gone")
    device = shelf.Shelf(torch.device("cuda"), memory_bytes=1 << 20)
    assert device.fits(sd), "its parts wait in the machine's memory"
    assert not shelf.Shelf(torch.device("cpu"), memory_bytes=1 << 20).fits(sd)
    assert device.fits(gone)
