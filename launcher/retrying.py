"""A test that fails beside others is run once more by itself, and said so: docs/decisions/0022."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from launcher.folders import REPOSITORY

MOST = 3  # more that fail are no accident
_FAILED = 1  # pytest.ExitCode.TESTS_FAILED
_WORKERS = 2


def run_tests(*arguments: str, python: str = sys.executable) -> int:
    """Run tests beside each other with their coverage; return pytest's exit status, 0 also if all passed at last."""
    with tempfile.TemporaryDirectory(prefix="inkhearth-pytest-") as cache:
        common = (*arguments, "--quiet", "-o", f"cache_dir={cache}", "--cov")
        status = _pytest(python, "-n", str(_WORKERS), "--dist", "loadfile", *common)
        failed = _failed(Path(cache))
        if status != _FAILED or not 0 < len(failed) <= MOST:
            return status
        again = _pytest(python, "--last-failed", "--last-failed-no-failures", "none", "--cov-append", *common)
    if not again:
        print(f"!!  failed beside others, passed alone: {', '.join(failed)}", flush=True)
    return again


def _pytest(python: str, *arguments: str) -> int:
    return subprocess.run([python, "-m", "pytest", *arguments], cwd=REPOSITORY, env=os.environ, check=False).returncode


def _failed(cache: Path) -> list[str]:
    """Return the tests that pytest remembers as failed."""
    try:
        return sorted(json.loads((cache / "v" / "cache" / "lastfailed").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []
