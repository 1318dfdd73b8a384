"""Fetching models from the hub: only what is drawn with, only .safetensors, going on where it was cut off."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path, PurePosixPath

import httpx2  # what the hub's library speaks with
from huggingface_hub import HfApi, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from gpu_worker.engines.diffusers.models.entry import Entry, Looks, Part
from gpu_worker.engines.diffusers.models.folders import cache

SPARE_BYTES = 1 << 30  # what stays free on the disk
_READ = {".json", ".txt", ".model", ".jinja"}  # configurations, vocabularies, chat templates
_UNUSED = {"safety_checker"}


class Unreachable(Exception):
    """The hub does not answer."""


class NotGiven(Exception):
    """The hub has no such model, or gives it only to accounts that agreed to its licence."""


class NoRoom(Exception):
    """The disk is too full."""

    def __init__(self, needed: int, free: int) -> None:
        """Keep how many bytes are needed and free."""
        super().__init__(needed, free)
        self.needed = needed
        self.free = free


@dataclass(frozen=True, slots=True)
class Order:
    """Files of one repository, by path with their bytes."""

    source: str
    revision: str | None
    files: Mapping[str, int]

    @property
    def bytes(self) -> int:
        """What they weigh together."""
        return sum(self.files.values())


def orders_for(entry: Entry) -> Iterator[Order]:
    """Yield what has to be fetched for a model and everything that may be laid over it.

    Raises:
        Unreachable, NotGiven: the hub does not say what there is.
    """
    for part in entry.parts():
        if part.is_hub_id:
            sizes = _sizes(part)
            yield Order(part.source, part.revision, {path: sizes[path] for path in sorted(chosen(part, sizes))})


def fetch(order: Order) -> Path:
    """Fetch what is missing of an order and return its folder; bars tell of the progress.

    Raises:
        Unreachable, NotGiven, NoRoom: it can't be fetched.
    """
    folder = cache()
    folder.mkdir(parents=True, exist_ok=True)
    missing = order.bytes - _there(order)
    free = shutil.disk_usage(folder).free
    if missing + SPARE_BYTES > free and missing > 0:
        raise NoRoom(missing + SPARE_BYTES, free)
    try:
        got = snapshot_download(order.source, revision=order.revision, allow_patterns=list(order.files))
    except (LocalEntryNotFoundError, httpx2.HTTPError, OSError) as error:
        raise _explained(error, order.source) from error
    return Path(got)


def chosen(part: Part, files: Mapping[str, int]) -> set[str]:
    """Return which files of a repository are fetched: no pickles, no second precision, no single-file checkpoints."""
    if isinstance(part, Entry):
        return _pipeline_files(part.variant, files)
    place = f"{part.subfolder}/" if part.subfolder else ""
    if part.file:
        encoder = part.encoder + "/" if isinstance(part, Looks) else ""
        weights = {f"{place}{part.file}"} & set(files)
        return weights | ({path for path in files if path.startswith(encoder) and _is_read(path)} if encoder else set())
    inside = {path for path in files if path.startswith(place) and "/" not in path[len(place) :]}
    return {path for path in inside if path.endswith(".json")} | _weights(inside, None)


def _pipeline_files(variant: str | None, files: Mapping[str, int]) -> set[str]:
    folders: dict[str, set[str]] = {}
    for path in files:
        folders.setdefault(str(PurePosixPath(path).parent), set()).add(path)
    inside = {name: paths for name, paths in folders.items() if "/" not in name and name not in {".", *_UNUSED}}
    taken = {path for paths in inside.values() for path in paths if PurePosixPath(path).suffix in _READ}
    return (
        taken
        | {"model_index.json"} & set(files)
        | {one for paths in inside.values() for one in _weights(paths, variant)}
    )


def _weights(paths: set[str], variant: str | None) -> set[str]:
    """Return the weights of one folder, in the variant where it has that."""
    safe = {path for path in paths if path.endswith(".safetensors")}
    plain = {path for path in safe if "." not in PurePosixPath(path).stem}
    varied = {path for path in safe if variant and f".{variant}" in PurePosixPath(path).name}
    return varied or plain


def _is_read(path: str) -> bool:
    return path.endswith((".json", ".safetensors"))


def _sizes(part: Part) -> dict[str, int]:
    try:
        info = HfApi().model_info(part.source, revision=part.revision, files_metadata=True)
    except (HFValidationError, httpx2.HTTPError, OSError) as error:
        raise _explained(error, part.source) from error
    return {file.rfilename: file.size or 0 for file in info.siblings or ()}


def _there(order: Order) -> int:
    """Return the bytes of an order that are in the cache, half-fetched files included."""
    repository = cache() / f"models--{order.source.replace('/', '--')}" / "blobs"
    return sum(path.stat().st_size for path in repository.glob("*")) if repository.is_dir() else 0


def _explained(error: Exception, source: str) -> Exception:
    """Return what an error of the hub's library means for the person at the terminal."""
    match error:
        case GatedRepoError() | RepositoryNotFoundError() | RevisionNotFoundError() | HFValidationError():
            return NotGiven(source)
        case HfHubHTTPError() if error.response.status_code in {401, 403, 404}:
            return NotGiven(source)
        case (
            OfflineModeIsEnabled() | LocalEntryNotFoundError() | httpx2.HTTPError() | ConnectionError() | TimeoutError()
        ):
            return Unreachable(str(error).splitlines()[0] if str(error) else type(error).__name__)
        case OSError() if error.errno:
            return NoRoom(0, 0) if error.errno == ENOSPC else error
        case _:
            return Unreachable(str(error).splitlines()[0] if str(error) else type(error).__name__)
