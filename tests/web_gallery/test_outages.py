"""Postgres stopped and started again: 200 or 503, never 500 (performance.md R2)."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from asyncpg import InternalClientError
from sqlalchemy.exc import DBAPIError, ProgrammingError

from launcher.folders import Folders
from launcher.processes import start
from launcher.servers import postgres
from launcher.servers.postgres import Postgres
from tests.servers import end, house_folder, migrate, wait_until
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from web_gallery.app import create_app
from web_gallery.reading import is_outage
from web_gallery.settings import WebSettings
from web_gallery.site import Site


@dataclass(slots=True)
class Switch:
    """A Postgres that can be stopped and started."""

    folders: Folders
    server: Postgres
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def on(self) -> None:
        """Start it."""
        process = start(self.server.program(), log=self.folders.logs / "postgres.log", records=self.folders.records)
        wait_until(lambda: self.server.is_ready(process.pid), "Postgres is ready")
        self.running.append(process)

    def off(self) -> None:
        """Stop it."""
        end(self.running.pop(), self.folders)


@contextmanager
def _switch() -> Iterator[Switch]:
    with house_folder() as folders:
        switch = Switch(folders, postgres.prepare(folders))
        switch.on()
        yield switch
        while switch.running:
            switch.off()


async def test_without_its_database_the_gallery_says_so_and_comes_back(settings: WebSettings) -> None:
    with _switch() as switch:
        switch.server.create_database("outage")
        url = switch.server.url_of("outage")
        migrate(url)
        app = create_app(settings.model_copy(update={"database_url": url}))
        site: Site = app.state.site
        seeds = Seeds(site.database, site.store)
        media = await seeds.picture(await seeds.person())
        paths = ["/", f"/i/{media.slug}", f"/files/{media.key}", "/feed.atom", "/sitemap.xml", "/api/v1/feed"]
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as visitor,
        ):

            async def statuses() -> set[int]:
                return {(await visitor.get(path)).status_code for path in [*paths, "/readyz"]}

            assert await statuses() == {200}
            switch.off()
            assert await statuses() == {503}
            assert await statuses() == {503}
            assert (await visitor.get("/healthz")).status_code == 200
            assert (await visitor.get("/about")).status_code == 200
            page = await visitor.get("/")
            assert (page.headers["retry-after"], page.headers["cache-control"]) == ("5", "no-store")
            assert "try again in a moment" in page.text
            switch.on()
            assert await statuses() == {200}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (InternalClientError("cannot switch to state 12; another operation (2) is in progress"), True),
        (ProgrammingError("SELECT", {}, Exception("no such column")), False),
        (DBAPIError("SELECT", {}, Exception("cut"), connection_invalidated=True), True),
        (ValueError(), False),
    ],
)
def test_an_outage_is_not_mistaken_for_a_wrong_question(error: Exception, *, expected: bool) -> None:
    assert is_outage(error) is expected
