"""Numbers of the bridge, for Prometheus."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from core.figures.serving import make_registry

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The bridge's counters; labels are bounded: ends of calls, words for troubles."""

    registry: CollectorRegistry
    connected: Gauge
    losses: Counter
    calls: Counter
    seconds: Histogram
    entities: Gauge
    unrecorded: Counter
    notices: Counter


def make_metrics() -> Metrics:
    """Return counters in a registry of their own, so that two bridges in one process don't meet."""
    registry = make_registry()
    return Metrics(
        registry=registry,
        connected=Gauge("inkhearth_home_connected", "Whether Home Assistant is there and ready.", registry=registry),
        losses=Counter("inkhearth_home_losses", "Connections lost or not made.", ["reason"], registry=registry),
        calls=Counter("inkhearth_home_calls", "Calls by how they ended.", ["end"], registry=registry),
        seconds=Histogram(
            "inkhearth_home_confirm_seconds",
            "Time from sending a call to its seen effect.",
            buckets=_BUCKETS,
            registry=registry,
        ),
        entities=Gauge("inkhearth_home_entities", "Entities that are known.", registry=registry),
        unrecorded=Counter(
            "inkhearth_home_unrecorded", "Actions not done because they could not be put on record.", registry=registry
        ),
        notices=Counter("inkhearth_home_notices", "Changes told to those who watch.", registry=registry),
    )
