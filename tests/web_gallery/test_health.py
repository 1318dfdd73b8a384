"""Life, readiness and metrics."""

from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from core.figures.serving import serve_metrics
from tests.servers import free_port
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from web_gallery.app import create_app
from web_gallery.metrics import make_metrics
from web_gallery.settings import WebSettings
from web_gallery.site import Site


async def _asked(settings: WebSettings, path: str = "/readyz") -> httpx.Response:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as visitor,
    ):
        return await visitor.get(path)


async def test_a_whole_gallery_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"alive": True}
    assert (await client.get("/readyz")).json() == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "redis": "ok",
        "store": "ok",
    }


@pytest.mark.parametrize(
    ("field", "value", "sick", "reason"),
    [
        ("redis_url", "unix:///nowhere/valkey.sock", {"redis"}, "ConnectionError"),
        ("data_folder", Path("/nowhere"), {"store"}, "the data folder is missing"),
        (
            "database_url",
            "postgresql+asyncpg://me:hunter2@127.0.0.1:1/x",
            {"database", "migrations"},
            "ConnectionRefusedError",
        ),
    ],
)
async def test_what_is_missing_is_named_without_its_secrets(
    field: str, value: object, sick: set[str], reason: str, settings: WebSettings
) -> None:
    answer = await _asked(settings.model_copy(update={field: value}))
    found = answer.json()
    assert answer.status_code == 503
    assert {name for name, state in found.items() if state not in {"ok", True, False}} == sick
    assert all(found[name] == reason for name in sick)
    assert "hunter2" not in answer.text


async def test_a_silent_object_store_makes_the_gallery_unready(settings: WebSettings) -> None:
    keys = {"s3_access_key": SecretStr("a" * 8), "s3_secret_key": SecretStr("b" * 8), "s3_secure": False}
    answer = await _asked(settings.model_copy(update=keys | {"s3_endpoint": f"127.0.0.1:{free_port()}"}))
    assert answer.status_code == 503
    assert answer.json()["store"] in {"MaxRetryError", "NewConnectionError", "no answer within 3 s"}


async def test_an_unmigrated_database_is_not_ready(settings: WebSettings) -> None:
    empty = settings.database_url.replace("test_case", "postgres")
    answer = await _asked(settings.model_copy(update={"database_url": empty}))
    assert (answer.status_code, answer.json()["database"]) == (503, "ok")
    assert answer.json()["migrations"] != "ok"


async def test_metrics_count_by_pattern_never_by_address(client: httpx.AsyncClient, site: Site, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person())
    for path in (f"/i/{media.slug}", "/i/unknown", "/secret-path", "/files/x"):
        await client.get(path)
    await client.request("BREW", "/")
    counted = {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for family in site.metrics.registry.collect()
        for sample in family.samples
        if sample.name == "inkhearth_http_requests_total"
    }
    assert counted == {
        ("GET", "/i/{slug}", "200"): 1,
        ("GET", "/i/{slug}", "404"): 1,
        ("GET", "/files/{key:path}", "404"): 1,
        ("GET", "unmatched", "404"): 1,
        ("other", "/", "405"): 1,
    }


async def test_metrics_have_a_port_of_their_own(settings: WebSettings) -> None:
    port = free_port()
    app = create_app(settings.model_copy(update={"gallery_metrics_port": port}))
    async with app.router.lifespan_context(app), httpx.AsyncClient() as scraper:
        text = (await scraper.get(f"http://127.0.0.1:{port}/metrics")).text
        assert "inkhearth_http_requests_running" in text
        assert serve_metrics(make_metrics().registry, "127.0.0.1", port) is None
    again = serve_metrics(make_metrics().registry, "127.0.0.1", port)
    assert again is not None
    again.stop()
