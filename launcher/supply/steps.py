"""The steps of ``./run check`` that look at what others wrote, and ``./run bill``."""

import tomllib
from pathlib import Path

from launcher.folders import REPOSITORY, Folders
from launcher.sentences import N_
from launcher.speech import say
from launcher.supply.advisories import Unreachable, advisories
from launcher.supply.bill import bill as bill_of
from launcher.supply.leaks import leaks
from launcher.supply.licences import refused
from launcher.supply.parts import parts

_BILL = "inkhearth.cdx.json"


def licences() -> int:
    """Name the parts whose licence does not fit ours; return 1 when there are some."""
    wrong = refused(parts())
    for part in wrong:
        print(f"  {part.name} {part.version}: {part.licence or 'declares no licence'}")
    return bool(wrong)


def secrets() -> int:
    """Name where secrets seem to lie, without showing them; return 1 when there are some."""
    found = leaks(REPOSITORY)
    for leak in found:
        print(f"  {leak.path}:{leak.line}: {leak.what}")
    return bool(found)


def weaknesses() -> int:
    """Name the published weaknesses of our parts; return 1 when there are some.

    Whoever has no network is told that nobody was asked, and is not stopped by it.
    """
    try:
        found = advisories(parts())
    except Unreachable as reason:
        print(f"  nobody was asked: the list of advisories does not answer ({reason})")
        return 0
    for advisory in found:
        print(f"  {advisory.part.name} {advisory.part.version}: {advisory.number}")
    return bool(found)


def bill(folders: Folders, *words: str) -> int:
    """Write the bill of parts into a file, in the data folder unless another place is named."""
    path = Path(words[0]) if words else folders.data / _BILL
    path.parent.mkdir(parents=True, exist_ok=True)
    found = parts()
    path.write_text(bill_of(found, version=_version()), encoding="utf-8")
    say(N_("{number} parts are listed in {file}, as CycloneDX writes it."), number=len(found), file=path)
    return 0


def _version() -> str:
    """Return the version of this release, which is run from its tree and so not installed."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
