"""Logging: one line a record, with the ids of what it is about, and without secrets or what names people."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

import orjson

from core.redaction import Redactor, secrets_of
from core.settings import ProcessSettings

_MOST_BYTES = 5_000_000
_SHOWN = frozenset({"time", "level", "logger", "process", "message", "trace"})
_NOTHING: Mapping[str, str] = {}
_about: ContextVar[Mapping[str, str]] = ContextVar("about", default=_NOTHING)


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Have every record of the block say what it is about: ``request``, ``job``, ``order``."""
    token = _about.set({**_about.get(), **{name: str(value) for name, value in ids.items()}})
    try:
        yield
    finally:
        _about.reset(token)


class _Lines(logging.Formatter):
    def __init__(self, redactor: Redactor, process: str, *, is_text: bool) -> None:
        super().__init__()
        self._clean = redactor.clean
        self._process = {"process": process} if process else {}
        self._is_text = is_text

    def format(self, record: logging.LogRecord) -> str:
        """Return one record as a line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": time, "level": record.levelname, "logger": record.name, **self._process}
        line |= _about.get()
        line["message"] = self._clean(record.getMessage())
        if record.exc_info:
            line["trace"] = self._clean(self.formatException(record.exc_info))
        if self._is_text:
            return _as_text(line)
        try:
            return orjson.dumps(line).decode()
        except TypeError:  # a lone surrogate in what somebody typed
            return json.dumps(line)


def _file_handler(file: Path) -> logging.Handler:
    return RotatingFileHandler(file, maxBytes=_MOST_BYTES, backupCount=1)  # with no backup it would never rotate


def _as_text(line: Mapping[str, object]) -> str:
    ids = " ".join(f"{name}={value}" for name, value in line.items() if name not in _SHOWN)
    head = f"{line['time']} {line['level']:7} {line['logger']}: {line['message']}"
    return "\n".join(str(part) for part in (f"{head} ({ids})" if ids else head, line.get("trace")) if part)


def log_for(settings: ProcessSettings, process: str, *, file: Path | None = None) -> None:
    """Start a process's log as its settings say; the settings' own secrets are taken out of every line."""
    files = [file] if file else []
    if settings.log_folder is not None and not file:
        settings.log_folder.mkdir(parents=True, exist_ok=True)
        files.append(settings.log_folder / f"{process}.log")
    lines = _Lines(Redactor(secrets_of(settings)), process, is_text=settings.log_format == "text")
    _start(settings.log_level, lines, files=files, also_stderr=file is None)


def start_logging(level: str, *, file: Path | None = None) -> None:
    """Send every record of at least ``level`` to standard error or to a file; noisy libraries start at WARNING."""
    _start(level, _Lines(Redactor(), "", is_text=False), files=[file] if file else [], also_stderr=file is None)


def _start(level: str, lines: logging.Formatter, *, files: list[Path], also_stderr: bool) -> None:
    handlers: list[logging.Handler] = [_file_handler(file) for file in files]
    if also_stderr:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(lines)
    logging.basicConfig(level=level, handlers=handlers, force=True)
    for noisy in ("httpx", "discord", "telegram", "kombu", "amqp", "aiohttp.access", "apscheduler"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def drop_old_lines(folder: Path, *, before: datetime, dry: bool = False) -> int:
    """Drop the lines from before a moment out of all logs of a folder; and count them; ``dry`` only counts.

    A line without a time belongs to the one above it; a log without any times is as old as its last change. The files
    stay, as their programs write on at their ends.
    """
    return sum(_drop(path, before, dry=dry) for path in sorted(folder.glob("*.log*")) if path.is_file())


def _drop(path: Path, before: datetime, *, dry: bool) -> int:
    with path.open("r+b") as file:
        lines = file.readlines()
        times = [_time_of(line) for line in lines]
        young = (number for number, time in enumerate(times) if time is not None and time >= before)
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        is_old = any(times) or changed < before
        first = next(young, len(lines) if is_old else 0)
        if first and not dry:
            lines += file.readlines()  # what was written while we read
            file.seek(0)
            file.truncate()
            file.writelines(lines[first:])
    return first


def _time_of(line: bytes) -> datetime | None:
    """Return when a line was written: by us as JSON, by others with the time at its beginning."""
    try:
        return datetime.fromisoformat(orjson.loads(line)["time"])
    except (ValueError, KeyError, TypeError):
        stamp = line[:19].decode("ascii", "replace")
    try:
        return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
    except ValueError:
        return None
