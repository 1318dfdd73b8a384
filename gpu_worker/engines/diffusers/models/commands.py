"""``./run models``: which models there are, fetching one, and looking over those that are here."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from core.i18n import N_, Translator, negotiate, translator
from gpu_worker.engines.diffusers.models.entry import Entry
from gpu_worker.engines.diffusers.models.folders import fetching, find, is_here
from gpu_worker.engines.diffusers.models.table import TableError, read_table
from gpu_worker.engines.diffusers.models.weights import UnusableModel, check_file, check_folder, check_model

_GIGABYTE = 10**9
_NOT_GIVEN = N_(
    "The hub does not give {source}. If it asks for an account, agree to the licence at "
    "https://huggingface.co/{source} and sign in with: .venv/bin/hf auth login"
)
_UNREACHABLE = N_(
    "The hub can't be reached ({reason}). Check the network; what was fetched stays, and the next try goes on from "
    "there."
)
_NOT_FETCHED = N_("{model}: {place} is not on this machine. Fetch it with: {command}")
_NO_FOLDER = N_("{model}: {place} is no folder of a model. Put the model there, or change its source in the table.")
_NO_ROOM = N_(
    "The disk is too full: {needed} GB are needed, {free} GB are free. Make room, or set HF_HOME to a folder on "
    "another disk."
)


def run(words: Sequence[str], models_file: Path | None, locale: str) -> int:
    """Carry out a command and return its exit status."""
    say = translator(locale)
    try:
        entries = read_table(models_file)
    except TableError as error:
        print(error, file=sys.stderr)  # noqa: T201 - it talks to the person at the terminal
        return 1
    match list(words):
        case [] | ["list"]:
            return _show(entries, say)
        case ["fetch", name]:
            return _for_one(entries, name, say, _fetch)
        case ["check", name]:
            return _for_one(entries, name, say, _check)
        case ["check"]:
            here = [entry for entry in entries if is_here(entry)]
            if not here:
                _tell(
                    say.gettext(N_("No model is on this machine. ./run models list shows those that can be fetched."))
                )
            return max((_check(entry, say) for entry in here), default=0)
        case _:
            _tell(
                say.gettext(
                    N_("Use it like this: ./run models list, ./run models fetch NAME, ./run models check [NAME]")
                )
            )
            return 2


def _show(entries: Sequence[Entry], say: Translator) -> int:
    for entry in entries:
        mark = say.gettext(N_("here")) if is_here(entry) else f"{entry.gigabytes:g} GB" if entry.gigabytes else "–"
        _tell(f"{entry.name:<18} {mark:>9}  {entry.title or entry.source}")
        if entry.licence:
            _tell(f"{'':<30}{entry.licence}")
    _tell(say.gettext(N_("Fetch one with ./run models fetch NAME; the licences are to be read before.")))
    return 0


def _for_one(entries: Sequence[Entry], name: str, say: Translator, do: Callable[[Entry, Translator], int]) -> int:
    found = next((entry for entry in entries if entry.name == name.strip().lower()), None)
    if found is None:
        known = ", ".join(entry.name for entry in entries)
        _tell(say.gettext(N_("There is no model “{name}”; there are: {known}"), name=name[:60], known=known))
        return 1
    return do(found, say)


def _fetch(entry: Entry, say: Translator) -> int:
    try:
        from gpu_worker.engines.diffusers.models import fetching as hub  # noqa: PLC0415 - the hub's library is optional
    except ImportError:
        _tell(say.gettext(N_("The hub's library is not installed: run ./run gpu once, then try again.")))
        return 1
    try:
        orders = list(hub.orders_for(entry))
        _tell(_announcement(entry, sum(order.bytes for order in orders), say))
        for order in orders:
            hub.fetch(order)
    except hub.NotGiven as error:
        _tell(say.gettext(_NOT_GIVEN, source=error))
    except hub.Unreachable as error:
        _tell(say.gettext(_UNREACHABLE, reason=error))
    except hub.NoRoom as error:
        _tell(say.gettext(_NO_ROOM, needed=_gigabytes(error.needed), free=_gigabytes(error.free)))
    else:
        return _check(entry, say)
    return 1


def _announcement(entry: Entry, size: int, say: Translator) -> str:
    return say.gettext(
        N_("{model}: {size} GB in all. Licence: {licence} ({url})"),
        model=entry.title or entry.name,
        size=_gigabytes(size),
        licence=entry.licence or "–",
        url=entry.licence_url or entry.source,
    )


def _gigabytes(size: int) -> str:
    return f"{size / _GIGABYTE:.2f}"


def _check(entry: Entry, say: Translator) -> int:
    """Look a model's files over, and load it where torch is installed."""
    if not is_here(entry):
        command = fetching(entry) if entry.is_hub_id else ""
        sentence = _NOT_FETCHED if command else _NO_FOLDER
        _tell(f"!!  {say.gettext(sentence, model=entry.name, place=entry.source, command=command)}")
        return 1
    try:
        weights = check_folder(entry, find(entry, command=fetching(entry)))
        for part in entry.parts():
            if part is not entry and is_here(part):
                place = find(part)
                weights += check_file(place) if place.is_file() else check_model(place)
        loaded = _load(entry)
    except UnusableModel as error:
        _tell(f"!!  {entry.name}: {error}")
        return 1
    sentence = (
        N_("ok  {model}: {number} million weights, loaded")
        if loaded
        else N_("ok  {model}: {number} million weights, whole; torch is not installed, so it was not loaded")
    )
    _tell(say.gettext(sentence, model=entry.name, number=f"{weights / 1e6:.1f}"))
    return 0


def _load(entry: Entry) -> bool:
    """Load a model as a worker does; tells whether torch is there to do so.

    Raises:
        UnusableModel: it can't be loaded.
    """
    try:
        import torch  # noqa: PLC0415 - optional

        from gpu_worker.engines.diffusers.loading.pipelines import load  # noqa: PLC0415 - imports torch
    except ImportError:
        return False
    try:
        load(entry, find(entry), torch.device("cpu"))
    except (MemoryError, RuntimeError) as error:  # of the latter only those that mean the same pass
        message = f"this machine has not the memory to load it ({str(error)[:200] or 'MemoryError'})"
        raise UnusableModel(message) from error
    return True


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - it talks to the person at the terminal


def language() -> str:
    """Return the language of the terminal, if it is one of ours."""
    names = ("INKHEARTH_LOCALE", "LC_ALL", "LC_MESSAGES", "LANG")
    return negotiate(os.environ.get(name, "").partition(".")[0].replace("_", "-") or None for name in names)
