"""The sign of life: fresh while the loop turns, stale when it hangs."""

import asyncio
import time
from pathlib import Path

import pytest

from core import pulse


async def test_the_file_is_fresh_while_the_loop_turns_and_stale_when_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "EVERY_S", 0.01)
    file = tmp_path / "alive"
    beating = asyncio.ensure_future(pulse.pulse(file))
    await asyncio.sleep(0.05)
    first = file.stat().st_mtime_ns
    await asyncio.sleep(0.1)
    assert file.stat().st_mtime_ns > first
    stuck = file.stat().st_mtime_ns
    time.sleep(0.1)  # noqa: ASYNC251 - the very fault that is to be seen
    assert file.stat().st_mtime_ns == stuck
    beating.cancel()


def test_no_file_and_a_vanished_folder_are_no_faults(tmp_path: Path) -> None:
    pulse.beat(None)
    pulse.beat(tmp_path / "gone" / "alive")
    assert list(tmp_path.iterdir()) == []
