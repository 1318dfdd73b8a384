"""A ComfyUI of the tests' own on the loopback interface: its routes, its socket, its queue of one, and its faults.

It checks graphs as ComfyUI does (known nodes, links that lead somewhere, models that are there), then "draws": a plain
picture whose colour is the seed, of the size that the graph asks for.
"""

import asyncio
import json
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import uuid4

import numpy as np
import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from PIL import Image

from tests.servers import free_port, wait_until

CHECKPOINTS = {"sd_xl_base_1.0.safetensors", "svd_xt_1_1.safetensors"}
NODES = {
    "CheckpointLoaderSimple", "ImageOnlyCheckpointLoader", "CLIPTextEncode", "EmptyLatentImage", "KSampler",
    "VAEDecode", "VAEEncode", "SaveImage", "LoadImage", "ImageScale", "SVD_img2vid_Conditioning",
    "VideoLinearCFGGuidance",
}  # fmt: skip
STEPS = 4


@dataclass
class Comfy:
    """The server: what it holds, and how it misbehaves.

    ``fault`` is one of "", "hang", "error", "memory", "drop socket", "no socket", "forget", "half picture", "garbage".
    """

    url: str = ""
    fault: str = ""
    step_s: float = 0.01
    prompts: list[dict[str, Any]] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    history: dict[str, dict[str, Any]] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    running: str = ""
    interrupted: set[str] = field(default_factory=set)
    sockets: dict[str, WebSocket] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    picture: bytes | None = None  # what it hands out instead of plain ones


def make_app(comfy: Comfy) -> FastAPI:
    """Return the server's application."""
    app = FastAPI()
    for add in (_queueing, _files, _socket):
        add(app, comfy)
    return app


def _queueing(app: FastAPI, comfy: Comfy) -> None:
    @app.post("/prompt")
    async def prompt(request: Request) -> Response:
        return _queued(comfy, await request.json())

    @app.get("/history/{number}")
    async def history(number: str) -> dict[str, Any]:
        return {number: comfy.history[number]} if number in comfy.history else {}

    @app.get("/queue")
    async def queue() -> dict[str, Any]:
        running = [[1, comfy.running, {}, {}, []]] if comfy.running else []
        return {"queue_running": running, "queue_pending": [[2, number, {}, {}, []] for number in comfy.pending]}

    @app.post("/queue")
    async def delete(request: Request) -> Response:
        for number in (await request.json()).get("delete", []):
            with suppress(ValueError):
                comfy.pending.remove(number)
        return Response()

    @app.post("/interrupt")
    async def interrupt(request: Request) -> Response:
        comfy.interrupted.add((await request.json())["prompt_id"])
        return Response()


def _queued(comfy: Comfy, told: dict[str, Any]) -> Response:
    if comfy.fault == "garbage":
        return Response(b"<html>", media_type="text/html")
    faults = _faults(told["prompt"], comfy)
    if faults:
        return JSONResponse({"error": {"type": "prompt_outputs_failed_validation"}, "node_errors": faults}, 400)
    number = str(uuid4())
    comfy.prompts.append(told["prompt"])
    comfy.pending.append(number)
    task = asyncio.create_task(_work(comfy, number, told["prompt"], told["client_id"]))
    comfy.tasks.add(task)
    task.add_done_callback(comfy.tasks.discard)
    return JSONResponse({"prompt_id": number, "number": len(comfy.prompts), "node_errors": {}})


def _files(app: FastAPI, comfy: Comfy) -> None:
    @app.post("/upload/image")
    async def upload(request: Request) -> dict[str, str]:
        async with request.form() as form:
            image: Any = form["image"]
            comfy.uploads[image.filename] = await image.read()
            return {"name": image.filename, "subfolder": "", "type": "input"}

    @app.get("/view")
    async def view(filename: str, subfolder: str = "", type: str = "") -> Response:  # noqa: A002 - ComfyUI's name
        assert (subfolder, type) == ("inkhearth", "output")
        shade, width, height = (int(part) for part in filename.removesuffix(".png").split("-"))
        data = plain(width, height, shade) if comfy.picture is None else comfy.picture
        return Response(data[: len(data) // 2] if comfy.fault == "half picture" else data, media_type="image/png")


def _socket(app: FastAPI, comfy: Comfy) -> None:
    @app.websocket("/ws")
    async def socket(socket: WebSocket) -> None:
        if comfy.fault == "no socket":
            await socket.close()
            return
        await socket.accept()
        comfy.sockets[socket.query_params["clientId"]] = socket
        await socket.send_json({"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 0}}}})
        with suppress(WebSocketDisconnect):
            while True:
                await socket.receive_text()


def plain(width: int, height: int, shade: int) -> bytes:
    """Return a PNG of one colour."""
    out = BytesIO()
    Image.fromarray(np.full((height, width, 3), shade, np.uint8)).save(out, "PNG")
    return out.getvalue()


def _faults(graph: dict[str, Any], comfy: Comfy) -> dict[str, Any]:
    """Return what is wrong with a graph, as ComfyUI words it."""
    found: dict[str, Any] = {}
    for number, node in graph.items():
        told = []
        if node["class_type"] not in NODES:
            told.append({"type": "missing_node_type", "message": "unknown node", "details": node["class_type"]})
        for name, value in node["inputs"].items():
            if isinstance(value, list) and value[0] not in graph:
                told.append({"type": "bad_linked_input", "message": "bad link", "details": name})
            if name == "ckpt_name" and value not in CHECKPOINTS:
                told.append(
                    {"type": "value_not_in_list", "message": "Value not in list", "details": f"{name}: {value}"}
                )
            if name == "image" and isinstance(value, str) and value not in comfy.uploads:
                told.append({"type": "custom_validation_failed", "message": "Invalid image file", "details": value})
        if told:
            found[number] = {"errors": told, "dependent_outputs": [], "class_type": node["class_type"]}
    return found


async def _work(comfy: Comfy, number: str, graph: dict[str, Any], client: str) -> None:
    """Take a prompt from the queue, tell of it, and write its end down."""
    while comfy.running or comfy.pending[:1] != [number]:
        if number not in comfy.pending:
            return
        await asyncio.sleep(0.01)
    comfy.pending.remove(number)
    comfy.running = number
    end = await _run(comfy, number, client)
    comfy.running = ""
    if comfy.fault == "forget":
        return
    messages: list[list[Any]] = [["execution_start", {"prompt_id": number}]]
    if end != "execution_success":
        kind = "torch.OutOfMemoryError" if comfy.fault == "memory" else "ValueError"
        messages.append([end, {"prompt_id": number, "node_type": "KSampler", "exception_type": kind}])
    outputs = _outputs(graph) if end == "execution_success" else {}
    comfy.history[number] = {"prompt": [], "outputs": outputs, "status": {"messages": messages}}
    await _tell(comfy, client, end, prompt_id=number)


async def _run(comfy: Comfy, number: str, client: str) -> str:
    await _tell(comfy, client, "execution_start", prompt_id=number)
    for step in range(1, STEPS + 1):
        await asyncio.sleep(comfy.step_s)
        if comfy.fault == "drop socket" and client in comfy.sockets:
            await comfy.sockets.pop(client).close()
        while comfy.fault == "hang" and number not in comfy.interrupted:  # noqa: ASYNC110 - as ComfyUI looks itself
            await asyncio.sleep(0.01)
        if number in comfy.interrupted:
            return "execution_interrupted"
        await _tell(comfy, client, "progress", prompt_id=number, node="sampler", value=step, max=STEPS)
        await _show(comfy, client, step)
    return "execution_error" if comfy.fault in {"error", "memory"} else "execution_success"


async def _tell(comfy: Comfy, client: str, kind: str, **fields: object) -> None:
    if client in comfy.sockets:
        with suppress(RuntimeError, WebSocketDisconnect):
            await comfy.sockets[client].send_text(json.dumps({"type": kind, "data": fields}))


async def _show(comfy: Comfy, client: str, step: int) -> None:
    """Send a preview in the older form, then one in the newer."""
    picture = plain(16, 16, step)
    notes = json.dumps({"node_id": "sampler"}).encode()
    for message in (
        struct.pack(">II", 1, 2) + picture,
        struct.pack(">II", 4, len(notes)) + notes + picture,
        b"\0\0",
        struct.pack(">II", 1, 2) + b"no picture",
    ):
        if client in comfy.sockets:
            with suppress(RuntimeError, WebSocketDisconnect):
                await comfy.sockets[client].send_bytes(message)


def _outputs(graph: dict[str, Any]) -> dict[str, Any]:
    def value(name: str, default: int) -> int:
        return next((int(node["inputs"][name]) for node in graph.values() if name in node["inputs"]), default)

    shade, width, height = value("seed", 0) % 200, value("width", 64), value("height", 64)
    names = [f"{shade + number}-{width}-{height}.png" for number in range(value("video_frames", 1))]
    saved = [{"filename": name, "subfolder": "inkhearth", "type": "output"} for name in names]
    return {number: {"images": saved} for number, node in graph.items() if node["class_type"] == "SaveImage"}


@contextmanager
def running_comfy() -> Iterator[Comfy]:
    """Yield a running server."""
    port = free_port()
    comfy = Comfy(f"http://127.0.0.1:{port}")
    config = uvicorn.Config(make_app(comfy), port=port, log_level="error", ws="websockets-sansio", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started, "ComfyUI answers")
        yield comfy
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
