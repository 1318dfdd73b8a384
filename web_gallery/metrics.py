"""Rate, errors and duration of requests, for Prometheus."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from core.figures.counting import Counting
from core.figures.serving import make_registry

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The gallery's counters; labels are bounded: known methods, route patterns, status codes."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    running: Gauge
    faults: Counter
    counting: Counting

    def observe(self, method: str, route: str, status: int, *, seconds: float) -> None:
        """Count one answered request."""
        known = method if method in _METHODS else "other"
        self.requests.labels(known, route, str(status)).inc()
        self.seconds.labels(known, route).observe(seconds)


def make_metrics() -> Metrics:
    """Return counters in a registry of their own, so that two sites in one process don't meet."""
    registry = make_registry()
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
        counting=Counting(registry),
    )
