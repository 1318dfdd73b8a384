"""The real bots process: started, killed and stopped as a supervisor would."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from launcher.folders import REPOSITORY


class BotProcess:
    """``python -m bots`` with an environment of the test's."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        """Prepare; nothing runs yet."""
        self._environment = os.environ | environment
        self._log = log
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "bots"], cwd=REPOSITORY, env=self._environment, stdout=log, stderr=log
            )

    def change(self, **environment: str) -> None:
        """Change the environment of the next start."""
        self._environment |= environment

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self._running is not None
        self._running.kill()
        self._running.wait(timeout=10)

    def stop(self) -> int:
        """Ask it to end, and return its exit status."""
        assert self._running is not None
        self._running.send_signal(signal.SIGTERM)
        return self._running.wait(timeout=20)

    def ended(self) -> int | None:
        """Return the exit status, or None while it runs."""
        assert self._running is not None
        return self._running.poll()

    def log(self) -> str:
        """Return what it wrote."""
        return self._log.read_text(encoding="utf-8")
