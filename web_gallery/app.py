"""The composition root: one gallery from its settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from core.bus import Bus
from core.db import Database
from core.figures.serving import serve_metrics
from core.pictures.signet import marks_folder
from core.storage import open_store
from web_gallery.assets import read_assets
from web_gallery.edge import Edge
from web_gallery.identity import make_identity
from web_gallery.limiting import Limiter
from web_gallery.live.hub import Hub
from web_gallery.mailing import Mailer
from web_gallery.metrics import make_metrics
from web_gallery.noticing import ConsentNeeded, notice_first, notice_instead
from web_gallery.origins import Origins
from web_gallery.pages import Pages
from web_gallery.remixing import TelegramBot
from web_gallery.revalidating import Revalidator
from web_gallery.routes import (
    account,
    admin,
    comic_files,
    comics,
    consent,
    decisions,
    drafts,
    events,
    exports,
    feed,
    files,
    frames,
    granting,
    health,
    legal,
    mine,
    moderation,
    notices,
    oembed,
    people,
    pictures,
    provenance,
    registering,
    reporting,
    rights,
    searching,
    signing_in,
    standing,
    studio,
    studio_cast,
    studio_comics,
    studio_jobs,
    studio_rework,
    studio_scripts,
    studio_words,
    tags,
    vouching,
    ways,
)
from web_gallery.routes.api import documents
from web_gallery.settings import WebSettings
from web_gallery.site import Site
from web_gallery.troubles import install_troubles

_AREAS = (
    feed,
    tags,
    people,
    searching,
    oembed,
    pictures,
    files,
    notices,
    standing,
    health,
    signing_in,
    consent,
    mine,
    account,
    drafts,
    frames,
    legal,
    exports,
    comics,
    comic_files,
    provenance,
    reporting,
    rights,
    decisions,
    moderation,
    *admin.AREAS,
    events,
    studio,
    studio_jobs,
    studio_rework,
    studio_cast,
    studio_scripts,
    studio_words,
    studio_comics,
    registering,
    vouching,
    ways,
    granting,
    documents,
    *documents.AREAS,
)


def create_app(settings: WebSettings) -> FastAPI:
    """Return the gallery; nothing is connected until the first request, and its lifespan closes everything."""
    site = _make_site(settings)
    # The built-in documentation pages fetch scripts from elsewhere, so they are off.
    app = FastAPI(
        title="Inkhearth", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_lifespan
    )
    app.state.site = site
    app.add_middleware(Revalidator)
    app.add_middleware(Limiter, settings=settings, rates=site.identity.rates, callers=site.identity.callers)
    app.add_middleware(Edge, settings=settings, metrics=site.metrics)
    install_troubles(app)
    app.add_exception_handler(ConsentNeeded, notice_instead)
    for area in _AREAS:
        app.include_router(area.router, dependencies=[Depends(notice_first)])
    return app


def _make_site(settings: WebSettings) -> Site:
    assets = read_assets()
    bus = Bus(settings.redis_url)
    metrics = make_metrics()
    database = Database(
        settings.database_url,
        pool_size=settings.database_pool,
        announce=bus.announce,
        count=metrics.counting,
        audit_key=settings.audit_key,
    )
    return Site(
        settings=settings,
        database=database,
        bus=bus,
        store=open_store(settings),
        assets=assets,
        pages=Pages(settings, assets),
        metrics=metrics,
        identity=make_identity(settings, database=database, bus=bus),
        hub=Hub(bus),
        origins=Origins(marks_folder(settings)),
        telegram=TelegramBot(bus),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    site: Site = app.state.site
    metrics = serve_metrics(site.metrics.registry, site.settings.metrics_host, site.settings.gallery_metrics_port)
    mailer = Mailer(site.settings, database=site.database, bus=site.bus, sealing=site.identity.sealing)
    running = {asyncio.create_task(mailer.run())}
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.wait(running)
        if metrics is not None:
            metrics.stop()
        await site.hub.close()
        await site.database.close()
        await site.bus.close()
