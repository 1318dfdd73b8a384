"""The table of models: the ready entries beside this module, and a TOML file that adds to them or changes them.

Example::

    [[model]]
    name = "sdxl"                    # a ready entry: what is not said here stays as it is
    steps = 40

    [[model]]
    name = "mine"
    source = "/models/mine"          # a folder, or a hub id such as "stabilityai/stable-diffusion-xl-base-1.0"
    title = "My own model"
    guidance = 6.0
    loras = [{ name = "watercolour", source = "/models/loras", file = "watercolour.safetensors" }]
"""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gpu_worker.engines.diffusers.models.entry import Entry

READY = Path(__file__).parent / "ready.toml"


class TableError(ValueError):
    """The table can't be used; the sentence says which file, which entry and what to change."""


def read_table(path: Path | None, *, ready: Path | None = READY) -> tuple[Entry, ...]:
    """Return the models, those of the file first: the first of all is the one for everyday use.

    Raises:
        TableError: the file is missing, is not TOML, or an entry is wrong.
    """
    shipped = {str(raw["name"]): raw for raw in _parsed(ready) if isinstance(raw, dict)} if ready else {}
    own = _entries(path, shipped) if path else ()
    names = {entry.name for entry in own}
    rest = (_entry(ready, number, raw) for number, raw in enumerate(shipped.values(), start=1)) if ready else ()
    return (*own, *(entry for entry in rest if entry.name not in names))


def _entries(path: Path, shipped: dict[str, dict[str, Any]]) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for number, raw in enumerate(_parsed(path), start=1):
        base = shipped.get(str(raw.get("name")), {}) if isinstance(raw, dict) else {}
        entry = _entry(path, number, base | raw if isinstance(raw, dict) else raw)
        if entry.name in found:
            raise _fault(
                path, f"[[model]] {number}: the name “{entry.name}” is taken. Give each model a name of its own."
            )
        found[entry.name] = entry
    return tuple(found.values())


def _parsed(path: Path) -> list[object]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _fault(path, "there is no such file. Create it or change MODELS_FILE.") from None
    except OSError as error:
        raise _fault(path, f"can't be read ({error.strerror}). Change its permissions or MODELS_FILE.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(path, f"is not TOML: {error}.") from error
    unknown = sorted(set(table) - {"model"})
    if unknown:
        raise _fault(path, f"“{unknown[0]}” means nothing here. Write every model as a [[model]] of its own.")
    models = table.get("model", [])
    if not isinstance(models, list):
        raise _fault(path, "write [[model]] with two brackets on each side, once for each model.")
    return models


def _entry(path: Path, number: int, raw: object) -> Entry:
    place = f"[[model]] {number}"
    if isinstance(raw, dict) and isinstance(raw.get("name"), str):
        place += f" (“{raw['name'][:60]}”)"
    try:
        return Entry.model_validate(raw).beside(path)
    except ValidationError as error:
        faults = "; ".join(_sentence(dict(fault)) for fault in error.errors())
        raise _fault(path, f"{place}: {faults}.") from None


def _sentence(fault: dict[str, Any]) -> str:
    field = ".".join(str(part) for part in fault["loc"]) or "the entry"
    match fault["type"]:
        case "missing":
            return f"{field} is missing; add it"
        case "extra_forbidden":
            return f"{field} is unknown; remove it. Known are {', '.join(Entry.model_fields)}"
        case _:
            reason = str(fault["msg"]).removeprefix("Value error, ")
            return f"{field} = {fault['input']!r:.80} won't do: {reason[0].lower()}{reason[1:]}"


def _fault(path: Path, sentence: str) -> TableError:
    return TableError(f"{path}: {sentence}")
