"""The real processes on real servers, for tests and benchmarks that start, kill and count them."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from pydantic import SecretStr

from core.bus import Bus
from core.db import Database
from launcher.folders import REPOSITORY
from launcher.install import BRIDGE_PYTHON

CELERY = str(Path(sys.executable).parent / "celery")
PROGRAMS = {
    "conductor": (sys.executable, "-m", "core.jobs"),
    "worker": (CELERY, "-A", "gpu_worker.app", "worker", "-Q", "gpu", "--without-mingle", "--without-gossip"),
    "bots": (sys.executable, "-m", "bots"),
    "gallery": (sys.executable, "-m", "web_gallery"),
    "bridge": (str(BRIDGE_PYTHON), "-m", "ha_bridge"),
}
SIGNING_KEY = "a-signing-key-for-tests-of-forty-letters"
AUDIT_KEY = "an-audit-key-for-tests-of-forty-letters."
METRICS_PORTS = ("GALLERY_METRICS_PORT", "HA_METRICS_PORT", "CONDUCTOR_METRICS_PORT", "BOTS_METRICS_PORT")
_LOOK_S = 0.02
_LAST_LINES, _LONGEST = 25, 300


@dataclass
class Stage:
    """Some of our processes, each under a name, with the settings they share."""

    database_url: str
    redis_url: str
    folder: Path
    lease_s: float = 2.0
    settings: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What every process reads."""
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "DATA_FOLDER": str(self.folder),
            "SIGNING_KEY": SIGNING_KEY,
            "AUDIT_KEY": AUDIT_KEY,
            "ASK_CONSENT": "false",
            "SEALING_KEYS": SIGNING_KEY,
            "LEASE_S": str(self.lease_s),
            "PYTHONWARNINGS": "ignore",
            **dict.fromkeys(METRICS_PORTS, "0"),  # many houses on one machine
            **self.settings,
        }

    def start(self, program: str, *, name: str = "", **settings: str) -> None:
        """Start a program of ``PROGRAMS`` in a session of its own; its output goes to a log in the folder."""
        name = name or program
        extra = {"WORKER_NAME": name} if program == "worker" else {}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                PROGRAMS[program],
                cwd=REPOSITORY,
                env={**self.environment, **extra, **settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Kill a process and its children with SIGKILL."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def crash_children(self, name: str) -> None:
        """Have a process's children end as by a segmentation fault."""
        for child in psutil.Process(self.running[name].pid).children():
            child.send_signal(signal.SIGSEGV)

    def kill_child(self, name: str, dice: random.Random) -> bool:
        """Kill one child of a process, as the kernel does when memory ends; False when it has none."""
        try:
            children = psutil.Process(self.running[name].pid).children(recursive=True)
            dice.choice(children).kill()
        except (psutil.NoSuchProcess, IndexError):
            return False
        return True

    def stop(self) -> None:
        """Stop all processes, first politely."""
        for process in self.running.values():
            process.terminate()
        for name in list(self.running):
            try:
                self.running[name].wait(timeout=10)
                del self.running[name]
            except subprocess.TimeoutExpired:
                self.kill(name)

    async def leave(self) -> None:
        """Stop all while servers of this event loop go on: the bots' last word to Telegram wants an answer."""
        await asyncio.to_thread(self.stop)

    def log(self, name: str) -> str:
        """Return what a process wrote so far."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def last_words(self) -> str:
        """Return who still runs and how each log ends: what a failure needs to be understood where nobody can look."""
        states = [f"{name}: {_state(process)}" for name, process in self.running.items()]
        ends = [f"{file.name}:\n" + "\n".join(_tail(file)) for file in sorted(self.folder.glob("*.log"))]
        return "\n".join([*states, *ends])

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """Yield our own way into the same database, which nudges the conductor as the bots do."""
        bus = Bus(self.redis_url)
        database = Database(self.database_url, announce=bus.announce, audit_key=SecretStr(AUDIT_KEY))
        try:
            yield database
        finally:
            await database.close()
            await bus.close()


def _state(process: subprocess.Popen[bytes]) -> str:
    return "runs" if process.poll() is None else f"ended with {process.returncode}"


def _tail(file: Path) -> list[str]:
    return [line[:_LONGEST] for line in file.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]]


@contextmanager
def stage(
    database_url: str, redis_url: str, folder: Path, *, lease_s: float = 2.0, settings: Mapping[str, str] | None = None
) -> Iterator[Stage]:
    """Yield an empty stage; everything that was started on it is stopped at the end."""
    built = Stage(database_url, redis_url, folder, lease_s, dict(settings or {}))
    try:
        yield built
    except BaseException as fault:
        fault.add_note(built.last_words())
        raise
    finally:
        built.stop()


async def until(holds: Callable[[], Awaitable[bool]], what: str, *, within_s: float = 60.0) -> float:
    """Wait until something holds; return how many seconds it took.

    Raises:
        TimeoutError: naming ``what`` did not come true.
    """
    begun = time.monotonic()
    while not await holds():
        if time.monotonic() - begun > within_s:
            raise TimeoutError(what)
        await asyncio.sleep(_LOOK_S)
    return time.monotonic() - begun
