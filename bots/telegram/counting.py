"""Counts what we ask of Telegram, where the library hands requests to HTTPX."""

from time import perf_counter
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bots.metrics import BotMetrics
from core.platforms import Platform

SEND, POLL = "send", "poll"


class CountedRequest(HTTPXRequest):
    """HTTPX as the library uses it, counted; polls also tell whether Telegram is heard."""

    def __init__(self, metrics: BotMetrics, call: str, **options: Any) -> None:  # noqa: ANN401 - the library's options
        """Count into ``metrics`` under the name of the call."""
        super().__init__(**options)
        self._metrics = metrics
        self._call = call

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:  # noqa: ANN401 - the library's signature
        """Make one request."""
        began = perf_counter()
        status = None
        try:
            status, body = await super().do_request(*args, **options)
        except TelegramError:
            self._note(status, perf_counter() - began)
            raise
        self._note(status, perf_counter() - began)
        return status, body

    def _note(self, status: int | None, seconds: float) -> None:
        self._metrics.call(Platform.TELEGRAM, self._call, status=status, seconds=seconds)
        if self._call == POLL:
            heard = status is not None and status < 400  # noqa: PLR2004 - HTTP: from here on it was refused
            self._metrics.connected.labels(Platform.TELEGRAM.value).set(heard)
