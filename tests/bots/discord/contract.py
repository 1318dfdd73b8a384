"""Discord's published OpenAPI schema, against which every request of the bot is held where it is at hand."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from launcher.folders import REPOSITORY

PLACE = REPOSITORY.parent / "shared" / "specs" / "discord-openapi.json"
ABSENT = f"Discord's OpenAPI schema is not at {PLACE}"
_NAME = "urn:discord"


def is_present(place: Path = PLACE) -> bool:
    """Tell whether the schema is there."""
    return place.is_file()


def faults(method: str, path: str, body: object) -> list[str]:
    """Return what a request's JSON body breaks of the schema; a path that Discord does not have is a fault too."""
    pointer = _pointer(method, path)
    if pointer is None:
        return [f"Discord has no {method} {path}"]
    if not pointer or body is None:
        return []
    validator = Draft202012Validator({"$ref": f"{_NAME}#{pointer}"}, registry=_registry())
    return [f"{method} {path}: {error.json_path} {error.message[:300]}" for error in validator.iter_errors(body)]


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))
    # discord.py writes some snowflakes as integers, which Discord takes (specs/README.md).
    document["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
    return document


@cache
def _registry() -> Registry[Any]:
    registry: Registry[Any] = Registry()
    return registry.with_resources([(_NAME, DRAFT202012.create_resource(_document()))])


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    ordered = sorted(_document()["paths"], key=lambda template: template.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template)), template) for template in ordered]


def _pointer(method: str, path: str) -> str | None:
    """Return the JSON pointer of a request's schema, "" where it has none, None where there is no such request."""
    for pattern, template in _templates():
        if pattern.fullmatch(path) and method.lower() in _document()["paths"][template]:
            operation = _document()["paths"][template][method.lower()]
            if "application/json" not in operation.get("requestBody", {}).get("content", {}):
                return ""
            place = template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
            return f"/paths/{place}/{method.lower()}/requestBody/content/application~1json/schema"
    return None
