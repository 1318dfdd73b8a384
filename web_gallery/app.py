"""The composition root: one gallery from its settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from core.bus import Bus
from core.db import Database
from core.storage import open_store
from web_gallery.assets import read_assets
from web_gallery.edge import Edge
from web_gallery.keeping import watch_retention
from web_gallery.live.hub import Hub
from web_gallery.metrics import make_metrics, serve_metrics
from web_gallery.pages import Pages
from web_gallery.routes import (
    account,
    comic_files,
    comics,
    creations,
    drafts,
    events,
    exports,
    feed,
    files,
    frames,
    health,
    legal,
    mine,
    moderation,
    notices,
    pictures,
    reporting,
    rights,
    signing_in,
    standing,
    studio,
    studio_jobs,
)
from web_gallery.settings import WebSettings
from web_gallery.site import Site
from web_gallery.troubles import install_troubles

_AREAS = (
    feed,
    pictures,
    files,
    notices,
    standing,
    health,
    signing_in,
    mine,
    account,
    creations,
    frames,
    legal,
    exports,
    comics,
    comic_files,
    reporting,
    rights,
    moderation,
    drafts,
    events,
    studio,
    studio_jobs,
)


def create_app(settings: WebSettings) -> FastAPI:
    """Return the gallery; nothing is connected until the first request, and its lifespan closes everything."""
    site = _make_site(settings)
    # The built-in documentation pages fetch scripts from elsewhere, so they are off.
    app = FastAPI(
        title="Inkhearth", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_lifespan
    )
    app.state.site = site
    app.add_middleware(Edge, settings=settings, metrics=site.metrics)
    install_troubles(app)
    for area in _AREAS:
        app.include_router(area.router)
    return app


def _make_site(settings: WebSettings) -> Site:
    assets = read_assets()
    bus = Bus(settings.redis_url)
    return Site(
        settings=settings,
        database=Database(
            settings.database_url, pool_size=settings.database_pool, announce=bus.announce, audit_key=settings.audit_key
        ),
        bus=bus,
        store=open_store(settings),
        assets=assets,
        pages=Pages(settings, assets),
        metrics=make_metrics(),
        hub=Hub(bus),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    site: Site = app.state.site
    port = site.settings.gallery_metrics_port
    metrics = serve_metrics(site.metrics, site.settings.gallery_host, port) if port else None
    watching = asyncio.create_task(watch_retention(site)) if metrics else None
    try:
        yield
    finally:
        if watching is not None:
            watching.cancel()
            await asyncio.wait([watching])
        if metrics is not None:
            metrics.stop()
        await site.hub.close()
        await site.database.close()
        await site.bus.close()
