"""What every route works with: made once by the composition root, handed to each request."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from core.bus import Bus
from core.db import Database
from core.storage import Store
from web_gallery.assets import Assets
from web_gallery.identity import Identity
from web_gallery.kept import Kept, Lately
from web_gallery.live.hub import Hub
from web_gallery.metrics import Metrics
from web_gallery.origins import Origins
from web_gallery.pages import Pages
from web_gallery.remixing import TelegramBot
from web_gallery.settings import WebSettings

_MODELS_S = 10.0  # a model that drew its first public picture is among the filters so much later at most


@dataclass(frozen=True, slots=True)
class Site:
    """The gallery's collaborators."""

    settings: WebSettings
    database: Database
    bus: Bus
    store: Store
    assets: Assets
    pages: Pages
    metrics: Metrics
    identity: Identity
    hub: Hub
    origins: Origins
    telegram: TelegramBot
    kept: Kept = field(default_factory=Kept)
    models: Lately[tuple[str, ...]] = field(default_factory=lambda: Lately(_MODELS_S))


async def site_of(request: Request) -> Site:
    """Return the site that a request came to (a coroutine: FastAPI sends plain functions to a thread)."""
    site = request.app.state.site
    if not isinstance(site, Site):
        raise TypeError(type(site))
    return site


TheSite = Annotated[Site, Depends(site_of)]
