"""Fetching models: over the wire from a hub of the tests' own, and what is said when that goes wrong."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from gpu_worker.engines.diffusers.models.entry import Entry, Looks, Part
from tests.gpu_worker.engines.diffusers.conftest import HAS_TORCH, NO_TORCH, entry_text

pytestmark = pytest.mark.skipif(not HAS_TORCH, reason=NO_TORCH)
COMMIT = "c" * 40


@dataclass
class Hub:
    """A folder served as the hub serves a repository; remembers what was asked for."""

    folder: Path
    url: str = ""
    asked: list[str] = field(default_factory=list)
    gated: bool = False
    cut_at: int | None = None  # bytes after which a file's connection is lost, once

    def reply(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        path = unquote(urlsplit(request.path).path)
        if self.gated:
            self._send(request, 403, b"{}", {"X-Error-Code": "GatedRepo", "X-Error-Message": "ask first"})
        elif path.startswith("/api/models/owner/tiny/tree/"):
            rows = [{"type": "file", "path": name, "size": size, "oid": "0" * 40} for name, size in self._files()]
            self._send(request, 200, json.dumps(rows).encode(), {"Content-Type": "application/json"})
        elif path.startswith("/api/models/owner/tiny"):
            names = [{"rfilename": name, "size": size} for name, size in self._files()]
            body = json.dumps({"id": "owner/tiny", "sha": COMMIT, "siblings": names}).encode()
            self._send(request, 200, body, {"Content-Type": "application/json"})
        elif path.startswith("/owner/tiny/resolve/"):
            self._file(request, path.split("/", 5)[5])
        else:
            self._send(request, 404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _files(self) -> list[tuple[str, int]]:
        files = [one for one in sorted(self.folder.rglob("*")) if one.is_file()]
        return [(str(one.relative_to(self.folder)), one.stat().st_size) for one in files]

    def _file(self, request: BaseHTTPRequestHandler, name: str) -> None:
        data = (self.folder / name).read_bytes()
        start = int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        if request.command == "GET":
            self.asked.append(f"{name}@{start}")
        headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self._send(request, 206 if start else 200, data[start:], headers)

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
        request.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            request.send_header(name, value)
        request.end_headers()
        if request.command == "GET":
            cut, self.cut_at = (self.cut_at, None) if self.cut_at and len(body) > self.cut_at else (None, self.cut_at)
            request.wfile.write(body[:cut])
            if cut:
                request.connection.close()


@pytest.fixture
def hub(models: Path, tmp_path: Path) -> Iterator[Hub]:
    """A hub with one tiny pipeline and the litter that real repositories have beside it."""
    folder = tmp_path / "repository"
    for path in (models / "sd").rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(models / "sd")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (folder / "v1-5-pruned.safetensors").write_bytes(b"x" * 1000)
    (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"\x80\x04N.")
    (folder / "safety_checker").mkdir()
    (folder / "safety_checker" / "model.safetensors").write_bytes(b"x")
    served = Hub(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.reply(self)

        def do_HEAD(self) -> None:
            served.reply(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


def models_command(tmp_path: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    table = tmp_path / "table.toml"
    table.write_text(entry_text("tiny", "owner/tiny", pipeline="StableDiffusionPipeline", licence="MIT"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {
        "MODELS_FILE": str(table), "HF_HOME": str(tmp_path / "cache"), "HF_ENDPOINT": url, "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1", "INKHEARTH_LOCALE": "en", "NO_PROXY": "*",
    }  # fmt: skip
    command = [sys.executable, "-m", "gpu_worker.engines.diffusers.models", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)


def test_a_model_is_fetched_checked_and_then_here(hub: Hub, tmp_path: Path) -> None:
    done = models_command(tmp_path, hub.url, "fetch", "tiny")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tiny: 0.01 GB in all. Licence: MIT" in done.stdout
    assert "ok  tiny: " in done.stdout
    got = {name.rpartition("@")[0] for name in hub.asked}
    assert {"model_index.json", "unet/diffusion_pytorch_model.safetensors", "tokenizer/tokenizer.json"} <= got
    assert not [name for name in got if name.endswith(".bin") or name.startswith(("v1-5", "safety_checker"))]
    hub.asked.clear()
    listed = models_command(tmp_path, hub.url, "list")
    assert "here  owner/tiny" in listed.stdout
    assert hub.asked == []


def test_a_connection_that_is_lost_on_the_way_is_taken_up_again(hub: Hub, tmp_path: Path) -> None:
    hub.cut_at = 100_000
    done = models_command(tmp_path, hub.url, "fetch", "tiny")
    assert done.returncode == 0, done.stdout + done.stderr
    names = [name.rpartition("@")[0] for name in hub.asked]
    assert len(names) == len(set(names)) + 1


def test_a_hub_that_is_away_and_one_that_asks_for_an_account_are_told_in_a_sentence(hub: Hub, tmp_path: Path) -> None:
    away = models_command(tmp_path, "http://127.0.0.1:9", "fetch", "tiny")
    assert (away.returncode, away.stderr) == (1, "")
    assert away.stdout.startswith("The hub can't be reached (")
    hub.gated = True
    gated = models_command(tmp_path, hub.url, "fetch", "tiny")
    assert gated.returncode == 1
    assert "agree to the licence at https://huggingface.co/owner/tiny and sign in" in gated.stdout


def test_unknown_names_and_words_are_answered(tmp_path: Path) -> None:
    assert "There is no model “sldx”; there are: tiny, sdxl" in models_command(tmp_path, "", "fetch", "sldx").stdout
    assert "Use it like this" in models_command(tmp_path, "", "install").stdout
    missing = models_command(tmp_path, "", "check", "tiny")
    assert missing.returncode == 1
    assert "Fetch it with: ./run models fetch tiny" in missing.stdout
    assert "No model is on this machine" in models_command(tmp_path, "", "check").stdout


def test_only_what_is_drawn_with_is_chosen() -> None:
    from gpu_worker.engines.diffusers.models.fetching import chosen  # noqa: PLC0415 - imports the hub's library

    files = dict.fromkeys(
        (
            "model_index.json", "big.safetensors", "README.md", "unet/config.json", "unet/a.safetensors",
            "unet/a.fp16.safetensors", "unet/a.fp16.bin", "unet/a.bin", "vae/config.json", "vae/b.safetensors",
            "text_encoder/model.fp16-00001-of-00002.safetensors", "text_encoder/model-00001-of-00002.safetensors",
            "safety_checker/c.safetensors", "tokenizer/vocab.json", "tokenizer/merges.txt", "onnx/unet/d.onnx",
        ),
        1,
    )  # fmt: skip
    half = chosen(Entry(name="a", source="o/a", variant="fp16"), files)
    assert half == {
        "model_index.json", "unet/config.json", "unet/a.fp16.safetensors", "vae/config.json", "vae/b.safetensors",
        "text_encoder/model.fp16-00001-of-00002.safetensors", "tokenizer/vocab.json", "tokenizer/merges.txt",
    }  # fmt: skip
    looks = Looks(source="o/l", subfolder="sdxl", file="x.safetensors")
    there = dict.fromkeys(("sdxl/x.safetensors", "sdxl/x.bin", "models/image_encoder/model.safetensors", "y.json"), 1)
    assert chosen(looks, there) == {"sdxl/x.safetensors", "models/image_encoder/model.safetensors"}
    network = dict.fromkeys(("config.json", "n.safetensors", "n.fp16.safetensors", "n.bin", "samples/a.png"), 1)
    assert chosen(Part(source="o/n"), network) == {"config.json", "n.safetensors"}
