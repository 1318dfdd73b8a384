"""Counts what we ask of Discord, at the one HTTP session that discord.py has."""

from time import perf_counter
from types import SimpleNamespace

import aiohttp

from bots.metrics import BotMetrics
from core.platforms import Platform

_CALL = "send"


def tracing(metrics: BotMetrics) -> aiohttp.TraceConfig:
    """Return what aiohttp tells each request's begin and end."""
    trace = aiohttp.TraceConfig()

    async def begin(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
        context.began = perf_counter()

    async def end(_: aiohttp.ClientSession, context: SimpleNamespace, told: aiohttp.TraceRequestEndParams) -> None:
        seconds = perf_counter() - context.began
        metrics.call(Platform.DISCORD, _CALL, status=told.response.status, seconds=seconds)

    async def broken(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
        metrics.call(Platform.DISCORD, _CALL, status=None, seconds=perf_counter() - context.began)

    trace.on_request_start.append(begin)
    trace.on_request_end.append(end)
    trace.on_request_exception.append(broken)
    return trace
