"""Validating requests against the published schema of the Bot API: unknown methods, parameters, fields and types."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[4] / "shared" / "specs" / "telegram-bot-api.json"
Json = dict[str, Any]


@cache
def schema() -> Json:
    """Return the schema, or nothing where the file is absent."""
    found: Json = json.loads(SCHEMA.read_text(encoding="utf-8")) if SCHEMA.exists() else {}
    return found


def violations(method: str, parameters: Mapping[str, str], files: set[str]) -> list[str]:
    """Return what the schema says against a request as it came over the wire (form fields and file parts)."""
    if not schema():
        return []
    declared = schema()["methods"].get(method)
    if declared is None:
        return [f"{method}: no such method"]
    fields = {field["name"]: field for field in declared.get("fields", [])}
    found = [f"{method}: no parameter {name}" for name in parameters if name not in fields]
    found += [
        f"{method}: {name} is missing"
        for name, field in fields.items()
        if field["required"] and name not in parameters and name not in files
    ]
    for name, text in parameters.items():
        if name in fields and not any(_form_fits(kind, text) for kind in fields[name]["types"]):
            found.append(f"{method}: {name} can't be {text[:200]!r}")
    return found


def _form_fits(kind: str, text: str) -> bool:
    if kind in {"String", "InputFile"}:
        return True
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return _fits(kind, value)


def _fits(kind: str, value: Any) -> bool:  # noqa: ANN401 - JSON
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_fits(kind.removeprefix("Array of "), item) for item in value)
    plain: dict[str, tuple[type, ...]] = {
        "String": (str,),
        "InputFile": (str,),
        "Integer": (int,),
        "Float": (int, float),
        "Boolean": (bool,),
    }
    if kind in plain:
        return isinstance(value, plain[kind]) and (kind == "Boolean" or not isinstance(value, bool))
    return any(_object_fits(declared, value) for declared in _concrete(kind))


def _concrete(kind: str) -> Iterator[Json]:
    declared = schema()["types"][kind]
    subtypes = declared.get("subtypes")
    if not subtypes:
        yield declared
    for subtype in subtypes or ():
        yield from _concrete(subtype)


def _object_fits(declared: Json, value: Any) -> bool:  # noqa: ANN401 - JSON
    if not isinstance(value, dict):
        return False
    fields = {field["name"]: field for field in declared.get("fields", [])}
    known = all(
        name in fields and any(_fits(kind, item) for kind in fields[name]["types"]) for name, item in value.items()
    )
    return known and all(name in value for name, field in fields.items() if field["required"])
