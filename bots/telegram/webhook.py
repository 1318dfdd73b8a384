"""Taking updates by webhook: each is answered with 200 only when its effect is committed, so a lost one comes again.

The library's own server (``telegram.ext._utils.webhookhandler``) answers as soon as the update lies in its queue in
memory, and compares the secret with ``!=``; so the updates are taken here.
"""

import asyncio
import hmac
import json
import logging

from aiohttp import web

from bots.telegram.updates import Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_WITHIN_S = 50.0
_GRACE_S = 5.0
_MOST_BYTES = 2 * 1024 * 1024
_log = logging.getLogger(__name__)


def listening(setting: str) -> tuple[str, int]:
    """Return host and port of a setting such as ``127.0.0.1:8081`` or ``[::1]:8081``.

    Raises:
        ValueError: it names no port.
    """
    host, _, port = setting.rpartition(":")
    return host.strip("[]"), int(port)


class Webhook:
    """Listens until cancelled."""

    def __init__(self, updates: Updates, *, secret: str) -> None:
        """Take what carries the secret."""
        self._updates = updates
        self._secret = secret.encode()

    async def run(self, host: str, port: int, *, ready: asyncio.Event) -> None:
        """Listen on an address; ``ready`` is set once requests are taken. The path is the proxy's business."""
        application = web.Application(client_max_size=_MOST_BYTES)
        application.router.add_post("/{path:.*}", self._hear)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=_GRACE_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            ready.set()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _hear(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            return web.Response(status=403)
        try:
            data = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            return web.Response(status=400)
        if not isinstance(data, dict):
            return web.Response(status=400)
        done, _ = await asyncio.wait({self._updates.take(data)}, timeout=_WITHIN_S)
        if not done:
            _log.info("update %s takes long, it may come again and joins itself", data.get("update_id"))
            return web.Response(status=503)
        return web.Response()
