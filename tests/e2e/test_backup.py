"""``./run backup``, ``restore`` and ``drill`` as somebody runs them on a machine, with its embedded servers."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.folders import REPOSITORY
from tests.servers import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's account can walk to."""
    path = Path(tempfile.mkdtemp(prefix="inkhearth-", dir="/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def test_a_house_is_backed_up_drilled_and_restored_elsewhere_r7(folder: Path) -> None:
    """R7: after the restore the other house has the picture, and goes on drawing."""
    ours, theirs = folder / "ours", folder / "theirs"
    _run(ours, "draw", "a red fox")
    made = _run(ours, "backup")
    assert "A key for the backups was made" in made
    assert "not set: this backup lies on the same disk" in made
    assert "The drill went well" in _run(ours, "drill")
    words = ("--from", str(ours / "backups"), "--key", str(ours / "backup.key"))
    assert "The house is restored" in _run(theirs, "restore", *words)
    assert {path.name for path in (ours / "store").rglob("*.png")} <= {
        path.name for path in (theirs / "store").rglob("*.png")
    }
    refused = _run(theirs, "restore", *words, status=1)
    assert "The database is not empty" in refused
    assert "a blue bird" in _run(theirs, "draw", "a blue bird")


def _run(data: Path, *words: str, status: int = 0) -> str:
    data.mkdir(exist_ok=True, mode=0o711)
    data.chmod(0o711)
    settings = {
        "INKHEARTH_DATA": str(data),
        "INKHEARTH_LOCALE": "en",
        "GALLERY_PORT": str(free_port()),
        "GALLERY_METRICS_PORT": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "launcher", *words],
        cwd=REPOSITORY,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr
