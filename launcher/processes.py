"""Programs and the processes they become: starting, recording, finding and stopping them."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from launcher.accounts import Account
from launcher.folders import REPOSITORY

_SAME_START_S = 3.0  # a clock that is set moves a process's start time a little
_LOOK_S = 0.02
LAUNCHER = "launcher"


@dataclass(frozen=True, slots=True)
class Program:
    """What to run and how to ask it to stop."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    folder: Path = REPOSITORY


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down of a started process, so that a later start can tell it from a stranger."""

    name: str
    pid: int
    started: float
    stop_signal: int

    def process(self) -> psutil.Process | None:
        """Return the process if it still lives and is the one that was started."""
        try:
            process = psutil.Process(self.pid)
            alive = process.is_running() and process.status() != psutil.STATUS_ZOMBIE
            same = abs(process.create_time() - self.started) < _SAME_START_S
        except psutil.Error:
            return None
        return process if alive and same else None


def start(program: Program, *, log: Path, records: Path) -> subprocess.Popen[bytes]:
    """Start ``program`` in a process group of its own, writing to ``log``, and record it in ``records``."""
    account = program.account
    with log.open("ab") as output:
        process = subprocess.Popen(
            list(program.argv),
            env=dict(program.environment) or None,
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    _write(program, process.pid, records)
    return process


def _write(program: Program, pid: int, records: Path) -> None:
    with suppress(psutil.Error):  # it may have ended already
        record = Record(program.name, pid, psutil.Process(pid).create_time(), int(program.stop_signal))
        temporary = records / f".{program.name}.new"
        temporary.write_text(json.dumps(asdict(record)), encoding="utf-8")
        temporary.replace(records / f"{program.name}.json")


def announce(records: Path) -> None:
    """Record this process as the launcher."""
    _write(Program(LAUNCHER, ()), os.getpid(), records)


def forget(records: Path) -> None:
    """Remove the record of this process."""
    (records / f"{LAUNCHER}.json").unlink(missing_ok=True)


def recorded(records: Path) -> list[Record]:
    """Return the records of processes that still live; forget the others."""
    found = []
    for path in sorted(records.glob("*.json")):
        try:
            record = Record(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            path.unlink(missing_ok=True)
            continue
        if record.process():
            found.append(record)
        else:
            path.unlink(missing_ok=True)
    return found


def stop(records: Sequence[Record], *, within_s: float) -> None:
    """Ask all these processes to stop, and kill whatever of their groups is left after ``within_s`` seconds."""
    for record in records:
        if record.process():
            with suppress(ProcessLookupError):
                os.kill(record.pid, record.stop_signal)
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline and any(record.process() for record in records):
        time.sleep(_LOOK_S)
    for record in records:
        _kill_group(record)


def _kill_group(record: Record) -> None:
    """Kill what is left of a group; its leader may be gone while its children still work."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == record.pid and process.create_time() >= record.started - _SAME_START_S:
                process.kill()
