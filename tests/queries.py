"""The queries of dashboards and alerts taken apart, and the metrics that our code declares and processes expose."""

import json
from collections.abc import Callable, Iterator

import promql_parser
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

import bots.metrics
import ha_bridge.metrics
import web_gallery.metrics
from core.clock import utc_now
from core.figures.counting import Counting
from core.figures.house import AuditState, HouseCollector, Look
from core.figures.questions import Answers
from deploy.observability.dashboards import DASHBOARDS, FOLDER, dashboard

Known = dict[str, set[str]]
Selectors = Iterator[tuple[str, set[str]]]


def queries() -> Iterator[str]:
    """Yield every query of dashboards and alerts, with Grafana's own variable filled in."""
    for name in DASHBOARDS:
        for panel in json.loads(dashboard(name))["panels"]:
            if panel["type"] != "logs":
                yield from (target["expr"].replace("$__rate_interval", "5m") for target in panel["targets"])
    alerts = yaml.safe_load((FOLDER.parents[1] / "alerts.yml").read_text(encoding="utf-8"))
    yield from (rule["expr"] for group in alerts["groups"] for rule in group["rules"])


def selectors(node: object) -> Selectors:
    """Yield each metric of a query with the labels that it is chosen or grouped by.

    Raises:
        KeyError: an expression of a kind that is not known here.
    """
    return _READERS[type(node)](node)


def _chosen(node: promql_parser.VectorSelector) -> Selectors:
    yield str(node.name), {matcher.name for matcher in node.matchers.matchers}


def _grouped(node: promql_parser.AggregateExpr) -> Selectors:
    by = set(node.modifier.labels) if node.modifier else set()
    yield from ((name, labels | by) for name, labels in selectors(node.expr))


def _both(node: promql_parser.BinaryExpr) -> Selectors:
    yield from selectors(node.lhs)
    yield from selectors(node.rhs)


def _called(node: promql_parser.Call) -> Selectors:
    for argument in node.args:
        yield from selectors(argument)


_READERS: dict[type, Callable[..., Selectors]] = {
    promql_parser.VectorSelector: _chosen,
    promql_parser.MatrixSelector: lambda node: selectors(node.vector_selector),
    promql_parser.AggregateExpr: _grouped,
    promql_parser.BinaryExpr: _both,
    promql_parser.Call: _called,
    promql_parser.ParenExpr: lambda node: selectors(node.expr),
    promql_parser.NumberLiteral: lambda _: iter(()),
}


def declared() -> Known:
    """Return every metric of ours, by the names of its samples, with the labels that its code declares."""
    registry = CollectorRegistry()
    house = HouseCollector(Counting(registry).model)
    now = utc_now()
    home = Answers(audit=(1, now), home=(True, now))
    audit = AuditState(broken=False, verified_at=now, checkpoint_at=now)
    house.last = Look(at=now, answers=home, audit=audit, backup_at=now, free_bytes=1)
    made = (bots.metrics.make_metrics(), web_gallery.metrics.make_metrics(), ha_bridge.metrics.make_metrics())
    known: Known = {}
    for one in (registry, *(metrics.registry for metrics in made)):
        for metric in one._collector_to_names:  # noqa: SLF001 - a registry has no other list of what is in it
            if isinstance(metric, MetricWrapperBase):
                (family,) = metric.describe()
                known |= {key: set(metric._labelnames) for key in _samples(family.name, family.type)}  # noqa: SLF001 - as above
    return known | {family.name: set(family._labelnames or ()) for family in house.collect()}  # noqa: SLF001 - as above


def exposed(text: str) -> Known:
    """Return the samples' names that a process exposes, with the labels that it has shown so far."""
    found: Known = {}
    for family in text_string_to_metric_families(text):
        for name in _samples(family.name, family.type):
            found.setdefault(name, set())
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def _samples(name: str, kind: str) -> list[str]:
    match kind:
        case "counter":
            return [f"{name}_total"]
        case "histogram":
            return [f"{name}_bucket", f"{name}_sum", f"{name}_count"]
        case _:
            return [name]
