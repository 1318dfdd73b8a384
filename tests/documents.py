"""Writes the pages of ``docs`` that repeat what the code knows: ``python -m tests.documents`` after a change.

Commands come from their declarations in both languages, settings from the processes' own classes, metrics from the
registries of running processes; ``tests/test_documents.py`` fails where a page is older than the code.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import grimp
from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric

import bots.metrics
import ha_bridge.metrics
import web_gallery.metrics
from bots.conversation.commands import COMMANDS
from bots.conversation.declaration import Command, Option
from core.clock import utc_now
from core.figures.counting import Counting
from core.figures.house import AuditState, HouseCollector, Look
from core.figures.questions import Answers
from core.i18n import Translator, translator
from launcher.folders import REPOSITORY

PACKAGES = ("core", "bots", "gpu_worker", "web_gallery", "ha_bridge", "launcher")
Registered = tuple[CollectorRegistry | HouseCollector, ...]
DOCS = REPOSITORY / "docs"
_NEWER = "<!-- Made by `python -m tests.documents`; change the code, not this page. -->"
_HEADS: Mapping[str, tuple[str, str, str, str]] = {
    "en": ("Every command", "option", "what it is", "takes"),
    "pl": ("Wszystkie polecenia", "opcja", "co to jest", "przyjmuje"),
}


def commands_page(locale: str) -> str:
    """Return the page of all commands in one language."""
    say = translator(locale)
    title, *heads = _HEADS[locale]
    return "\n".join((_NEWER, f"# {title}", *(_command(say, command, heads) for command in COMMANDS), ""))


def _command(say: Translator, command: Command, heads: Iterable[str]) -> str:
    words = [say.pgettext("command", part.name) for part in (command.group, command) if part]
    table = [f"\n## `/{' '.join(words)}`", say.gettext(command.description)]
    if command.options:
        table += [
            "",
            f"| {' | '.join(heads)} |",
            "|---|---|---|",
            *(_option(say, option) for option in command.options),
        ]
    return "\n".join(table)


def _option(say: Translator, option: Option) -> str:
    name, about = say.pgettext("option", option.name), say.gettext(option.description)
    choices = ", ".join(say.gettext(choice.label) for choice in option.choices)
    bounds = f"{option.least}–{option.most}" if option.least is not None and option.kind.value == "number" else ""
    return f"| `{name}`{'' if not option.required else ' ·'} | {about} | {choices or bounds or '…'} |"


def metrics_page() -> str:
    """Return the page of all metrics, by the process that shows them."""
    parts = [
        _NEWER,
        "# Every metric",
        "Each process serves its own at `/metrics` (ports: README). Counters end in `_total`.",
    ]
    for process, registry in registries().items():
        parts += [f"\n## {process}", "| metric | kind | what it tells |", "|---|---|---|"]
        parts += [_metric(metric) for metric in sorted(described(registry), key=lambda one: one.name)]
    return "\n".join([*parts, ""])


def registries() -> Mapping[str, Registered]:
    """Return the registries of the processes, as these make them; the conductor's shows a look at a house."""
    conductor = CollectorRegistry()
    house = HouseCollector(Counting(conductor).model)
    now = utc_now()
    house.last = Look(
        at=now,
        answers=Answers(audit=(1, now), home=(True, now)),
        audit=AuditState(broken=False, verified_at=now, checkpoint_at=now),
        backup_at=now,
        free_bytes=1,
    )
    return {
        "bots": (bots.metrics.make_metrics().registry,),
        "bridge": (ha_bridge.metrics.make_metrics().registry,),
        "conductor": (conductor, house),
        "gallery": (web_gallery.metrics.make_metrics().registry,),
    }


def described(registered: Registered) -> list[Metric]:
    """Return the metrics of ours in a process, also those that have no sample yet."""
    return [metric for one in registered for metric in one.collect() if metric.name.startswith("inkhearth_")]


def _metric(metric: Metric) -> str:
    name = f"{metric.name}_total" if metric.type == "counter" else metric.name
    return f"| `{name}` | {metric.type} | {metric.documentation} |"


def arrows() -> set[tuple[str, str]]:
    """Return which of our packages imports which."""
    graph = grimp.build_graph(*PACKAGES)
    pairs = {
        (importer.partition(".")[0], imported.partition(".")[0])
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    return {(importer, imported) for importer, imported in pairs if importer != imported}


def pages() -> Mapping[Path, str]:
    """Return every made page by its place."""
    return {
        DOCS / "commands.md": commands_page("en"),
        DOCS / "commands.pl.md": commands_page("pl"),
        DOCS / "metrics.md": metrics_page(),
    }


if __name__ == "__main__":
    for path, page in pages().items():
        path.write_text(page, encoding="utf-8")
