"""Rate, errors and duration of requests, for Prometheus on a port of its own."""

import logging
from dataclasses import dataclass
from threading import Thread
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)
_log = logging.getLogger(__name__)


class Listener(Protocol):
    """The part of the metrics' server that stopping it needs."""

    def shutdown(self) -> None:
        """Stop answering."""

    def server_close(self) -> None:
        """Give the port back."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """The gallery's counters; labels are bounded: known methods, route patterns, status codes."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    running: Gauge
    faults: Counter
    retention_removed: Gauge
    retention_ran: Gauge

    def observe(self, method: str, route: str, status: int, *, seconds: float) -> None:
        """Count one answered request."""
        known = method if method in _METHODS else "other"
        self.requests.labels(known, route, str(status)).inc()
        self.seconds.labels(known, route).observe(seconds)


def make_metrics() -> Metrics:
    """Return counters in a registry of their own, so that two sites in one process don't meet."""
    registry = CollectorRegistry()
    return Metrics(
        registry=registry,
        requests=Counter(
            "inkhearth_http_requests", "Answered requests.", ["method", "route", "status"], registry=registry
        ),
        seconds=Histogram(
            "inkhearth_http_request_seconds",
            "Time from request to the last byte handed over.",
            ["method", "route"],
            buckets=_BUCKETS,
            registry=registry,
        ),
        running=Gauge("inkhearth_http_requests_running", "Requests being answered.", registry=registry),
        faults=Counter("inkhearth_http_faults", "Faults shown with a number.", registry=registry),
        retention_removed=Gauge(
            "inkhearth_retention_removed", "What a rule of retention has removed in all.", ["rule"], registry=registry
        ),
        retention_ran=Gauge(
            "inkhearth_retention_ran_timestamp_seconds",
            "When a rule of retention last ran.",
            ["rule"],
            registry=registry,
        ),
    )


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


def serve_metrics(metrics: Metrics, host: str, port: int) -> MetricsServer | None:
    """Serve ``/metrics``; a port that is taken costs the metrics, not the gallery."""
    try:
        listener, thread = start_http_server(port, host, metrics.registry)
    except OSError as error:
        _log.warning("no metrics: %s port %d can't be listened on: %s", host, port, error.strerror)
        return None
    return MetricsServer(listener, thread)
