"""How long backups are kept: the newest of each of the last days, weeks and months; the rest goes with its objects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from launcher.backups.making import LISTS, OBJECTS, backups_in, bundle_name, moment_of
from launcher.backups.places import Place, workshop
from launcher.folders import Folders
from launcher.sentences import N_, Trouble

BACKUP_KEEP = "BACKUP_KEEP"
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many days, weeks and months keep their newest backup. The very newest always stays."""

    days: int = 7
    weeks: int = 4
    months: int = 3


def keeping_of(given: Mapping[str, str]) -> Keeping:
    """Return what ``BACKUP_KEEP`` says: "7,4,3".

    Raises:
        Trouble: it says something else.
    """
    words = given.get(BACKUP_KEEP, "")
    if not words:
        return Keeping()
    numbers = [word.strip() for word in words.split(",")]
    if len(numbers) != _PARTS or not all(number.isdecimal() and len(number) < _PARTS for number in numbers):
        raise Trouble(N_("BACKUP_KEEP is three numbers: days, weeks, months, for example 7,4,3."))
    return Keeping(*(int(number) for number in numbers))


def kept(names: Sequence[str], keeping: Keeping) -> set[str]:
    """Return which backups stay, of names with the newest first."""
    moments = {name: moment_of(name) or datetime.min.replace(tzinfo=UTC) for name in names}
    stay = set(names[:1])
    for number, form in ((keeping.days, "%Y-%m-%d"), (keeping.weeks, "%G-%V"), (keeping.months, "%Y-%m")):
        newest: dict[str, str] = {}
        for name in names:
            newest.setdefault(moments[name].strftime(form), name)
        stay |= set(list(newest.values())[:number])
    return stay


def prune(folders: Folders, place: Place, keeping: Keeping) -> int:
    """Delete the backups that are kept no longer, then the objects that none of the others needs.

    A backup is first made unreadable, then forgotten: a crash in between leaves lists without bundles, which go next
    time. Returns how many backups went.
    """
    names = backups_in(place)
    stay = kept(names, keeping)
    gone = [name for name in names if name not in stay]
    for name in gone:
        place.delete(bundle_name(name))
    for listed in place.names(LISTS):
        if listed.removeprefix(LISTS) not in stay:
            place.delete(listed)
    if gone:
        for name in place.names(OBJECTS) - _needed(folders, place, stay):
            place.delete(name)
    return len(gone)


def _needed(folders: Folders, place: Place, stay: set[str]) -> set[str]:
    found: set[str] = set()
    with workshop(folders.data) as folder:
        for name in stay:
            place.get(f"{LISTS}{name}", folder / "list")
            found |= set((folder / "list").read_text(encoding="ascii").splitlines())
    return found
