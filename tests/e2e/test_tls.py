"""Over networks: Redis by TLS whose certificate is checked."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import redis
from redis.exceptions import RedisError

from core.bus import Bus
from core.jobs.celery import make_celery
from tests.ha_bridge.certificates import self_signed


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def over_tls(upstream: Path, certificate: Path) -> AsyncIterator[int]:
    """Stand before a socket file with TLS, on a loopback port: the embedded Valkey is built without it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_unix_connection(upstream)
        try:
            await asyncio.gather(pump(reader, up_writer), pump(up_reader, writer))
        finally:
            for side in (writer, up_writer):
                side.transport.abort()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(serve(reader, writer))
        serving.add(task)
        task.add_done_callback(serving.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tuple(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


async def test_redis_is_reached_over_tls_and_a_stranger_is_not(redis_url: str, tmp_path: Path) -> None:
    ours, theirs = self_signed(tmp_path / "ours.pem"), self_signed(tmp_path / "theirs.pem")
    upstream = Path(redis_url.removeprefix("unix://"))
    async with over_tls(upstream, ours) as port:
        address = f"rediss://127.0.0.1:{port}/0?ssl_cert_reqs=required&ssl_ca_certs="
        bus = Bus(f"{address}{ours}")
        assert await bus.redis.ping()
        await bus.close()
        stranger = Bus(f"{address}{theirs}")
        with pytest.raises(RedisError, match="certificate"):
            await stranger.redis.ping()
        await stranger.close()
        app = make_celery(f"{address}{ours}")
        await asyncio.to_thread(app.send_task, "a.task", queue="gpu")
        await asyncio.to_thread(app.close)
    with redis.Redis.from_url(redis_url) as plain:
        assert plain.llen("gpu") == 1, "Celery's order came through"
