"""Counts what is committed, in whichever process commits it."""

from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics import MetricWrapperBase

from core.happenings import Figure, Happening

OTHER = "other"
MOST_MODELS = 40  # labels of models; a house with more of them counts the rest together
_WAIT_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0)
_RUN_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 600.0, 3600.0)
_BY_MODEL = (Figure.WAITED, Figure.RAN, Figure.DREW)


class Counting:
    """Takes the happenings of a ``Database``; models that nobody announced are counted as "other"."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Make the counters in a registry."""
        self._known: tuple[str, ...] = ()
        by_model = ("kind", "model")
        self._metrics: dict[Figure, MetricWrapperBase] = {
            Figure.WAITED: Histogram(
                "inkhearth_job_wait_seconds", "From asking for a job to the start of an attempt.", by_model,
                buckets=_WAIT_S, registry=registry,
            ),
            Figure.RAN: Histogram(
                "inkhearth_job_run_seconds", "From the start of an attempt to its good end.", by_model,
                buckets=_RUN_S, registry=registry,
            ),
            Figure.DREW: Counter(
                "inkhearth_job_engine_seconds", "Time that engines took for jobs that ended well.", by_model,
                registry=registry,
            ),
            Figure.ENDED: Counter("inkhearth_jobs_ended", "Jobs by their end.", ["kind", "end"], registry=registry),
            Figure.FAILED: Counter("inkhearth_job_failures", "Failed attempts.", ["cause"], registry=registry),
            Figure.LEASE_LOST: Counter(
                "inkhearth_job_leases_lost", "Jobs taken back from workers that fell silent.", ["state"],
                registry=registry,
            ),
            Figure.REFUNDED: Counter("inkhearth_credits_refunded", "Credits given back.", registry=registry),
        }  # fmt: skip

    def know(self, targets: Iterable[str]) -> None:
        """Learn which models there are; the first so many in the alphabet have labels of their own."""
        self._known = tuple(sorted(set(targets))[:MOST_MODELS])

    def model(self, target: str) -> str:
        """Return the label of a model."""
        return target if target in self._known else OTHER

    def __call__(self, happenings: Sequence[Happening]) -> None:
        """Count what was just committed."""
        for happening in happenings:
            self._count(happening)

    def _count(self, happening: Happening) -> None:
        labels = happening.labels
        if happening.figure in _BY_MODEL:
            labels = (labels[0], self.model(labels[1]))
        metric = self._metrics[happening.figure]
        child = metric.labels(*labels) if labels else metric
        match child:
            case Histogram():
                child.observe(max(0.0, happening.amount))
            case Counter():
                child.inc(max(0.0, happening.amount))
