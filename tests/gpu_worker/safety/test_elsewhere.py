"""What servers elsewhere draw is rated here, over the wire, and stays hidden where nobody can rate it."""

import base64
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO

import pytest
from PIL import Image

from core.db import Database
from core.jobs.orders import Item
from core.jobs.specs import DrawSpec
from core.pictures.writing import TRAINED
from core.privacy import Visibility
from core.storage import FolderStore
from gpu_worker.engines.comfyui.engine import ComfyUIEngine
from gpu_worker.engines.engine import Engine
from gpu_worker.engines.openai_engine import OpenAIEngine, Service
from gpu_worker.safety.judge import Judge
from launcher.folders import REPOSITORY
from tests.factories import shown_to_all
from tests.gpu_worker.engines.comfyui.loopback import running_comfy
from tests.gpu_worker.engines.remote.loopback import KEY, running_images, say
from tests.gpu_worker.orders import item
from tests.gpu_worker.safety.scenes import HARMLESS, NUDE
from tests.gpu_worker.safety.test_rating import Pixels, _made, rated, store

__all__ = ["store"]
ASSETS = REPOSITORY / "node_modules"


def png(pixels: Pixels) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@contextmanager
def openai(pixels: Pixels) -> Iterator[tuple[Engine, Item]]:
    """An engine whose service draws one picture, and an order for it."""
    with running_images() as images:
        images.answers.append(say(200, {"created": 1, "data": [{"b64_json": base64.b64encode(png(pixels)).decode()}]}))
        service = Service(url=images.url, key=KEY, model="gpt-image-1", sizes=((96, 64),), limit_s=20.0)
        engine = OpenAIEngine(service)
        try:
            yield engine, asked(engine, "gpt-image-1")
        finally:
            engine.close()


@contextmanager
def comfyui(pixels: Pixels) -> Iterator[tuple[Engine, Item]]:
    """An engine whose server draws one picture, and an order for it."""
    with running_comfy() as comfy:
        comfy.picture, comfy.step_s = png(pixels), 0.01
        engine = ComfyUIEngine(comfy.url, own=None, limit_s=20, assets=ASSETS)
        try:
            yield engine, asked(engine, "text-to-image")
        finally:
            engine.close()


def asked(engine: Engine, model: str) -> Item:
    one = item()
    spec = one.spec.model_copy(update={"engine": engine.name, "model": model, "width": 96, "height": 64, "steps": 4})
    return one.model_copy(update={"spec": DrawSpec.model_validate(spec.model_dump())})


Server = Callable[[Pixels], AbstractContextManager[tuple[Engine, Item]]]
SERVERS = pytest.mark.parametrize("server", [openai, comfyui])


@SERVERS
def test_what_a_server_draws_is_rated_and_says_that_a_model_drew_it(
    server: Server, judge: Judge, store: FolderStore, redis_url: str
) -> None:
    with server(HARMLESS) as (engine, order):
        assert engine.source == TRAINED
        assert rated(engine, judge, store, redis_url, of=order).level == 0


@SERVERS
async def test_what_a_server_draws_and_not_everybody_may_see_is_in_no_open_list(
    server: Server, judge: Judge, store: FolderStore, redis_url: str, database: Database
) -> None:
    with server(NUDE) as (engine, order):
        artefact = rated(engine, judge, store, redis_url, of=order)
    assert artefact.level == judge.level(NUDE) != 0
    made = await _made(database, artefact.model_copy(update={"level": 3}))
    assert (made.judged, made.level) == (True, 3)
    async with database.transaction() as session:
        assert await shown_to_all(session) == []


@SERVERS
async def test_without_a_judge_what_a_server_draws_is_private(
    server: Server,
    store: FolderStore,
    redis_url: str,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fail closed: the classifiers' packages are not installed, and the picture was to be public."""
    monkeypatch.setitem(sys.modules, "gpu_worker.safety.models", None)
    missing = Judge(threads=1)
    with server(HARMLESS) as (engine, order):
        artefact = rated(engine, missing, store, redis_url, of=order)
    assert missing.trouble() is not None
    assert artefact.level is None
    made = await _made(database, artefact)
    assert (made.judged, made.visibility) == (False, Visibility.PRIVATE)
