"""Celery's pool, which looks after its processes more often: who dies is missed in half a second, not in five (R1)."""

from celery.concurrency.asynpool import AsynPool
from celery.concurrency.prefork import TaskPool

LOOK_S = 0.5


class _Processes(AsynPool):
    @property
    def timers(self) -> dict[object, float]:
        """What Celery's event loop does again and again: a look at the processes, in seconds."""
        return {self.maintain_pool: LOOK_S}


class Pool(TaskPool):
    """What the setting ``worker_pool`` names."""

    Pool = _Processes
