"""A second machine in miniature: a network namespace of its own, joined to ours by one cable and nothing else.

Addresses are of the network for benchmarks (RFC 2544), which nobody routes, four of them a process; needs root and
Linux.
"""

import asyncio
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_BLOCK = os.getpid() % 2**14 * 4
BOX, PC = (f"198.18.{(_BLOCK + end) // 256}.{(_BLOCK + end) % 256}" for end in (1, 2))
_PIECE = 65_536
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Namespace:
    """The network of the other machine; ``enter`` is what stands before a command that runs there."""

    name: str

    @property
    def enter(self) -> tuple[str, ...]:
        """The beginning of a command line."""
        return (str(shutil.which("ip")), "netns", "exec", self.name)


def possible() -> bool:
    """Tell whether this machine lets us make networks."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    try:
        with cable():
            return True
    except subprocess.CalledProcessError:
        return False


@contextmanager
def cable() -> Iterator[Namespace]:
    """Yield a namespace that reaches only our end of the cable."""
    name = f"ink{os.getpid()}"
    inside = Namespace(name)
    ours, theirs = f"{name}a", f"{name}b"
    _ip("netns", "add", name)
    try:
        _ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name)
        _ip("addr", "add", f"{BOX}/30", "dev", ours)
        _ip("link", "set", ours, "up")
        _ip("-n", name, "addr", "add", f"{PC}/30", "dev", theirs)
        _ip("-n", name, "link", "set", theirs, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        yield inside
    finally:
        with suppress(subprocess.CalledProcessError):
            _ip("link", "del", ours)
        _ip("netns", "del", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)  # noqa: S607 - where it is differs


def listeners(inside: Namespace) -> list[str]:
    """Return the addresses on which anything listens over there, as the kernel lists them (proc(5), state 0A)."""
    tables = subprocess.run(
        [*inside.enter, "cat", "/proc/net/tcp", "/proc/net/tcp6"], check=True, capture_output=True, text=True
    ).stdout
    rows = [line.split() for line in tables.splitlines() if ":" in line.split()[0]]
    return [row[1] for row in rows if row[3] == "0A"]


@asynccontextmanager
async def door(upstream: Path | tuple[str, int], *, certificate: Path | None = None) -> AsyncIterator[int]:
    """Yield a port on our end that leads to a server; with a certificate, over TLS as stunnel would."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    flying: set[asyncio.Task[None]] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            flying.add(task)
            task.add_done_callback(flying.discard)
        with suppress(OSError):
            there = await _reach(upstream)
            await _both_ways((reader, writer), there)

    server = await asyncio.start_server(take, BOX, 0, ssl=context)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in list(flying):
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        for _ in range(_ROUNDS):  # what was broken off is closed by the loop, TLS after some rounds of it
            await asyncio.sleep(0.02)


async def _reach(upstream: Path | tuple[str, int]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if isinstance(upstream, Path):
        return await asyncio.open_unix_connection(upstream)
    return await asyncio.open_connection(*upstream)


async def _both_ways(
    here: tuple[asyncio.StreamReader, asyncio.StreamWriter], there: tuple[asyncio.StreamReader, asyncio.StreamWriter]
) -> None:
    ways = [asyncio.ensure_future(_pass_on(here[0], there[1])), asyncio.ensure_future(_pass_on(there[0], here[1]))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for writer in (here[1], there[1]):
            writer.transport.abort()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
