"""A Bot API server of the tests' own: chats that remember their messages, faults on demand, a schema that judges."""

import asyncio
import contextlib
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

from tests.bots.telegram.chats import BOT, Chats, Refused, error
from tests.bots.telegram.schema import Json, violations
from tests.servers import free_port

TOKEN = "424242:loopback-token-of-the-tests"  # noqa: S105 - it opens nothing
_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came: decoded parameters, and the bytes of its files by their part's name."""

    method: str
    parameters: Json
    files: dict[str, bytes]
    at: float

    @property
    def chat(self) -> int:
        """The chat it is about."""
        return int(self.parameters["chat_id"])


@dataclass(slots=True)
class Fault:
    """An answer to give instead, ``times`` times, to requests that ``applies`` accepts; ``after`` does the work too."""

    method: str
    status: int
    body: Json | bytes
    times: int = 1
    after: bool = False
    applies: Callable[[Request], bool] = lambda _request: True


@dataclass(slots=True)
class BotApi:
    """The server's state; tests look into it and steer it."""

    port: int
    chats: Chats = field(default_factory=Chats)
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    menus: dict[str, list[Json]] = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)
    waiting: deque[Json] = field(default_factory=deque)
    answered: dict[str, Json] = field(default_factory=dict)
    outsiders: set[int] = field(default_factory=set)
    storm: Callable[[], web.Response | None] = lambda: None  # what every request gets instead, while it lasts
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        """For TELEGRAM_API_URL."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def file_url(self) -> str:
        """For TELEGRAM_FILE_URL."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    def sent(self, *methods: str) -> list[Request]:
        """Return the requests of some methods, in order."""
        return [request for request in self.requests if request.method in methods]

    async def send(self, update: Json) -> None:
        """Have an update wait for whoever polls."""
        async with self._news:
            self.waiting.append(update)
            self._news.notify_all()

    async def push(self, update: Json, *, secret: str | None, url: str) -> int:
        """Post an update to a webhook; return the status."""
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with ClientSession() as client, client.post(url, json=update, headers=headers) as answer:
            return answer.status

    def fail(self, method: str, status: int, description: str, **more: Any) -> Fault:  # noqa: ANN401 - fields of Fault
        """Have the next request of a method fail."""
        body = error(status, description, **more.pop("parameters", {}))
        fault = Fault(method, status, body, **more)
        self.faults.append(fault)
        return fault

    async def until(self, is_so: Callable[[], Any], what: str, *, within_s: float = _WAIT_S) -> Any:  # noqa: ANN401 - whatever is looked for
        """Return what ``is_so`` returns once it is true."""
        deadline = time.monotonic() + within_s
        while not (found := is_so()):
            if time.monotonic() > deadline:
                message = f"{what}; last: {[(item.method, item.parameters) for item in self.requests[-8:]]}"
                raise TimeoutError(message)
            await asyncio.sleep(0.01)
        return found

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        method = request.match_info["method"]
        heard = await self._read(request, method)
        if method != "getUpdates":
            self.requests.append(heard)
        if (instead := self.storm()) is not None:
            return instead
        fault = next((item for item in self.faults if item.method == method and item.applies(heard)), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
            if fault.after:
                self.chats.do(heard.method, heard.parameters, heard.files)
            return _faulty(request, fault)
        try:
            result = await self._result(heard)
        except Refused as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        return web.json_response({"ok": True, "result": result})

    async def file(self, request: web.Request) -> web.Response:
        """Hand a file out."""
        data = self.files.get(request.match_info["path"])
        return web.Response(status=404) if data is None else web.Response(body=data)

    async def _read(self, request: web.Request, method: str) -> Request:
        parameters: dict[str, str] = dict(request.query)
        files: dict[str, bytes] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = value.file.read()
            else:
                parameters[name] = str(value)
        self.complaints += violations(method, parameters, set(files))
        return Request(
            method, {name: _decoded(name, text) for name, text in parameters.items()}, files, time.monotonic()
        )

    async def _result(self, heard: Request) -> Any:  # noqa: ANN401, PLR0911 - JSON; one line a method
        parameters = heard.parameters
        match heard.method:
            case "getMe":
                return BOT
            case "getWebhookInfo":
                return {"url": str(self.webhook.get("url", "")), "has_custom_certificate": False,
                        "pending_update_count": 0}  # fmt: skip
            case "getUpdates":
                return await self._updates(int(parameters.get("offset", 0)), float(parameters.get("timeout", 0)))
            case "setWebhook" | "deleteWebhook":
                self.webhook = parameters if heard.method == "setWebhook" else {}
            case "getMyCommands" | "setMyCommands":
                return self._menu(heard.method, parameters)
            case "getFile":
                return self._file(parameters["file_id"])
            case "answerCallbackQuery":
                self._answer(parameters)
            case _:
                return self._about_a_chat(heard)
        return True

    def _about_a_chat(self, heard: Request) -> Any:  # noqa: ANN401 - JSON
        if heard.method == "getChatMember":
            return self._member(int(heard.parameters["user_id"]))
        return self.chats.do(heard.method, heard.parameters, heard.files)

    def _member(self, user_id: int) -> Json:
        user = {"id": user_id, "is_bot": False, "first_name": "Somebody"}
        return {"user": user, "status": "left" if user_id in self.outsiders else "member"}

    async def _updates(self, offset: int, waits: float) -> list[Json]:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        async with self._news:
            while self.waiting and self.waiting[0]["update_id"] < offset:
                self.waiting.popleft()
            if not self.waiting and waits:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait_for(lambda: bool(self.waiting)), waits)
            return list(self.waiting)[:100]

    def _menu(self, method: str, parameters: Json) -> Any:  # noqa: ANN401 - JSON
        key = f"{parameters.get('scope', {}).get('type')}:{parameters.get('language_code', '')}"
        if method == "getMyCommands":
            return self.menus.get(key, [])
        self.menus[key] = parameters["commands"]
        return True

    def _file(self, file_id: str) -> Json:
        if file_id not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = self.sizes.get(file_id, len(self.files[file_id]))
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": file_id, "file_size": size}

    def _answer(self, parameters: Json) -> None:
        number = str(parameters["callback_query_id"])
        if number in self.answered:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.answered[number] = parameters


def _decoded(name: str, text: str) -> Any:  # noqa: ANN401 - JSON
    if name in {"text", "caption", "callback_query_id", "file_id", "secret_token", "url"}:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _faulty(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.status == 0:
        if request.transport is not None:
            request.transport.close()
        return web.Response()
    if isinstance(fault.body, bytes):
        return web.Response(status=fault.status, body=fault.body, content_type="text/html")
    return web.json_response(fault.body, status=fault.status)


@asynccontextmanager
async def running_bot_api() -> AsyncIterator[BotApi]:
    """Yield a listening server."""
    api = BotApi(free_port())
    application = web.Application(client_max_size=64 * 1024 * 1024)
    application.router.add_route("*", f"/bot{TOKEN}/{{method}}", api.handle)
    application.router.add_get(f"/file/bot{TOKEN}/{{path:.*}}", api.file)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", api.port).start()
    try:
        yield api
    finally:
        await runner.cleanup()
