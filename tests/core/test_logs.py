"""Logs are lines of JSON that any collector reads, whatever is logged."""

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.logs import start_logging


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        if isinstance(handler, logging.FileHandler):
            handler.close()
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)


def lines(file: Path) -> list[dict[str, str]]:
    """Return the records of a log."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_record_is_one_line_with_its_trace(tmp_path: Path) -> None:
    file = tmp_path / "log"
    start_logging("INFO", file=file)
    logging.getLogger("a.b").debug("not this")
    logging.getLogger("a.b").info("first\nsecond %d", 3)
    try:
        raise LookupError("x")  # noqa: EM101, TRY301 - what is logged here is the trace
    except LookupError:
        logging.getLogger("a.b").exception("a fault")
    told, fault = lines(file)
    assert (told["level"], told["logger"], told["message"]) == ("INFO", "a.b", "first\nsecond 3")
    assert told["time"].endswith("+00:00")
    assert "LookupError: x" in fault["trace"]


def test_a_lone_surrogate_that_somebody_typed_is_logged_as_well(tmp_path: Path) -> None:
    file = tmp_path / "log"
    start_logging("INFO", file=file)
    logging.getLogger("a").info("typed: %s", "\ud800")
    assert lines(file)[0]["message"] == "typed: \ud800"


def test_a_log_file_never_grows_beyond_twice_its_bound(tmp_path: Path) -> None:
    start_logging("INFO", file=tmp_path / "log")
    for _ in range(120):
        logging.getLogger("a").info("x" * 100_000)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 10_000_000


def test_without_a_file_records_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("WARNING")
    handler = logging.getLogger().handlers[-1]
    assert isinstance(handler, logging.StreamHandler)
    assert handler.stream is sys.stderr
    logging.getLogger("a").warning("heard")
    assert json.loads(capsys.readouterr().err)["message"] == "heard"


@pytest.mark.parametrize(("level", "noisy"), [("DEBUG", logging.WARNING), ("ERROR", logging.ERROR)])
def test_noisy_libraries_start_at_warning(level: str, noisy: int) -> None:
    start_logging(level)
    assert logging.getLogger("httpx").level == noisy
