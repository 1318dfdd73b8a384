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
