"""Known weaknesses of our parts: one question to OSV, which gathers PyPI's, npm's and GitHub's advisories.

pip-audit asks one package after the other, a minute for ours; OSV answers all of them at once. Source of the
question's form: https://google.github.io/osv.dev/post-v1-querybatch/.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from urllib.request import Request, urlopen

from launcher.supply.bill import address
from launcher.supply.parts import Part

OSV = "https://api.osv.dev/v1/querybatch"
_PATIENCE_S = 10
# Advisories that don't concern us, each with the reason; an empty table is the best one.
DISMISSED: Mapping[str, str] = {}


class Unreachable(Exception):
    """The list of advisories does not answer; it says nothing about our parts."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """A weakness that somebody has published."""

    part: Part
    number: str


def advisories(parts: Sequence[Part], *, url: str = "") -> list[Advisory]:
    """Return what is known against these parts, without what we dismissed.

    ``url`` is OSV's unless the setting ``OSV_URL`` names a mirror of it.

    Raises:
        Unreachable: nobody answers, or not as OSV does.
    """
    answers = _ask(parts, url or os.environ.get("OSV_URL") or OSV)
    found = [Advisory(part, number) for part, numbers in zip(parts, answers, strict=True) for number in numbers]
    return [one for one in found if one.number not in DISMISSED]


def _ask(parts: Iterable[Part], url: str) -> list[list[str]]:
    questions = [{"package": {"purl": str(address(part))}} for part in parts]
    body = json.dumps({"queries": questions}).encode()
    asked = Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - the address is ours or the owner's
    try:
        with urlopen(asked, timeout=_PATIENCE_S) as answer:  # noqa: S310 - see above
            results = json.load(answer)["results"]
        told = [[vulnerability["id"] for vulnerability in result.get("vulns", ())] for result in results]
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreachable(type(error).__name__) from error
    if len(told) != len(questions):
        raise Unreachable(str(len(told)))
    return told
