"""Staying connected: one task owns the socket, makes it again when it is lost, and knows whether it may be used."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from pydantic import JsonValue, TypeAdapter

from ha_bridge.connection import ANSWER_S, Connection
from ha_bridge.token import Token, ends_at
from ha_bridge.troubles import Away, HomeTrouble, Silent, TokenRefused, TokenRenewed, Unsent
from ha_bridge.wire import Config, Person

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
REFUSED_PAUSE_S = 600.0  # each try with a token that is not known makes Home Assistant warn its owner
STEADY_AFTER_S = 10.0
PING_EVERY_S = 15.0
LOOK_EVERY_S = 2.0  # for a new token while the old one is refused
_START_TICK_S = 1.0
RUNNING = "RUNNING"
_CONFIG = TypeAdapter(Config)
_PERSON = TypeAdapter(Person)
_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hello:
    """What is known of Home Assistant and of the token once they have met."""

    config: Config
    person: Person
    token_ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long the client waits, in seconds; tests wait less."""

    first_s: float = FIRST_PAUSE_S
    longest_s: float = LONGEST_PAUSE_S
    refused_s: float = REFUSED_PAUSE_S
    ping_every_s: float = PING_EVERY_S
    answer_s: float = ANSWER_S
    look_every_s: float = LOOK_EVERY_S


Welcome = Callable[[Connection, Hello], Awaitable[None]]
Farewell = Callable[[str], Awaitable[None]]


class Client:
    """Home Assistant as the rest of the bridge sees it: there and ready, or not."""

    def __init__(
        self, url: str, token: Token, *, dice: Random, pauses: Pauses | None = None, ca_file: Path | None = None
    ) -> None:
        """Hold address, token and who vouches for the certificate; ``run`` connects."""
        self._url = url
        self._token = token
        self._ca_file = ca_file
        self._shown = token.now()
        self._dice = dice
        self.pauses = pauses or Pauses()
        self._connection: Connection | None = None
        self._ready = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Whether Home Assistant is connected, running and read in; only then may anything be asked of it (H8)."""
        return self._ready.is_set()

    async def run(self, *, welcome: Welcome, farewell: Farewell) -> None:
        """Stay connected until cancelled.

        ``welcome`` is awaited on each new connection, before anybody else may use it: it subscribes and reads in.
        ``farewell`` is awaited with the reason whenever there is none.
        """
        failures = 0
        while True:
            begun = asyncio.get_running_loop().time()
            try:
                await self._serve(welcome)
            except HomeTrouble as trouble:
                self._ready.clear()
                _log.warning("Home Assistant is away: %s", trouble)
                await farewell(reason(trouble))
                lived = asyncio.get_running_loop().time() - begun
                failures = 0 if lived > STEADY_AFTER_S else failures + 1
                await self._rest(self._pause(trouble, failures))

    async def _serve(self, welcome: Welcome) -> None:
        """Connect and stay until the connection is lost, which always raises."""
        self._shown = self._token.now()
        connection = Connection(self._url, self._shown, ca_file=self._ca_file)
        await connection.open()
        reading = asyncio.create_task(connection.read())
        try:
            await self._greet(connection, welcome)
            self._connection = connection
            self._ready.set()
            await self._watch_over(connection, reading)
        finally:
            self._ready.clear()
            self._connection = None
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await connection.close()

    async def _greet(self, connection: Connection, welcome: Welcome) -> None:
        person = await connection.ask("auth/current_user", _PERSON)
        config = await connection.ask("get_config", _CONFIG)
        while config.state != RUNNING:
            await asyncio.sleep(_START_TICK_S)
            config = await connection.ask("get_config", _CONFIG)
        await welcome(connection, Hello(config, person, ends_at(self._shown)))

    async def _watch_over(self, connection: Connection, reading: asyncio.Task[None]) -> None:
        while True:
            done, _ = await asyncio.wait({reading}, timeout=self.pauses.ping_every_s)
            if done:
                await reading
            await connection.ping(within_s=self.pauses.answer_s)
            if self._is_renewed():
                raise TokenRenewed

    async def _rest(self, pause: float) -> None:
        """Wait before the next try, not longer than until there is a new token."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                while not self._is_renewed():  # noqa: ASYNC110 - a file sets no event
                    await asyncio.sleep(self.pauses.look_every_s)

    def _is_renewed(self) -> bool:
        return self._token.now() != self._shown

    def _pause(self, trouble: HomeTrouble, failures: int) -> float:
        if isinstance(trouble, TokenRefused):
            return self.pauses.refused_s
        longest = min(self.pauses.longest_s, self.pauses.first_s * 2.0 ** min(failures, 30))
        return longest * self._dice.uniform(0.5, 1.0)  # so that two bridges don't come back together

    async def ask(self, kind: str, of: TypeAdapter[T], *, within_s: float = ANSWER_S, **fields: JsonValue) -> T:
        """Send a command over the one socket; raises as ``Connection.ask`` does, ``Unsent`` while nobody is there."""
        if self._connection is None or not self.is_ready:
            raise Unsent
        return await self._connection.ask(kind, of, within_s=within_s, **fields)

    async def read(self, reading: Callable[[Connection], Awaitable[T]]) -> T:
        """Have ``reading`` ask its questions over the one socket; raises as ``ask`` does."""
        if self._connection is None or not self.is_ready:
            raise Unsent
        return await reading(self._connection)


def reason(trouble: HomeTrouble) -> str:
    """Return the kind of trouble as one of the words that a status row keeps."""
    match trouble:
        case TokenRefused():
            return "token-refused"
        case TokenRenewed():
            return "token-renewed"
        case Silent():
            return "silent"
        case Away():
            return "unreachable"
        case _:
            return "not-understood"
