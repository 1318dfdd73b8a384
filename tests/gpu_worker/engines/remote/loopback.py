"""A server of the tests' own with OpenAI's API: it checks what it gets and answers as it is told."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

KEY = "sk-of-the-tests"
Answer = Callable[["Handler"], None]


@dataclass
class Asked:
    """One request: its path, its fields and its files."""

    path: str
    fields: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Images:
    """The server: what it was asked, and how it answers next; without instructions it draws."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_answer(self) -> Answer:
        """Return the next instruction, or to draw."""
        with self.lock:
            return self.answers.pop(0) if self.answers else draw


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    images: Images
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Note the request, then answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked = _asked(self.path, self.headers, body)
        with self.images.lock:
            self.images.asked.append(self.asked)
        if self.headers["Authorization"] != f"Bearer {KEY}":
            say(401, {"error": {"code": "invalid_api_key", "message": "wrong key"}})(self)
            return
        self.images.next_answer()(self)

    def send(self, status: int, body: bytes, **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def say(status: int, content: object, **headers: str) -> Answer:
    """Answer with JSON."""
    return lambda handler: handler.send(status, json.dumps(content).encode(), **headers)


def raw(body: bytes, *, claimed: int | None = None) -> Answer:
    """Answer with some bytes; with ``claimed`` more are promised than come."""

    def answer(handler: Handler) -> None:
        handler.send(200, body, **({"Content_Length": str(claimed)} if claimed else {}))
        handler.close_connection = True

    return answer


def hang(seconds: float) -> Answer:
    """Answer nothing for a while."""

    def answer(handler: Handler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return answer


def draw(handler: Handler) -> None:
    """Answer with a picture of the asked size, whose colour tells the prompt's length."""
    width, height = (int(side) for side in handler.asked.fields["size"].split("x"))
    shade = len(handler.asked.fields["prompt"]) % 256
    handler.send(200, json.dumps({"created": 1, "data": [{"b64_json": coded(width, height, shade)}]}).encode())


def coded(width: int, height: int, shade: int) -> str:
    """Return a plain PNG as base64."""
    out = BytesIO()
    Image.fromarray(np.full((height, width, 3), shade, np.uint8)).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def write(content: object, **message: object) -> Answer:
    """Answer a chat with a text, or with whatever stands in its place."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content, **message}}
    return say(200, {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})


@contextmanager
def running_images() -> Iterator[Images]:
    """Yield a running server."""
    images = Images("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Ours", (Handler,), {"images": images}))
    server.daemon_threads = True
    images.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield images
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _asked(path: str, headers: Message, body: bytes) -> Asked:
    kind = headers["Content-Type"]
    if kind.startswith("application/json"):
        return Asked(path, json.loads(body))
    message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    asked = Asked(path, {})
    for part in message.get_payload():
        assert isinstance(part, Message)
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename():
            asked.files[name] = content
        else:
            asked.fields[name] = content.decode()
    return asked
