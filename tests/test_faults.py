"""The fault proxy does to a connection what it is told, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.faults import FaultProxy


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1024):
        writer.write(data)
    writer.close()


@asynccontextmanager
async def _proxied_echo() -> AsyncIterator[FaultProxy]:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    async with FaultProxy(server.sockets[0].getsockname()[:2]).running() as proxy:
        yield proxy
    server.close()
    await asyncio.sleep(0.01)  # the echo sees that its connections ended


async def _say(proxy: FaultProxy, words: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        writer.write(words)
        async with asyncio.timeout(0.5):
            return await reader.readexactly(len(words))
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_a_healthy_proxy_changes_nothing() -> None:
    async with _proxied_echo() as proxy:
        assert await _say(proxy, b"a fox") == b"a fox"
        assert proxy.connections == 1


async def test_a_truncated_answer_ends_after_its_bytes() -> None:
    async with _proxied_echo() as proxy:
        proxy.faults.truncate_after = 3
        with pytest.raises(asyncio.IncompleteReadError) as caught:
            await _say(proxy, b"a fox")
        assert caught.value.partial == b"a f"


async def test_a_silent_server_never_answers() -> None:
    async with _proxied_echo() as proxy:
        proxy.faults.silent = True
        with pytest.raises(TimeoutError):
            await _say(proxy, b"a fox")


@pytest.mark.parametrize("fault", ["refuse", "reset"])
async def test_a_broken_connection_is_felt_at_once(fault: str) -> None:
    async with _proxied_echo() as proxy:
        proxy.faults.refuse = fault == "refuse"
        proxy.faults.reset_share = float(fault == "reset")
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await _say(proxy, b"a fox")


async def test_a_delay_holds_the_answer_back() -> None:
    async with _proxied_echo() as proxy:
        proxy.faults.delay_s = 0.05
        begun = asyncio.get_running_loop().time()
        await _say(proxy, b"a fox")
        assert asyncio.get_running_loop().time() - begun >= 0.1  # there and back


async def test_a_missing_server_is_a_broken_connection(tmp_path: Path) -> None:
    async with FaultProxy(tmp_path / "nobody").running() as proxy:
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await _say(proxy, b"a fox")


async def test_it_stands_between_socket_files_too(tmp_path: Path) -> None:
    server = await asyncio.start_unix_server(_echo, tmp_path / "echo")
    async with FaultProxy(tmp_path / "echo").running(tmp_path / "proxy"):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "proxy")
        writer.write(b"a fox")
        assert await reader.readexactly(5) == b"a fox"
        writer.close()
        await writer.wait_closed()
    server.close()
    await asyncio.sleep(0.01)
