"""The parts that others wrote: what the locks install for people, with the licence that each declares.

Tools that only tests and developers use are not shipped, and not listed.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from itertools import chain

from launcher.folders import REPOSITORY
from launcher.install import BRIDGE, TORCH

_LOCKS = ("app", "bridge", "gpu", "server", "worker")
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+))?", re.MULTILINE)
_ELSEWHERE = re.compile(r"sys_platform == '(?:win32|emscripten)'")
# What no metadata on this machine says. Sources: the licence files in the wheels and in the named repositories.
_READ_BY_US: Mapping[str, str] = {
    "async-timeout": "Apache-2.0",  # github.com/aio-libs/async-timeout; only before Python 3.11.3
    "audioop-lts": "PSF-2.0",  # github.com/AbstractUmbra/audioop; only from Python 3.13
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.0-or-later OR MPL-1.1",  # github.com/Kozea/Pyphen: whichever one likes
    "pyrage": "MIT",
    "resvg-py": "MIT",
    "simplejson": "MIT OR AFL-2.1",
    "sniffio": "MIT OR Apache-2.0",
    "uvloop": "MIT OR Apache-2.0",
}
# Trove classifiers and free words, as SPDX writes them.
_WORDS: Mapping[str, str] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0 License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part: ``registry`` is pypi or npm, ``licence`` an SPDX expression, or empty where none is declared."""

    registry: str
    name: str
    version: str
    licence: str


def parts() -> list[Part]:
    """Return every part that an installation may hold, by registry and name."""
    return sorted(set(chain(_from_pypi(), _from_npm())), key=lambda part: (part.registry, part.name, part.version))


def _from_pypi() -> Iterator[Part]:
    known = _licences()
    texts = [(REPOSITORY / "requirements" / f"{lock}.txt").read_text(encoding="utf-8") for lock in _LOCKS]
    for pin in chain(*(_PIN.finditer(text) for text in (*texts, TORCH))):
        if not _ELSEWHERE.search(pin["marker"] or ""):
            name = _canonical(pin["name"])
            yield Part("pypi", name, pin["version"], _READ_BY_US.get(name) or known.get(name, ""))


def _from_npm() -> Iterator[Part]:
    lock = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))
    for path, entry in lock["packages"].items():
        if path and not entry.get("dev"):
            yield Part("npm", path.removeprefix("node_modules/"), entry["version"], entry.get("license", ""))


def _licences() -> dict[str, str]:
    """Return what the installed packages declare, here and in the environment of the bridge."""
    bridge = distributions(path=[str(path) for path in BRIDGE.glob("lib/python*/site-packages")])
    return {_canonical(found.name): licence_of(found) for found in chain(bridge, distributions())}


def licence_of(found: Distribution) -> str:
    """Return the licence a package declares: as an expression, else by its classifiers, else in words."""
    told = found.metadata
    if "License-Expression" in told:
        return told["License-Expression"]
    classified = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if line.startswith("License")]
    free = told["License"].strip().splitlines()[:1] if "License" in told else []
    declared: Iterable[str] = classified or free
    named = [_WORDS.get(word, word) for word in declared if word not in {"OSI Approved", "DFSG approved"}]
    return " AND ".join(named)


def _canonical(name: str) -> str:
    """Return a name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
