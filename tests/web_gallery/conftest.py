"""The gallery over the real database, Valkey and store, asked through HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.scenes import Scene, planted_scene
from tests.web_gallery.seeds import Seeds
from web_gallery.app import create_app
from web_gallery.settings import WebSettings
from web_gallery.site import Site

KEY = SecretStr("a signing key of the tests of 32 or more")
ORIGIN = "http://gallery.test"


@pytest.fixture
def settings(database_url: str, redis_url: str, data_folder: Path) -> WebSettings:
    """Settings of a gallery with a folder store."""
    return settings_of(database_url, redis_url, data_folder)


def settings_of(database_url: str, redis_url: str, folder: Path) -> WebSettings:
    """Return the settings of a gallery over these servers, whom nobody asks too often."""
    return WebSettings(
        _env_file=None,
        data_folder=folder,
        redis_url=redis_url,
        database_url=database_url,
        signing_key=KEY,
        audit_key=KEY,
        sealing_keys=KEY,
        public_url=ORIGIN,
        ask_consent=False,
        gallery_metrics_port=0,
        request_rates=dict.fromkeys(("guest", "user", "creator", "admin", "super_admin"), 1_000_000),
    )


@pytest.fixture
async def app(settings: WebSettings) -> AsyncIterator[FastAPI]:
    """A gallery whose lifespan has begun."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def site(app: FastAPI) -> Site:
    """The gallery's collaborators."""
    found = app.state.site
    assert isinstance(found, Site)
    return found


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor without any history."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as visitor:
        yield visitor


@pytest.fixture
def seeds(site: Site) -> Seeds:
    """What plants people and pictures."""
    return Seeds(site.database, site.store)


@pytest.fixture
def comics(site: Site, seeds: Seeds) -> ComicSeeds:
    """What plants comics."""
    return ComicSeeds(site.database, seeds)


@pytest.fixture
async def scene(site: Site, seeds: Seeds, comics: ComicSeeds) -> Scene:
    """Somebody's private things among people of every kind."""
    return await planted_scene(site, seeds, comics)
