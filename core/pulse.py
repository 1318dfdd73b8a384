"""A sign of life for whoever supervises a process from outside: a file that its event loop keeps fresh."""

import asyncio
from pathlib import Path

EVERY_S = 5.0  # a supervisor looks for a file younger than six of these


def beat(path: Path | None) -> None:
    """Freshen the file once; a full or vanished disk is no reason to die."""
    if path is not None:
        try:
            path.touch()
        except OSError:
            return


async def pulse(path: Path | None) -> None:
    """Freshen the file until cancelled: a loop that is blocked, or a process that hangs, stops doing it."""
    while True:
        beat(path)
        await asyncio.sleep(EVERY_S)
