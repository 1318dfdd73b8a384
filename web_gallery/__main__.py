"""Starts the gallery: ``python -m web_gallery``."""

import logging
import signal
from socket import socket

import uvicorn

from core.logs import log_for
from core.revision import stop_on_wrong_schema
from web_gallery.app import create_app
from web_gallery.live.hub import Hub
from web_gallery.settings import WebSettings
from web_gallery.site import Site

_FAREWELL_S = 5
_log = logging.getLogger(__name__)


def main() -> None:
    """Read the settings and serve until the process is told to stop."""
    settings = WebSettings()
    log_for(settings, "gallery")
    stop_on_wrong_schema(settings.database_url)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    for name in (signal.SIGINT, signal.SIGTERM):
        # uvicorn raises the signal again once it has stopped; by then it has been obeyed.
        signal.signal(name, lambda *_: None)
    _log.info("the gallery serves %s from %s:%d", settings.origin, settings.gallery_host, settings.gallery_port)
    server(settings).run()


class _Server(uvicorn.Server):
    """Ends open streams before it waits for its connections: they would never close by themselves."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._hub.stop()
        await super().shutdown(sockets)


def server(settings: WebSettings) -> uvicorn.Server:
    """Return the configured server; it logs through ``core.logs`` and keeps no access log of people's visits."""
    app = create_app(settings)
    site: Site = app.state.site
    return _Server(
        uvicorn.Config(
            app,
            host=settings.gallery_host,
            port=settings.gallery_port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.gallery_trusted_proxies),
            forwarded_allow_ips=settings.gallery_trusted_proxies or None,
            timeout_graceful_shutdown=_FAREWELL_S,
            loop="uvloop",
        ),
        site.hub,
    )


if __name__ == "__main__":
    main()
