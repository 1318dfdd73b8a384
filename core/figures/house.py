"""The house's present state as metrics: built anew from one look at each scrape, so what is gone shows no more."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from core.engines import WorkerCard
from core.figures.questions import Answers
from core.loads import GpuLoad, Load

MOST_WORKERS = 50  # labels of workers; a house with more of them shows the first in the alphabet
Samples = Iterable[tuple[Sequence[str], float]]
_GPU: Mapping[str, tuple[str, Callable[[GpuLoad], float | None]]] = {
    "inkhearth_gpu_memory_used_bytes": ("Memory of a graphics card that is taken.", lambda gpu: gpu.memory_used_bytes),
    "inkhearth_gpu_memory_bytes": ("Memory of a graphics card.", lambda gpu: gpu.memory_bytes),
    "inkhearth_gpu_busy_ratio": ("Share of time in which a card was at work, 0 to 1.", lambda gpu: gpu.busy),
    "inkhearth_gpu_celsius": ("Temperature of a graphics card.", lambda gpu: gpu.celsius),
    "inkhearth_gpu_watts": ("Power that a graphics card takes.", lambda gpu: gpu.watts),
}


@dataclass(frozen=True, slots=True)
class AuditState:
    """What the last verification of the audit log found, and when the newest checkpoint was made."""

    broken: bool
    verified_at: datetime
    checkpoint_at: datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the house; None is what is not known (yet, or here).

    ``loads`` are by worker, of those that are awake; ``free_bytes`` is what the data folder's disk has left.
    """

    at: datetime
    answers: Answers
    ledger: tuple[tuple[str, int, int], ...] = ()
    loads: Mapping[str, Load] = field(default_factory=dict)
    awake: frozenset[str] = frozenset()
    audit: AuditState | None = None
    backup_at: datetime | None = None
    free_bytes: int | None = None


class HouseCollector(Collector):
    """Tells Prometheus what the last look saw; ``model`` gives a target its bounded label."""

    def __init__(self, model: Callable[[str], str]) -> None:
        """Begin without a look."""
        self.last: Look | None = None
        self._model = model

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return the metrics of the last look; none before the first."""
        if self.last is None:
            return
        yield _plain("inkhearth_looked_timestamp_seconds", "When the house was last looked over.", self.last.at)
        yield from self._queue(self.last)
        yield from _errands(self.last)
        yield from _trust(self.last)
        yield from _upkeep(self.last)
        yield from _workers(self.last)

    def _queue(self, look: Look) -> Iterator[GaugeMetricFamily]:
        jobs: dict[tuple[str, ...], float] = {}
        oldest: dict[tuple[str, ...], float] = {}
        for row in look.answers.waiting:
            labels = (row.kind, self._model(row.target), row.state)
            jobs[labels] = jobs.get(labels, 0) + row.jobs
            if row.state == "queued":
                age = (look.at - row.oldest).total_seconds()
                oldest[labels[:2]] = max(oldest.get(labels[:2], 0), age)
        yield _family("inkhearth_jobs_open", "Jobs that have not ended.", ("kind", "model", "state"), jobs.items())
        yield _family(
            "inkhearth_jobs_oldest_wait_seconds", "Age of the oldest waiting job.", ("kind", "model"), oldest.items()
        )


def _errands(look: Look) -> Iterator[GaugeMetricFamily]:
    answers = look.answers
    due = [((platform,), float(count)) for platform, count, _ in answers.deliveries]
    troubled = [((platform,), float(count)) for platform, _, count in answers.deliveries]
    yield _family("inkhearth_deliveries_due", "Answers that are owed.", ("platform",), due)
    yield _family("inkhearth_deliveries_troubled", "Of these, tried more than three times.", ("platform",), troubled)
    errands = [((platform, task), float(count)) for platform, task, count, _ in answers.errands]
    yield _family(
        "inkhearth_errands_due", "Messages that wait to be sent or taken away; web: mails.", ("platform", "task"),
        errands,
    )  # fmt: skip
    ages = [((platform, task), (look.at - first).total_seconds()) for platform, task, _, first in answers.errands]
    yield _family("inkhearth_errands_oldest_seconds", "Age of the oldest of them.", ("platform", "task"), ages)


def _trust(look: Look) -> Iterator[GaugeMetricFamily]:
    cases = look.answers.cases
    open_ = [((state,), float(count)) for state, count, _, _ in cases]
    oldest = [((state,), (look.at - opened).total_seconds()) for state, _, _, opened in cases]
    yield _family("inkhearth_cases_open", "Moderation cases that somebody has to decide.", ("state",), open_)
    yield _family("inkhearth_cases_oldest_seconds", "Age of the oldest of them.", ("state",), oldest)
    held = float(sum(quarantined for _, _, quarantined, _ in cases))
    yield _plain("inkhearth_cases_quarantined", "Open cases whose result is quarantined.", held)
    if look.answers.audit is not None:
        entries, last = look.answers.audit
        yield _plain("inkhearth_audit_entries", "Number of the audit log's last entry.", float(entries))
        yield _plain("inkhearth_audit_appended_timestamp_seconds", "When the audit log last grew.", last)
    if look.audit is not None:
        yield _plain("inkhearth_audit_broken", "Whether the audit log's chain is broken.", float(look.audit.broken))
        yield _plain(
            "inkhearth_audit_verified_timestamp_seconds", "When the log was last verified.", look.audit.verified_at
        )
        if look.audit.checkpoint_at is not None:
            yield _plain(
                "inkhearth_audit_checkpoint_timestamp_seconds", "When its newest checkpoint was signed.",
                look.audit.checkpoint_at,
            )  # fmt: skip


def _upkeep(look: Look) -> Iterator[GaugeMetricFamily]:
    ran = [((rule,), at.timestamp()) for rule, at, _ in look.answers.retention]
    removed = [((rule,), float(count)) for rule, _, count in look.answers.retention]
    yield _family("inkhearth_retention_ran_timestamp_seconds", "When a rule of retention last ran.", ("rule",), ran)
    yield _family("inkhearth_retention_removed", "What a rule of retention has removed in all.", ("rule",), removed)
    entries = [((kind,), float(count)) for kind, count, _ in look.ledger]
    moved = [((kind,), float(amount)) for kind, _, amount in look.ledger]
    yield _family("inkhearth_ledger_entries", "Entries of the ledger.", ("kind",), entries)
    yield _family(
        "inkhearth_ledger_credits", "Credits that the ledger moved; taken ones are negative.", ("kind",), moved
    )
    if look.backup_at is not None:
        yield _plain("inkhearth_backup_timestamp_seconds", "When the last backup was finished.", look.backup_at)
    if look.free_bytes is not None:
        yield _plain("inkhearth_data_free_bytes", "Room on the data folder's disk.", float(look.free_bytes))
    if look.answers.home is not None:
        connected, beat = look.answers.home
        yield _plain("inkhearth_home_bridge_connected", "Whether the bridge had Home Assistant.", float(connected))
        if beat is not None:
            yield _plain("inkhearth_home_bridge_beat_timestamp_seconds", "When the bridge last said it lives.", beat)


def _workers(look: Look) -> Iterator[GaugeMetricFamily]:
    known = sorted(look.answers.workers, key=lambda one: one[0].name)[:MOST_WORKERS]
    yield _family("inkhearth_worker_awake", "Whether a worker announces itself.", ("worker",), _awake(look, known))
    yield _family(
        "inkhearth_worker_seen_timestamp_seconds", "When a worker was last heard of.", ("worker",),
        [((card.name,), seen.timestamp()) for card, seen in known],
    )  # fmt: skip
    yield _family(
        "inkhearth_worker_slots", "Orders that a worker draws at a time.", ("worker",),
        [((card.name,), float(card.slots)) for card, _ in known],
    )  # fmt: skip
    loads = [(card.name, look.loads[card.name]) for card, _ in known if card.name in look.loads]
    yield _family(
        "inkhearth_worker_memory_bytes", "Memory of a worker's processes.", ("worker",),
        [((name,), float(load.memory_bytes)) for name, load in loads],
    )  # fmt: skip
    for metric, (meaning, read) in _GPU.items():
        told = [((name, str(gpu.index)), read(gpu)) for name, load in loads for gpu in load.gpus]
        yield _family(
            metric, meaning, ("worker", "gpu"), [(labels, value) for labels, value in told if value is not None]
        )


def _awake(look: Look, known: Sequence[tuple[WorkerCard, datetime]]) -> Samples:
    return [((card.name,), float(card.name in look.awake)) for card, _ in known]


def _family(name: str, meaning: str, labels: Sequence[str], samples: Samples) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def _plain(name: str, meaning: str, value: float | datetime) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value.timestamp() if isinstance(value, datetime) else value)
