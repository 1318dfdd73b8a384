"""A Discord of the tests' own on loopback: REST and gateway, as far as the bot needs them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, WSMsgType, web

from tests.bots.discord import contract
from tests.bots.discord.house import eventually
from tests.bots.discord.payloads import APPLICATION, BOT, GUILD, Json, application, guild, message, user

TOKEN = "MTAwMg.loopback.token"  # noqa: S105 - of the Discord below
_EPHEMERAL = 64
_THINKING = 5


@dataclass(slots=True)
class Request:
    """One request as it arrived; ``files`` holds the parts of a multipart body by name."""

    method: str
    path: str
    body: Any = None
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Fault:
    """Answers that a matching request gets instead of its own."""

    method: str
    part: str
    answers: list[Callable[[], web.Response]]


def rate_limited(after_s: float) -> web.Response:
    """Return what Discord says to one who asks too often; without Via discord.py takes it for a ban."""
    return _json(
        {"message": "slow", "retry_after": after_s, "global": False}, status=429, headers={"Via": "1.1 google"}
    )


def refused(status: int, code: int) -> web.Response:
    """Return an error of Discord's."""
    return _json({"message": "no", "code": code}, status=status)


class LoopbackDiscord:
    """Keeps messages, answers requests and feeds events; every request is kept and held against the schema."""

    def __init__(self) -> None:
        """Begin with one guild, one channel and no commands."""
        self.requests: list[Request] = []
        self.broken: list[str] = []
        self.messages: dict[str, Json] = {}
        self.commands: list[Json] = []
        self.sessions: list[str] = []
        self.faults: list[Fault] = []
        self.storm: Callable[[], web.Response | None] = lambda: None  # what everybody gets instead, while it lasts
        self.cdn: dict[str, bytes] = {}
        self.url = ""
        self.token = TOKEN
        self._acknowledged: dict[str, str] = {}
        self._socket: web.WebSocketResponse | None = None
        self._stalled: list[tuple[str, str]] = []
        self._sequence = 0
        self._next_id = 5_000_000

    def new_id(self) -> str:
        """Return a fresh snowflake."""
        self._next_id += 1
        return str(self._next_id << 22)

    async def connected(self, *, sessions: int = 1) -> None:
        """Wait until the bot has begun its n-th session and listens."""

        async def listening() -> bool:
            return len(self.sessions) >= sessions and self._socket is not None

        await eventually(listening, f"session {sessions}", within_s=90)  # a process has to start

    async def emit(self, event: str, data: Json) -> None:
        """Send an event."""
        self._sequence += 1
        assert self._socket is not None
        await self._socket.send_json({"op": 0, "t": event, "s": self._sequence, "d": data})

    async def drop(self) -> None:
        """Cut the socket as a bad network does."""
        assert self._socket is not None
        socket, self._socket = self._socket, None
        assert socket._req is not None  # noqa: SLF001 - aiohttp has no public way to tear a socket
        transport = socket._req.transport  # noqa: SLF001 - as above
        assert transport is not None
        transport.abort()

    def fail(self, method: str, part: str, *answers: Callable[[], web.Response]) -> None:
        """Answer the next matching requests with these instead."""
        self.faults.append(Fault(method, part, list(answers)))

    def stall(self, method: str, part: str) -> None:
        """Never answer matching requests."""
        self._stalled.append((method, part))

    def answer_to(self, token: str) -> str:
        """Return the id of the message that answers an interaction; empty while nothing does."""
        return self._acknowledged.get(token, "")

    def blank(self) -> Json:
        """Return an empty message of the bot's."""
        return message(self.new_id())

    def sent(self, method: str, part: str) -> list[Request]:
        """Return the requests of a method whose path holds ``part``."""
        return [request for request in self.requests if request.method == method and part in request.path]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port."""
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_get("/cdn/{name:.*}", self._file)
        app.router.add_route("*", "/api/{path:.*}", self._rest)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"{host}:{port}"
        try:
            yield
        finally:
            await runner.cleanup()

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.cdn[request.match_info["name"]])

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}})
        async for said in socket:
            if said.type is not WSMsgType.TEXT:
                break
            await self._hear(socket, json.loads(said.data))
        return socket

    async def _hear(self, socket: web.WebSocketResponse, said: Json) -> None:
        if said["op"] == 1:
            await socket.send_json({"op": 11})
        elif said["op"] in {2, 6} and said["d"]["token"] != self.token:
            await socket.close(code=4004)
        elif said["op"] == 2:
            self._socket = socket
            self.sessions.append("identify")
            ready = {"v": 10, "user": user(BOT, bot=True), "guilds": [{"id": GUILD, "unavailable": True}],
                     "session_id": "s", "resume_gateway_url": f"ws://{self.url}/gateway",
                     "application": {"id": APPLICATION, "flags": 0}}  # fmt: skip
            await self.emit("READY", ready)
            await self.emit("GUILD_CREATE", guild())
        elif said["op"] == 6:
            self._socket = socket
            self.sessions.append("resume")
            await self.emit("RESUMED", {})

    async def _rest(self, request: web.Request) -> web.Response:
        heard = await _read(request)
        self.requests.append(heard)
        if contract.is_present():
            self.broken += contract.faults(heard.method, heard.path, heard.body)
        if (instead := self.storm()) is not None:
            return instead
        if any(heard.method == method and part in heard.path for method, part in self._stalled):
            await asyncio.sleep(3600)
        for fault in self.faults:
            if fault.answers and heard.method == fault.method and fault.part in heard.path:
                return fault.answers.pop(0)()
        if request.headers.get("Authorization", f"Bot {TOKEN}") != f"Bot {TOKEN}":
            return refused(401, 0)
        return await self._answer(heard, heard.path.strip("/").split("/"))

    async def _answer(self, heard: Request, parts: list[str]) -> web.Response:  # noqa: PLR0911 - one line a route
        match heard.method, parts:
            case "GET", ["users", "@me"]:
                return _json(user(BOT, bot=True))
            case "GET", ["oauth2", "applications", "@me"]:
                return _json(application())
            case "GET", ["applications", _, "commands"]:
                return _json(self.commands)
            case "PUT", ["applications", _, "commands"]:
                # Message commands are sent without a description and come back with an empty one.
                self.commands = [{"description": ""} | command
                                 | {"id": self.new_id(), "application_id": APPLICATION, "version": "1"}
                                 for command in heard.body]  # fmt: skip
                return _json(self.commands)
            case "POST", ["interactions", interaction, token, "callback"]:
                return self._callback(heard, interaction, token)
            case (("PATCH" | "DELETE"), [*_, "messages", message]):
                token = parts[2] if parts[0] == "webhooks" else ""
                return self._change(heard, self._acknowledged.get(token, "") if message == "@original" else message)
            case "POST", ["webhooks", _, _] | ["channels", _, "messages"]:
                return _json(self._keep(self.new_id(), heard))
        return refused(404, 0)

    def _callback(self, heard: Request, interaction: str, token: str) -> web.Response:
        if token in self._acknowledged:
            return refused(400, 40060)
        pressed = token.partition("-")[2]
        message_id = pressed or self.new_id()
        self._acknowledged[token] = message_id
        if heard.body["type"] == _THINKING:
            self._keep(message_id, heard)
        answered = {"id": interaction, "type": 2, "response_message_id": message_id}
        return _json({"interaction": answered, "resource": {"type": heard.body["type"]}})

    def _change(self, heard: Request, message_id: str) -> web.Response:
        if message_id not in self.messages:
            return refused(404, 10008)
        if heard.method == "DELETE":
            del self.messages[message_id]
            return web.Response(status=204)
        return _json(self._keep(message_id, heard))

    def _keep(self, message_id: str, heard: Request) -> Json:
        body = heard.body.get("data", heard.body) if isinstance(heard.body, dict) else {}
        body = body or {}
        old = self.messages.get(message_id, message(message_id))
        attached = [self._attachment(entry, heard) for entry in body.get("attachments") or [] if "filename" in entry]
        changed = {key: body[key] for key in ("content", "components", "flags") if body.get(key) is not None}
        if "attachments" in body:
            changed["attachments"] = attached
        self.messages[message_id] = old | changed
        return self.messages[message_id]

    def _attachment(self, entry: Json, heard: Request) -> Json:
        data = heard.files[f"files[{entry['id']}]"]
        file_id = self.new_id()
        self.cdn[f"{file_id}/{entry['filename']}"] = data
        url = f"http://{self.url}/cdn/{file_id}/{entry['filename']}"
        return {"id": file_id, "filename": entry["filename"], "size": len(data), "url": url, "proxy_url": url,
                "description": entry.get("description")}  # fmt: skip


async def _read(request: web.Request) -> Request:
    heard = Request(request.method, "/" + request.match_info["path"])
    if request.content_type == "application/json" and request.can_read_body:
        heard.body = await request.json()
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read())
            if part.name == "payload_json":
                heard.body = json.loads(data)
            else:
                heard.files[part.name or ""] = data
    return heard


def _json(data: object, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=json.dumps(data), status=status, headers={"Content-Type": "application/json"} | (headers or {})
    )
