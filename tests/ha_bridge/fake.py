"""A Home Assistant that misbehaves on demand: slow, wrong, dropped and doubled answers, on loopback."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from aiohttp import WSMsgType, web

TOKEN = "a-token-that-no-log-may-show"  # noqa: S105 - the fake's own
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """A service call as it arrived."""

    domain: str
    service: str
    data: Json
    entities: tuple[str, ...]


@dataclass
class Faults:
    """What goes wrong from now on, by the kind of command; "*" means any."""

    slow_s: dict[str, float] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)  # the connection breaks after the command took effect
    doubled: set[str] = field(default_factory=set)
    wrong: dict[str, str] = field(default_factory=dict)  # the very text that is sent instead of an answer
    declined: dict[str, tuple[str, str]] = field(default_factory=dict)
    rest: tuple[int, str, bytes] | None = None  # status, content type and body of every request
    rest_slow_s: float = 0.0
    inert: bool = False  # services are accepted and change nothing
    foreign: bool = False  # states change with somebody else's context


class FakeHome:
    """Speaks the part of the WebSocket API that the bridge uses; every call is kept in ``calls``."""

    def __init__(self, states: dict[str, Json] | None = None, *, is_admin: bool = False) -> None:
        """Hold the entities: id → {"state": …, "attributes": …}."""
        self.states = states if states is not None else {"light.lamp": {"state": "off", "attributes": {}}}
        self.is_admin = is_admin
        self.config = {"version": "2025.4.4", "location_name": "Fake", "time_zone": "UTC", "state": "RUNNING"}
        self.registries: dict[str, object] = {name: [] for name in ("area", "device", "floor", "label", "entity")}
        self.faults = Faults()
        self.calls: list[Call] = []
        self.fetched: list[str] = []
        self.connections = 0
        self.logins = 0
        self.port = 0
        self.token = TOKEN
        self.tls: ssl.SSLContext | None = None
        self._numbers = count(1)
        self._open: dict[web.WebSocketResponse, dict[str, int]] = {}
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FakeHome"]:
        """Listen until the block ends."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    async def start(self) -> None:
        """Listen, again on the same port if it was stopped."""
        app = web.Application()
        app.router.add_get("/api/websocket", self._socket)
        app.router.add_get("/api/{path:.+}", self._fetch)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self.tls)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Break every connection off and stop listening."""
        self.break_off()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def break_off(self) -> None:
        """Break every connection off without a farewell."""
        for socket in tuple(self._open):
            _abort(socket)

    async def change(self, entity_id: str, state: str, context: str = "", **attributes: object) -> None:
        """Change a state and tell every subscriber."""
        old = self.states.get(entity_id, {"state": "unknown", "attributes": {}})
        context = context or f"context-{next(self._numbers)}"
        was = self._whole(entity_id)
        merged = {**_mapping(old["attributes"]), **attributes}
        self.states[entity_id] = {"state": state, "attributes": merged, "context": context}
        data: Json = {"entity_id": entity_id, "old_state": was, "new_state": self._whole(entity_id)}
        await self.fire("state_changed", data)

    async def fire(self, event_type: str, data: Json) -> None:
        """Tell every subscriber of an event."""
        for socket, subscribed in tuple(self._open.items()):
            if event_type in subscribed and not socket.closed:
                event = {"event_type": event_type, "data": data, "origin": "LOCAL", "time_fired": _now()}
                await socket.send_json({"id": subscribed[event_type], "type": "event", "event": event})

    def _whole(self, entity_id: str) -> Json:
        state = self.states.get(entity_id, {"state": "unknown", "attributes": {}})
        context = {"id": state.get("context", "start"), "parent_id": None, "user_id": None}
        times = {"last_changed": _now(), "last_updated": _now()}
        return {"entity_id": entity_id, **state, **times, "context": context}

    async def _fetch(self, request: web.Request) -> web.Response:
        self.fetched.append(request.path_qs)
        await asyncio.sleep(self.faults.rest_slow_s)
        status, kind, body = self.faults.rest or (404, "application/json", b"{}")
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            status = 401
        return web.Response(status=status, content_type=kind, body=body)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        await socket.send_json({"type": "auth_required", "ha_version": self.config["version"]})
        if (await socket.receive_json())["access_token"] != self.token:
            self.logins += 1
            await socket.send_json({"type": "auth_invalid", "message": "Invalid access token or password"})
            await socket.close()
            return socket
        await socket.send_json({"type": "auth_ok", "ha_version": self.config["version"]})
        self._open[socket] = {}
        answering: set[asyncio.Task[None]] = set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                task = asyncio.create_task(self._answer(socket, json.loads(message.data)))
                answering.add(task)
                task.add_done_callback(answering.discard)
        self._open.pop(socket, None)
        return socket

    async def _answer(self, socket: web.WebSocketResponse, message: Json) -> None:
        kind, faults = str(message["type"]), self.faults
        await asyncio.sleep(faults.slow_s.get(kind, 0.0))
        if kind in faults.declined:
            code, words = faults.declined[kind]
            await socket.send_json(
                {"id": message["id"], "type": "result", "success": False, "error": {"code": code, "message": words}}
            )
            return
        result = await self._effect(socket, message)
        if {kind, "*"} & faults.silent:
            return
        if kind in faults.dropped:
            _abort(socket)
            return
        answer = {"id": message["id"], "type": "result", "success": True, "result": result}
        told = json.dumps({"id": message["id"], "type": "pong"} if kind == "ping" else answer)
        for _ in range(2 if kind in faults.doubled else 1):
            if not socket.closed:
                await socket.send_str(faults.wrong.get(kind, told))

    async def _effect(self, socket: web.WebSocketResponse, message: Json) -> object:
        kind = str(message["type"])
        answers: dict[str, Callable[[], object]] = {
            "auth/current_user": lambda: {"id": "u", "name": "bridge", "is_admin": self.is_admin, "is_owner": False},
            "get_config": lambda: self.config,
            "get_states": lambda: [self._whole(entity_id) for entity_id in self.states],
            "config/entity_registry/get_entries": dict,
        }
        if kind == "subscribe_events":
            number = message["id"]
            assert isinstance(number, int)
            self._open[socket][str(message["event_type"])] = number
        elif kind == "call_service":
            return await self._call(message)
        elif kind.endswith("_registry/list"):
            return self.registries[kind.split("/")[1].removesuffix("_registry")]
        return answers.get(kind, lambda: None)()

    async def _call(self, message: Json) -> Json:
        target = _mapping(message.get("target") or {})
        entities = target.get("entity_id", [])
        ids = tuple(str(entity) for entity in entities) if isinstance(entities, list) else (str(entities),)
        data = _mapping(message.get("service_data") or {})
        self.calls.append(Call(str(message["domain"]), str(message["service"]), data, ids))
        context = f"context-{next(self._numbers)}"
        for entity_id in () if self.faults.inert else ids:
            state = {"turn_on": "on", "turn_off": "off", "lock": "locked", "unlock": "unlocked"}[
                str(message["service"])
            ]
            await self.change(entity_id, state, "" if self.faults.foreign else context, **data)
        return {"context": {"id": context, "parent_id": None, "user_id": "u"}}


def _mapping(value: object) -> Json:
    assert isinstance(value, dict)
    return {str(key): item for key, item in value.items()}


def _abort(socket: web.WebSocketResponse) -> None:
    transport = socket._req.transport if socket._req else None  # noqa: SLF001 - aiohttp has no public way to break off
    if transport:
        transport.abort()


def _now() -> str:
    return datetime.now(UTC).isoformat()
