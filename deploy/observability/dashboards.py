"""Writes the Grafana dashboards beside this file: ``python -m deploy.observability.dashboards``.

They are made here and not in a browser, so that a change can be read and every query is tested
(tests/e2e/test_watched.py). Fields follow Grafana's dashboard JSON model (grafana.com/docs, schema 39).
"""

import json
from pathlib import Path

from deploy.observability.panels import HOUSE, MACHINES, PEOPLE, TRUST, Panel

FOLDER = Path(__file__).resolve().parent / "grafana" / "dashboards"
_WIDTH, _HEIGHT, _ACROSS = 8, 7, 3
_SOURCE = {"type": "prometheus", "uid": "prometheus"}
_LOGS = {"type": "loki", "uid": "loki"}
DASHBOARDS = {"house": ("House", HOUSE), "people": ("People", PEOPLE), "machines": ("Machines", MACHINES),
              "trust": ("Trust", TRUST)}  # fmt: skip


def dashboard(name: str) -> str:
    """Return one dashboard as Grafana reads it."""
    title, panels = DASHBOARDS[name]
    drawn: list[dict[str, object]] = [_drawn(number, panel) for number, panel in enumerate(panels)]
    if name == "house":
        drawn.append(_warnings(len(panels)))
    whole = {
        "uid": f"inkhearth-{name}",
        "title": f"Inkhearth: {title}",
        "tags": ["inkhearth"],
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "panels": drawn,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _drawn(number: int, panel: Panel) -> dict[str, object]:
    return {
        "id": number + 1,
        "title": panel.title,
        "type": panel.kind,
        "datasource": _SOURCE,
        "gridPos": _place(number),
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + place), "expr": query, "legendFormat": legend, "datasource": _SOURCE}
            for place, (query, legend) in enumerate(panel.queries)
        ],
    }


def _warnings(number: int) -> dict[str, object]:
    query = '{job="inkhearth"} | json | level=~"WARNING|ERROR|CRITICAL"'
    return {
        "id": number + 1,
        "title": "Warnings and faults",
        "type": "logs",
        "datasource": _LOGS,
        "gridPos": _place(number) | {"x": 0, "w": _WIDTH * _ACROSS},
        "targets": [{"refId": "A", "expr": query, "datasource": _LOGS}],
    }


def _place(number: int) -> dict[str, int]:
    return {"x": number % _ACROSS * _WIDTH, "y": number // _ACROSS * _HEIGHT, "w": _WIDTH, "h": _HEIGHT}


def main() -> None:
    """Write all dashboards."""
    for name in DASHBOARDS:
        (FOLDER / f"{name}.json").write_text(dashboard(name), encoding="utf-8")


if __name__ == "__main__":
    main()
