"""Stopping when told to, also where the library swallows it."""

import asyncio


def heed_stop() -> None:
    """Stop if this task was told to: ``asyncio.wait_for`` of Python 3.11, which redis-py uses as well, may swallow it.

    It returns its result when the cancellation comes in the moment in which that is there (python/cpython#86296).

    Raises:
        asyncio.CancelledError: the task was cancelled.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
