"""One prompt on a ComfyUI server, from the queue to its pictures: heard on the socket, asked for where that fails."""

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from core.jobs.orders import Failure
from gpu_worker.engines.comfyui.server import AWAY, Event, Garbled, Server, event_of
from gpu_worker.engines.comfyui.workflows import Graph
from gpu_worker.engines.engine import Cancelled, EngineError, Pixels, Watch

_LOOK_S = 0.2
_ASK_EVERY_S = 2.0  # for the history, where the socket says nothing
_DRAWN = 0.95  # of the progress; the rest is fetching
_ENDED = {"execution_success", "execution_error", "execution_interrupted"}
_log = logging.getLogger(__name__)


class Run:
    """A prompt under way; leaving the block lets go of its socket."""

    def __init__(self, server: Server, graph: Graph, *, limit_s: float) -> None:
        """Open the socket, then queue the graph.

        Raises:
            Refused: the server takes no such graph.
        """
        self._server = server
        self._client = uuid4().hex
        self._open = ExitStack()
        with ExitStack() as opened:
            opened.push(self)
            self._socket = self._listen()
            self._prompt = server.submit(graph, client=self._client)
            opened.pop_all()
        self._deadline = time.monotonic() + limit_s
        self._asked_at = time.monotonic()
        self._done = 0.0
        self._previews: Sequence[Pixels] = ()

    def __enter__(self) -> Self:
        """Return the run."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        """Close the socket."""
        self._open.close()

    def wait(self, watch: Watch) -> None:
        """Wait until the prompt ended, well or not.

        Raises:
            EngineError: it was lost, or took too long; then the server works on it no longer.
            Cancelled: nobody waits; likewise.
        """
        try:
            while not self._has_ended():
                watch.step(self._done, self._previews)
                self._check_time()
        except (Cancelled, EngineError):
            with suppress(Garbled, *AWAY):
                self._server.stop(self._prompt)
            raise

    def saved(self, node: str) -> list[Mapping[str, Any]]:
        """Return where the server keeps what a node saved; its history is the truth, whatever the socket said.

        Raises:
            EngineError: the prompt failed.
            Garbled: the history says nothing that makes sense.
        """
        deadline = time.monotonic() + _ASK_EVERY_S
        while (told := self._server.history(self._prompt)) is None and time.monotonic() < deadline:
            time.sleep(_LOOK_S / 4)  # the socket is a little ahead of the history
        _check(told)
        outputs = told.get("outputs") if told else None
        kept = outputs.get(node) if isinstance(outputs, dict) else None
        places = kept.get("images") if isinstance(kept, dict) else None
        found: list[Mapping[str, Any]]
        found = [place for place in places if isinstance(place, dict)] if isinstance(places, list) else []
        if not found:
            raise Garbled
        return found

    def _listen(self) -> ClientConnection | None:
        """Open the socket; without one the history tells when the prompt ended, only not how far it is."""
        self._open.close()
        try:
            return self._open.enter_context(self._server.listen(self._client))
        except AWAY:
            return None

    def _check_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise EngineError(Failure.SERVICE, passing=True)

    def _has_ended(self) -> bool:
        event = self._next()
        if event is not None and self._note(event):
            return True
        if time.monotonic() - self._asked_at < _ASK_EVERY_S:
            return False
        self._asked_at = time.monotonic()
        if self._socket is None:
            self._socket = self._listen()
        return self._ended_unheard()

    def _ended_unheard(self) -> bool:
        """Ask the server, whose socket may have lost a word.

        Raises:
            EngineError: it knows nothing of the prompt, since it was started again.
        """
        if self._server.history(self._prompt) is not None:
            return True
        if self._server.holds(self._prompt):
            return False
        if self._server.history(self._prompt) is not None:  # it ended between the two questions
            return True
        _log.warning("ComfyUI has forgotten a prompt: it was started again")
        raise EngineError(Failure.SERVICE, passing=True)

    def _next(self) -> Event | None:
        """Return the next message, or None when none came for a moment; a broken socket is opened anew later."""
        if self._socket is None:
            time.sleep(_LOOK_S)
            return None
        try:
            return event_of(self._socket.recv(timeout=_LOOK_S))
        except TimeoutError:
            return None
        except (ConnectionClosed, OSError):
            self._socket = None
            return None

    def _note(self, event: Event) -> bool:
        """Note what a message says; return whether the prompt ended."""
        if event.preview is not None:
            self._previews = [event.preview]
            return False
        if event.fields.get("prompt_id") != self._prompt:
            return False
        if event.kind == "progress":
            self._done = max(self._done, _share(event.fields) * _DRAWN)
        if event.kind == "execution_error":
            _log.error("ComfyUI failed in %s: %s", event.fields.get("node_type"), event.fields.get("exception_type"))
        return event.kind in _ENDED or (event.kind == "executing" and event.fields.get("node") is None)


def _share(fields: Mapping[str, Any]) -> float:
    value, most = fields.get("value"), fields.get("max")
    if not isinstance(value, int | float) or not isinstance(most, int | float) or most <= 0:
        return 0.0
    return min(max(value / most, 0.0), 1.0)


def _check(told: Mapping[str, Any] | None) -> None:
    """Raise what the history says went wrong."""
    status = told.get("status") if told else None
    messages = status.get("messages") if isinstance(status, dict) else None
    for message in messages if isinstance(messages, list) else ():
        match message:
            case ["execution_error", {"exception_type": str() as kind}] if "OutOfMemory" in kind:
                raise EngineError(Failure.OUT_OF_MEMORY)
            case ["execution_error", *_]:
                raise EngineError(Failure.ENGINE)
            case ["execution_interrupted", *_]:
                raise EngineError(Failure.SERVICE, passing=True)
            case _:
                continue
