"""The gallery as a process of its own."""

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest

from launcher.folders import REPOSITORY
from tests.servers import free_port, wait_until
from tests.web_gallery.conftest import KEY
from web_gallery.settings import WebSettings


def environment(settings: WebSettings, port: int) -> dict[str, str]:
    """Return what the process reads."""
    return os.environ | {
        "DATA_FOLDER": str(settings.data_folder),
        "REDIS_URL": settings.redis_url,
        "DATABASE_URL": settings.database_url,
        "SIGNING_KEY": KEY.get_secret_value(),
        "AUDIT_KEY": KEY.get_secret_value(),
        "SEALING_KEYS": KEY.get_secret_value(),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "GALLERY_PORT": str(port),
        "GALLERY_METRICS_PORT": "0",
        "REQUEST_RATES": json.dumps(settings.request_rates),
    }


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop_and_leaves_quietly(order: signal.Signals, settings: WebSettings) -> None:
    port = free_port()
    command = [sys.executable, "-m", "web_gallery"]
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment(settings, port), stderr=subprocess.PIPE) as process:
        try:
            wait_until(lambda: _answers(f"http://127.0.0.1:{port}/readyz"), "the gallery is ready")
            ahead = httpx.head(f"http://127.0.0.1:{port}/")
            process.send_signal(order)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Traceback" not in said.decode()
    assert ahead.status_code == 200
    assert "server" not in ahead.headers


def test_importing_it_reads_and_opens_nothing() -> None:
    subprocess.run(
        [sys.executable, "-c", "import web_gallery.app, web_gallery.__main__"],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"]},
        check=True,
    )
