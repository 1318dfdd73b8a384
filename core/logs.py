"""Logging: one line of JSON a record on standard error, so that any collector reads it."""

import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

import orjson

_MOST_BYTES = 5_000_000


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return one record as a line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        try:
            return orjson.dumps(line).decode()
        except TypeError:  # a lone surrogate in what somebody typed
            return json.dumps(line)


def _file_handler(file: Path) -> logging.Handler:
    return RotatingFileHandler(file, maxBytes=_MOST_BYTES, backupCount=1)  # with no backup it would never rotate


def start_logging(level: str, *, file: Path | None = None) -> None:
    """Send every record of at least ``level`` to standard error or to a file; noisy libraries start at WARNING."""
    handler = logging.StreamHandler(sys.stderr) if file is None else _file_handler(file)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
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
