"""A worker that is told to stop ends in time; Celery's warm shutdown waits for what is drawn, however long it takes."""

import logging
import os
import signal
import time
from contextlib import suppress

import billiard

_FAREWELL_S = 8.0
_log = logging.getLogger(__name__)


def leave_in_time(grace_s: float) -> None:
    """Let what is drawn finish for a while; then have it cancelled (its order goes back to the queue), at last cut off.

    The lease of an order that was cut off ends soon, and somebody else draws it.
    """
    time.sleep(grace_s)
    _log.warning("what is still being drawn after %g s is left to another worker", grace_s)
    os.kill(os.getpid(), signal.SIGQUIT)  # Celery's cold shutdown
    time.sleep(_FAREWELL_S)
    for pid in [child.pid for child in billiard.active_children() if child.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(os.EX_OK)
