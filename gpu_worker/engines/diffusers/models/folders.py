"""Where weights are on this machine: a folder, or the hub's cache, looked into without its library.

The cache's layout is that of https://huggingface.co/docs/huggingface_hub/guides/manage-cache.
"""

import json
import os
from pathlib import Path

from gpu_worker.engines.diffusers.models.entry import Entry, Part
from gpu_worker.engines.diffusers.models.families import Family, family_of
from gpu_worker.engines.diffusers.models.weights import INDEX, UnusableModel


def cache() -> Path:
    """Return the folder of the hub's cache."""
    given = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    if given:
        return Path(given)
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return Path(home).expanduser() / "hub"


def find(part: Part, *, command: str = "") -> Path:
    """Return the folder of some weights, or the file where one is named; fetches nothing.

    Raises:
        UnusableModel: it is not on this machine; ``command`` is what fetches it.
    """
    root = root_of(part)
    place = root / part.subfolder if root else None
    if place is not None and part.file:
        place /= part.file
    if place is not None and place.exists():
        return place
    if part.is_hub_id:
        message = f"{part.source} is not on this machine. Fetch it with: {command or './run models fetch'}"
        raise UnusableModel(message)
    kind = "file" if part.file else "folder"
    message = f"there is no {kind} {place}. Put the model there or change its source in the table."
    raise UnusableModel(message)


def folder_of(source: str) -> Path:
    """Return the folder of a model of transformers: given as such, or the hub's cached one; fetches nothing.

    Raises:
        UnusableModel: it is not on this machine.
    """
    folder = Path(source).expanduser()
    return folder if folder.is_dir() else find(Part(source=source), command=f"hf download {source}")


def root_of(part: Part) -> Path | None:
    """Return the folder of a source; None where a hub id is not in the cache."""
    if not part.is_hub_id:
        return Path(part.source)
    repository = cache() / f"models--{part.source.replace('/', '--')}"
    revision = part.revision or "main"
    try:
        commit = (repository / "refs" / revision).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        commit = revision
    snapshot = repository / "snapshots" / commit
    return snapshot if snapshot.is_dir() else None


def fetching(entry: Entry) -> str:
    """Return the command that fetches a model."""
    return f"./run models fetch {entry.name}"


def is_here(part: Part) -> bool:
    """Tell whether some weights are on this machine; what is half fetched counts as here and is found when loaded."""
    try:
        place = find(part)
    except UnusableModel:
        return False
    return not isinstance(part, Entry) or (place / INDEX).is_file()


def family_here(entry: Entry) -> Family:
    """Return what a model can do, by what the table says, or else its own folder."""
    return family_of(entry.pipeline or _class_in(entry))


def _class_in(entry: Entry) -> str:
    try:
        listed = json.loads((find(entry) / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError, UnusableModel):
        return ""
    name = listed.get("_class_name") if isinstance(listed, dict) else None
    return name if isinstance(name, str) else ""
