"""A process's ``/metrics``, on a port of its own that nobody outside should reach."""

import logging
from dataclasses import dataclass
from threading import Thread
from typing import Protocol

from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server

from core.loops import FAULTS

_log = logging.getLogger(__name__)


class Listener(Protocol):
    """The part of the metrics' server that stopping it needs."""

    def shutdown(self) -> None:
        """Stop answering."""

    def server_close(self) -> None:
        """Give the port back."""


@dataclass(frozen=True, slots=True)
class MetricsServer:
    """The running server of the metrics' port."""

    listener: Listener
    thread: Thread

    def stop(self) -> None:
        """Stop it and give the port back."""
        self.listener.shutdown()
        self.thread.join()
        self.listener.server_close()


def make_registry() -> CollectorRegistry:
    """Return a registry with a process's memory, CPU, open files and failed loops; one each, so that two don't meet."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(FAULTS)
    return registry


def serve_metrics(registry: CollectorRegistry, host: str, port: int) -> MetricsServer | None:
    """Serve ``/metrics``; port 0 serves nothing, and a port that is taken costs the metrics, not the process."""
    if not port:
        return None
    try:
        listener, thread = start_http_server(port, host, registry)
    except OSError as error:
        _log.warning("no metrics: %s port %d can't be listened on: %s", host, port, error.strerror)
        return None
    return MetricsServer(listener, thread)
