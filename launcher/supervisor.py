"""Keeps programs alive: starts them, restarts those that died, keeps their logs small, stops them all."""

import logging
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.folders import Folders
from launcher.processes import Program, recorded, start, stop
from launcher.sentences import N_, Say, Trouble

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
HEALTHY_AFTER_S = 60.0
WORRYING_DEATHS = 3
LOG_BYTES = 5_000_000
_LOOK_S = 0.1
_ROTATE_EVERY_S = 20.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Kept:
    """A program, its process, and how often that died in a row."""

    program: Program
    process: subprocess.Popen[bytes]
    begun: float
    deaths: int = 0
    again_at: float | None = None


class Supervisor:
    """Holds the programs of one house; after ``watch``, its own thread looks after them."""

    def __init__(self, folders: Folders, *, say: Say) -> None:
        """Start with nothing; ``say`` tells the person what happens to a program."""
        self._folders = folders
        self._say = say
        self._kept: dict[str, _Kept] = {}
        self._rotated_at = time.monotonic()
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None

    def keep(self, program: Program) -> int:
        """Start a program, keep it alive from now on, and return its process id."""
        process = self._start(program)
        self._kept[program.name] = _Kept(program, process, time.monotonic())
        return process.pid

    def wait_until(self, is_so: Callable[[], bool], name: str, *, within_s: float) -> None:
        """Return as soon as ``is_so`` holds.

        Raises:
            Trouble: when the program ``name`` ends before, or takes too long.
        """
        deadline = time.monotonic() + within_s
        while not is_so():
            if self._kept[name].process.poll() is not None or time.monotonic() > deadline:
                log = self.log_of(name)
                raise Trouble(N_("{name} does not start: {reason} ({log})"), name=name, reason=last_line(log), log=log)
            time.sleep(_LOOK_S / 5)

    def log_of(self, name: str) -> Path:
        """Return the log file of a program."""
        return self._folders.logs / f"{name}.log"

    def watch(self) -> None:
        """Look after the programs, in a thread of its own, until ``stop`` is called."""
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        while not self._stopping.wait(_LOOK_S):
            self.look()

    def look(self) -> None:
        """Do once what is due: notice the dead, restart them in time, cut long logs."""
        now = time.monotonic()
        for kept in self._kept.values():
            if kept.again_at is None and kept.process.poll() is not None:
                self._mourn(kept, now)
            if kept.again_at is not None and now >= kept.again_at:
                kept.process, kept.begun, kept.again_at = self._start(kept.program), now, None
        if now - self._rotated_at > _ROTATE_EVERY_S:
            self._rotated_at = now
            rotate(self._folders.logs)

    def stop(self, groups: Sequence[Sequence[str]], *, within_s: float) -> None:
        """Stop the named programs, one group after the other, all within ``within_s`` seconds."""
        self._stopping.set()
        if self._watcher:
            self._watcher.join()
        deadline = time.monotonic() + within_s
        for position, names in enumerate(groups):
            mine = [self._kept[name] for name in names if name in self._kept]
            pids = {kept.process.pid for kept in mine}
            left = max(0.0, deadline - time.monotonic()) / (len(groups) - position)
            stop([record for record in recorded(self._folders.records) if record.pid in pids], within_s=left)
            for kept in mine:
                kept.process.wait()
        recorded(self._folders.records)  # forgets those that are gone

    def _start(self, program: Program) -> subprocess.Popen[bytes]:
        _log.info("starting %s", program.name)
        return start(program, log=self.log_of(program.name), records=self._folders.records)

    def _mourn(self, kept: _Kept, now: float) -> None:
        name, status = kept.program.name, kept.process.returncode
        if status == os.EX_CONFIG:  # it says itself that starting it again will not help
            kept.again_at = float("inf")
            reason = last_line(self.log_of(name))
            self._say(N_("{name} cannot work with these settings: {reason}"), name=name, reason=reason)
            return
        kept.deaths = 1 if now - kept.begun > HEALTHY_AFTER_S else kept.deaths + 1
        pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (kept.deaths - 1))
        kept.again_at = now + pause
        _log.warning("%s ended with status %s; it starts again in %.1f s", name, status, pause)
        if kept.deaths >= WORRYING_DEATHS:
            self._say(N_("{name} keeps ending; {log} says why."), name=name, log=self.log_of(name))


def rotate(logs: Path, *, limit: int = LOG_BYTES) -> None:
    """Move the content of every log longer than ``limit`` bytes to a ``.1`` beside it.

    The file itself stays, as its process writes on; what is written between copy and cut is lost.
    """
    for log in logs.glob("*.log"):
        if log.stat().st_size > limit:
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)


def last_line(log: Path) -> str:
    """Return the last line that says something in a log, as the likely reason of an end."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        lines = file.read().decode("utf-8", "replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
