"""A proxy that makes a network bad on purpose: late, silent, cut or broken off; on this machine only."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 65536


@dataclass(slots=True)
class Faults:
    """What goes wrong on the way; change it while the proxy runs.

    ``delay_s`` holds every piece back. ``refuse`` closes new connections at once. ``silent`` swallows what is
    sent, so that the other side waits. ``truncate_after`` breaks a connection off after that many bytes of
    answers. ``reset_share`` is the share of connections (0 to 1) that are reset on their first answer,
    ``break_share`` the share of all pieces of answers on which their connection is reset.
    """

    delay_s: float = 0.0
    refuse: bool = False
    silent: bool = False
    truncate_after: int | None = None
    reset_share: float = 0.0
    break_share: float = 0.0


class FaultProxy:
    """Stands between a client and a server: a loopback port, or a socket file in front of a socket file."""

    def __init__(self, upstream: tuple[str, int] | Path, *, seed: int = 0) -> None:
        """Prepare a proxy to ``upstream``; the same ``seed`` breaks the same connections."""
        self.faults = Faults()
        self.connections = 0
        self._upstream = upstream
        self._random = random.Random(seed)
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The loopback port that it listens on."""
        if self._server is None:
            message = "the proxy is not running"
            raise RuntimeError(message)
        return int(self._server.sockets[0].getsockname()[1])

    @asynccontextmanager
    async def running(self, path: Path | None = None) -> AsyncIterator["FaultProxy"]:
        """Listen on a free loopback port, or on the socket file ``path``, until the block ends."""
        if path is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        else:
            self._server = await asyncio.start_unix_server(self._accept, path)
        try:
            yield self
        finally:
            self._server.close()
            self.reset_all()
            await asyncio.gather(*self._serving, return_exceptions=True)

    def reset_all(self) -> None:
        """Break every open connection off without a farewell."""
        for writer in tuple(self._open):
            writer.transport.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.faults.refuse:
            writer.transport.abort()
            return
        try:
            up_reader, up_writer = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, up_writer}
        doomed = self._random.random() < self.faults.reset_share
        try:
            await asyncio.gather(
                self._pump(reader, up_writer), self._pump(up_reader, writer, answers=True, doomed=doomed)
            )
        finally:
            self._open -= {writer, up_writer}
            for side in (writer, up_writer):
                side.close()
                with suppress(ConnectionError):
                    await side.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._upstream, Path):
            return await asyncio.open_unix_connection(self._upstream)
        return await asyncio.open_connection(*self._upstream)

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        answers: bool = False,
        doomed: bool = False,
    ) -> None:
        passed = 0
        with suppress(ConnectionError):
            while data := await reader.read(_CHUNK):
                await asyncio.sleep(self.faults.delay_s)
                doomed = doomed or (answers and self._random.random() < self.faults.break_share)
                if doomed:
                    break
                limit = self.faults.truncate_after if answers else None
                kept = data if limit is None else data[: max(0, limit - passed)]
                passed += len(kept)
                if not self.faults.silent:
                    writer.write(kept)
                    await writer.drain()
                if len(kept) < len(data):
                    break
        if doomed:
            writer.transport.abort()
        else:
            writer.close()
