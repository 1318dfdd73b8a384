"""What runs, since when, how big it is, and what the data folder holds."""

import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from launcher.configuration import settings
from launcher.folders import Folders
from launcher.house import address
from launcher.processes import LAUNCHER, Record, recorded
from launcher.sentences import N_
from launcher.speech import say, text

_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000


def status(folders: Folders) -> int:
    """Print a table of the house's processes and the sizes of its data; 0 when it works, 3 when it does not."""
    running = recorded(folders.records) if folders.records.exists() else []
    if not running:
        say(N_("Inkhearth is not running. ./run starts it."))
    else:
        _print_table([_heading(), *map(_row, running)])
        host, port = address(settings(folders))
        say(N_("Gallery: {url}   Data: {folder}"), url=f"http://{host}:{port}", folder=folders.data)
    if folders.data.exists():
        parts = sorted(part for part in folders.data.iterdir() if part.is_dir())
        print("  ".join(f"{part.name} {human(_size(part))}" for part in parts))
    return 0 if running else 3


def human(count: float) -> str:
    """Return a number of bytes with a unit a person reads."""
    for unit in _UNITS[:-1]:
        if count < _STEP:
            return f"{count:.0f} {unit}"
        count /= _STEP
    return f"{count:.0f} {_UNITS[-1]}"


def _heading() -> tuple[str, ...]:
    return text(N_("process")), text(N_("number")), text(N_("running for")), text(N_("memory"))


def _row(record: Record) -> tuple[str, ...]:
    minutes = int((time.time() - record.started) // 60)
    return record.name, str(record.pid), f"{minutes // 60}:{minutes % 60:02} h", human(_memory(record))


def _memory(record: Record) -> int:
    try:
        process = psutil.Process(record.pid)
        # The launcher's children stand in rows of their own.
        children = [] if record.name == LAUNCHER else process.children(recursive=True)
        return sum(int(one.memory_info().rss) for one in (process, *children))
    except psutil.Error:
        return 0


def _print_table(rows: Iterable[tuple[str, ...]]) -> None:
    for name, pid, age, memory in rows:
        print(f"{name:12}{pid:>9}{age:>14}{memory:>10}")


def _size(folder: Path) -> int:
    total = 0
    for path in folder.resolve().rglob("*"):
        try:
            total += path.lstat().st_size
        except OSError:
            continue  # it went while we looked
    return total
