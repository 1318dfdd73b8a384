"""One WebSocket to Home Assistant: the library's own, with a single reader that hands each message to its owner."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from homeassistant_api import AsyncWebsocketClient
from homeassistant_api.errors import UnauthorizedError
from niquests import AsyncSession
from pydantic import JsonValue, SecretStr, TypeAdapter, ValidationError

from ha_bridge.troubles import Away, Declined, NotUnderstood, Silent, TokenRefused, Unsent
from ha_bridge.wire import Event, Message

CONNECT_S = 10.0
ANSWER_S = 10.0
_CLOSE_S = 2.0
_log = logging.getLogger(__name__)
Listener = Callable[[Event], None]
T = TypeVar("T")


def quiet_session(ca_file: Path | None = None) -> AsyncSession:
    """Return a session that speaks HTTP/1.1 straight to Home Assistant: no proxy or .netrc of the environment.

    Certificates are always checked: by who is known to vouch for them, or by ``ca_file`` (PEM) alone.
    """
    session = AsyncSession(disable_http2=True, disable_http3=True, retries=0, timeout=(CONNECT_S, None))
    session.trust_env = False
    if ca_file is not None:
        session.verify = str(ca_file)
    return session


class Connection(AsyncWebsocketClient):  # type: ignore[misc]  # the library is only in the bridge's own environment
    """An open socket; it lives until it is lost or closed, and a new one is made in its place.

    The library lets whoever waits read for everybody, which breaks with several tasks; here ``read`` is the only
    one that reads.
    """

    def __init__(self, url: str, token: SecretStr, *, ca_file: Path | None = None) -> None:
        """Prepare a socket to the address of Home Assistant (http or https); nothing is connected yet."""
        session = quiet_session(ca_file)
        super().__init__(f"{url.rstrip('/')}/api/websocket", token.get_secret_value(), session=session)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._listeners: dict[int, Listener] = {}
        self._is_open = False

    async def open(self) -> None:
        """Connect and show the token.

        Raises:
            TokenRefused: it is not known, or has ended.
            Away: Home Assistant can't be reached.
        """
        try:
            async with asyncio.timeout(CONNECT_S):
                await self.__aenter__()
        except UnauthorizedError as error:
            await self.close()
            raise TokenRefused(error) from error
        except Exception as error:  # the library lets errors of five others through
            await self.close()
            raise Away(error) from error
        self._is_open = True

    async def read(self) -> None:
        """Read until the connection is lost; everybody who waits is told.

        Raises:
            Away: always, in the end.
        """
        try:
            await self.recv(0)  # answers nobody: every message goes to handle_recv
        except Exception as error:  # as in open
            raise Away(error) from error
        finally:
            self._is_open = False
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(Away())

    async def close(self) -> None:
        """Close what is open."""
        with suppress(Exception):
            async with asyncio.timeout(_CLOSE_S):
                if hasattr(self, "_ws"):
                    await self._ws.close()
                await self._session.close()

    async def ask(self, kind: str, of: TypeAdapter[T], *, within_s: float = ANSWER_S, **fields: JsonValue) -> T:
        """Send a command and return its result, read as ``of``.

        Raises:
            Declined: Home Assistant will not.
            Silent: it has not answered within ``within_s`` seconds.
            Away: the connection was lost.
            NotUnderstood: the answer is of another form.
        """
        message = await self._exchange(kind, fields, within_s=within_s)
        try:
            return of.validate_python(message.result)
        except ValidationError as error:
            raise NotUnderstood(kind) from error

    async def ping(self, *, within_s: float = ANSWER_S) -> None:
        """Ask whether Home Assistant still hears us; raises as ``ask`` does."""
        await self._exchange("ping", {}, within_s=within_s)

    async def subscribe(self, event_type: str, listener: Listener) -> None:
        """Hand every event of a type to ``listener`` from now on; raises as ``ask`` does."""
        await self._exchange("subscribe_events", {"event_type": event_type}, within_s=ANSWER_S, listener=listener)

    async def _exchange(
        self, kind: str, fields: dict[str, JsonValue], *, within_s: float, listener: Listener | None = None
    ) -> Message:
        if not self._is_open:
            raise Unsent
        number = self._id_counter + 1  # what the library's send will take, with no await in between
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        if listener:
            self._listeners[number] = listener
        try:
            async with asyncio.timeout(within_s):
                await self._hand_over(number, kind, fields)
                message = await future
        except TimeoutError as error:
            raise Silent(kind, within_s) from error
        finally:
            del self._waiting[number]
        if message.success is False:
            fault = message.error
            raise Declined(str(fault.code), fault.message) if fault else NotUnderstood(kind)
        return message

    async def _hand_over(self, number: int, kind: str, fields: dict[str, JsonValue]) -> None:
        try:
            await self.send(kind, **fields)
        except TimeoutError:
            raise
        except Exception as error:  # as in open
            raise Away(error) from error
        finally:
            # The library would keep a place for the answer, which goes to our own.
            self._result_responses.pop(number, None)
            self._event_responses.pop(number, None)
            self._ping_responses.pop(number, None)

    def handle_recv(self, data: dict[str, JsonValue]) -> None:
        """Hand one message on: the library calls this for everything that is read."""
        if not self._is_open:
            super().handle_recv(data)
            return
        try:
            message = Message.model_validate(data)
        except ValidationError:
            _log.warning("a message of Home Assistant is not understood: %.200s", data)
            return
        if message.type == "event":
            self._tell(message)
            return
        future = self._waiting.get(message.id)
        if future is None or future.done():
            _log.info("an answer of Home Assistant comes too late or twice: %d", message.id)
            return
        future.set_result(message)

    def _tell(self, message: Message) -> None:
        listener = self._listeners.get(message.id)
        try:
            event = Event.model_validate(message.event)
        except ValidationError:
            _log.warning("an event of Home Assistant is not understood: %.200s", message.event)
            return
        if listener:
            listener(event)
