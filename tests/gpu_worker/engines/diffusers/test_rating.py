"""A picture of a real diffusion pipeline is rated, and so can be public."""

from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from core.jobs.orders import Event, Item
from core.storage import FolderStore
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from tests.gpu_worker.engines.diffusers.conftest import wanted
from tests.gpu_worker.orders import apart, item, order, told


def test_what_a_pipeline_draws_has_a_rating(engine: DiffusersEngine, tmp_path: Path, redis_url: str) -> None:
    """Random weights draw noise, which is for everybody."""
    one: Item = item().model_copy(update={"spec": wanted("sd").spec})

    def work() -> None:
        store = FolderStore(tmp_path, base_url="http://127.0.0.1", signing_key=SecretStr("x" * 32))
        with closing(Renderer({engine.name: engine}, store, Reporter(redis_url, holder="pc#1"))) as renderer:
            renderer.render(order(one))

    apart(work)
    (succeeded,) = [report for report in told(redis_url) if report.event is Event.SUCCEEDED]
    assert [artefact.level for artefact in succeeded.artefacts] == [0]
