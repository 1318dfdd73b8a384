"""``./run serve`` as a whole: it starts the embedded house, and leaves nothing behind however it is told to stop."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from launcher.folders import REPOSITORY, Folders
from launcher.processes import recorded
from tests.servers import free_port, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that the database's account can walk to."""
    path = Path(tempfile.mkdtemp(prefix="inkhearth-", dir="/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_house_that_is_told_to_stop_leaves_no_process_behind(folder: Path, number: signal.Signals) -> None:
    port = free_port()
    settings = {"INKHEARTH_DATA": str(folder), "GALLERY_PORT": str(port), "GALLERY_METRICS_PORT": "0"}
    argv = [sys.executable, "-m", "launcher", "serve"]
    house = subprocess.Popen(argv, cwd=REPOSITORY, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    wait_until(lambda: _answers(port), "the gallery answers", within_s=90)
    started = [record.pid for record in recorded(Folders(folder).records)]
    assert len(started) >= 6, "launcher, servers, conductor, worker and gallery"
    house.send_signal(number)
    assert house.wait(timeout=30) == 0
    assert [pid for pid in started if psutil.pid_exists(pid)] == []


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
            return True
    except OSError:
        return False
