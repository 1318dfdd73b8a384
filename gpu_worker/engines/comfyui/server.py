"""The wire to a ComfyUI server: its HTTP routes and its socket.

Source: https://docs.comfy.org/development/comfyui-server/comms_routes and comms_messages.
"""

import json
import struct
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx2
import numpy as np
from PIL import Image
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from core.errors import DomainError
from core.pictures.reading import read_picture
from gpu_worker.engines.clips import Pixels
from gpu_worker.engines.comfyui.workflows import Graph
from gpu_worker.engines.remote.client import CONNECT_S, make_client

READ_S = 30.0
_MOST_MESSAGE = 16 * 1024 * 1024
_PREVIEW, _PREVIEW_WITH_NOTES = 1, 4  # kinds of binary messages
_WORD = struct.Struct(">I")
AWAY = (httpx2.HTTPError, WebSocketException, OSError, TimeoutError)


class Refused(Exception):
    """The server takes no such graph; ``missing`` says that it lacks a model that the graph names."""

    def __init__(self, told: str, *, missing: bool) -> None:
        """Keep what it said."""
        super().__init__(told)
        self.missing = missing


class Garbled(Exception):
    """The server's answer is none that ComfyUI gives."""


@dataclass(frozen=True, slots=True)
class Event:
    """A message of the socket about one prompt: its kind, its fields, and a preview where it carries one."""

    kind: str
    fields: Mapping[str, Any]
    preview: Pixels | None = None


class Server:
    """One ComfyUI server."""

    def __init__(self, url: str) -> None:
        """Name the server; nothing is connected yet."""
        self._url = url.rstrip("/")
        self._client = make_client(read_s=READ_S, base_url=self._url)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def listen(self, client: str) -> AbstractContextManager[ClientConnection]:
        """Return the socket on which the server tells ``client`` of its prompts; it is open within the block."""
        scheme, host, path, _, _ = urlsplit(self._url)
        address = urlunsplit(("wss" if scheme == "https" else "ws", host, f"{path}/ws", f"clientId={client}", ""))
        return connect(address, open_timeout=CONNECT_S, close_timeout=1, max_size=_MOST_MESSAGE, proxy=None)

    def submit(self, graph: Graph, *, client: str) -> str:
        """Queue a graph and return its prompt's id.

        Raises:
            Refused: the graph does not fit this server.
        """
        answer = self._client.post("/prompt", json={"prompt": graph, "client_id": client})
        if answer.status_code == httpx2.codes.BAD_REQUEST:
            raise _refused(answer)
        prompt = _object(answer.raise_for_status()).get("prompt_id")
        if not isinstance(prompt, str):
            raise Garbled
        return prompt

    def upload(self, pixels: Pixels, name: str) -> str:
        """Send a picture to start from; returns the name by which a graph finds it."""
        out = BytesIO()
        Image.fromarray(pixels).save(out, "PNG", compress_level=1)
        files = {"image": (name, out.getvalue(), "image/png")}
        answer = self._client.post("/upload/image", files=files, data={"type": "input", "overwrite": "true"})
        told = _object(answer.raise_for_status())
        folder, stored = str(told.get("subfolder") or ""), str(told.get("name") or "")
        return f"{folder}/{stored}" if folder else stored

    def history(self, prompt: str) -> Mapping[str, Any] | None:
        """Return what is known of a prompt that ended, or None while it has not."""
        found = _object(self._client.get(f"/history/{prompt}").raise_for_status()).get(prompt)
        return found if isinstance(found, dict) else None

    def holds(self, prompt: str) -> bool:
        """Tell whether a prompt waits or runs there; a server that was started again knows nothing of it."""
        queue = _object(self._client.get("/queue").raise_for_status())
        entries = [*(queue.get("queue_running") or []), *(queue.get("queue_pending") or [])]
        return any(isinstance(entry, list) and prompt in entry for entry in entries)

    def stop(self, prompt: str) -> None:
        """Take a prompt out of the queue, or interrupt it where it runs; others' go on."""
        self._client.post("/queue", json={"delete": [prompt]}).raise_for_status()
        queue = _object(self._client.get("/queue").raise_for_status())
        if any(isinstance(entry, list) and prompt in entry for entry in queue.get("queue_running") or []):
            self._client.post("/interrupt", json={"prompt_id": prompt}).raise_for_status()

    def picture(self, place: Mapping[str, Any]) -> Pixels:
        """Fetch a saved picture.

        Raises:
            Garbled: what came is no picture.
        """
        words = {key: str(place.get(key) or "") for key in ("filename", "subfolder", "type")}
        answer = self._client.get("/view", params=words).raise_for_status()
        try:
            return np.asarray(read_picture(answer.content))
        except DomainError as error:
            raise Garbled from error


def event_of(message: str | bytes) -> Event | None:
    """Return what a message of the socket says, or None for one that says nothing to us."""
    if isinstance(message, bytes):
        return _preview(message)
    try:
        told = json.loads(message)
        return Event(str(told["type"]), told["data"]) if isinstance(told["data"], dict) else None
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _preview(message: bytes) -> Event | None:
    """Read a preview: kind and format (or the length of notes and the notes) as big-endian words, then the picture."""
    if len(message) < 2 * _WORD.size:
        return None
    kind, second = (word for (word,) in _WORD.iter_unpack(message[: 2 * _WORD.size]))
    if kind not in {_PREVIEW, _PREVIEW_WITH_NOTES}:
        return None
    begin = 2 * _WORD.size + (second if kind == _PREVIEW_WITH_NOTES else 0)
    try:
        return Event("preview", {}, np.asarray(read_picture(message[begin:])))
    except DomainError:
        return None


def _object(answer: httpx2.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError as error:
        raise Garbled from error
    if not isinstance(told, dict):
        raise Garbled
    return told


def _refused(answer: httpx2.Response) -> Refused:
    """Return why a graph was refused; "value not in list" is how a missing model shows."""
    try:
        told = answer.json()
        nodes = told.get("node_errors") or {}
        faults = [fault for node in nodes.values() for fault in node.get("errors", [])]
        missing = any(fault.get("type") == "value_not_in_list" for fault in faults)
        words = "; ".join(str(fault.get("details") or fault.get("message")) for fault in faults[:3])
    except (ValueError, AttributeError, TypeError):
        return Refused(answer.text[:200], missing=False)
    return Refused(words or str(told.get("error"))[:200], missing=missing)
