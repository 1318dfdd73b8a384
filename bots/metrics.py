"""Rate, errors and duration of what people say and press, and of what we ask of the platforms, for Prometheus."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from uuid import uuid4

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from core.figures.counting import Counting
from core.figures.serving import make_registry
from core.platforms import Platform

_TURN_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_CALL_S = (0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
ANSWERED, OUTAGE, FAULT, NOT_OURS = "answered", "outage", "fault", "unknown"
UNREACHABLE = "unreachable"


@dataclass(slots=True)
class Seen:
    """One turn that is being answered; ``end`` is how: "answered", a kind of refusal, "outage" or "fault".

    ``number`` is what a person quotes and the log says.
    """

    platform: Platform
    how: str
    name: str
    end: str = ANSWERED
    number: str = field(default_factory=lambda: uuid4().hex[:8])


@dataclass(frozen=True, slots=True)
class BotMetrics:
    """The bots' counters; labels are bounded: declared commands and verbs, kinds of refusals, classes of status."""

    registry: CollectorRegistry
    turns: Counter
    turn_seconds: Histogram
    requests: Counter
    request_seconds: Histogram
    connected: Gauge
    deliveries: Counter
    errands: Counter
    counting: Counting

    @contextmanager
    def turn(self, seen: Seen) -> Iterator[None]:
        """Count one turn when the block ends."""
        began = perf_counter()
        yield
        self.turns.labels(seen.platform.value, seen.how, seen.name, seen.end).inc()
        self.turn_seconds.labels(seen.platform.value, seen.how).observe(perf_counter() - began)

    def call(self, platform: Platform, call: str, *, status: int | None, seconds: float) -> None:
        """Count one request to a platform; a ``status`` of None says that it could not be reached."""
        known = UNREACHABLE if status is None else f"{status // 100}xx"
        self.requests.labels(platform.value, call, known).inc()
        self.request_seconds.labels(platform.value, call).observe(seconds)


def make_metrics() -> BotMetrics:
    """Return counters in a registry of their own, so that two assistants in one process don't meet."""
    registry = make_registry()
    turns, turn_seconds = _turns(registry)
    requests, request_seconds = _requests(registry)
    deliveries = "inkhearth_deliveries", "Answers brought, by how that ended.", ["platform", "end"]
    errands = "inkhearth_errands", "Errands run, by how that ended.", ["platform", "task", "end"]
    connected = "inkhearth_platform_connected", "Whether a chat platform is heard.", ["platform"]
    return BotMetrics(
        registry=registry,
        turns=turns,
        turn_seconds=turn_seconds,
        requests=requests,
        request_seconds=request_seconds,
        connected=Gauge(*connected, registry=registry),
        deliveries=Counter(*deliveries, registry=registry),
        errands=Counter(*errands, registry=registry),
        counting=Counting(registry),
    )


def _turns(registry: CollectorRegistry) -> tuple[Counter, Histogram]:
    count = "inkhearth_turns", "What people said and pressed, by how it ended.", ["platform", "how", "name", "end"]
    took = "inkhearth_turn_seconds", "Time from hearing to the answer's words.", ["platform", "how"]
    return Counter(*count, registry=registry), Histogram(*took, buckets=_TURN_S, registry=registry)


def _requests(registry: CollectorRegistry) -> tuple[Counter, Histogram]:
    count = "inkhearth_platform_requests", "Requests to chat platforms.", ["platform", "call", "status"]
    took = (
        "inkhearth_platform_request_seconds",
        "Time that chat platforms take; polls wait on purpose.",
        ["platform", "call"],
    )
    return Counter(*count, registry=registry), Histogram(*took, buckets=_CALL_S, registry=registry)
