"""Secrets that lie in the repository, found by the forms that their makers publish.

detect-secrets reads the tree in half a minute and finds the same; this is one pass over what git keeps.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Form of each secret. Sources: the makers' own documents on token formats, gathered by
# https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns.
_FORMS = {
    "a private key": rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}",
    "an age key": rb"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}",
    "a Discord token": rb"\b[MNO][A-Za-z\d_-]{23,25}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,38}\b",
    "a Telegram token": rb"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b",
    "an OpenAI key": rb"\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]*T3BlbkFJ[A-Za-z0-9_-]{20,}",
    "an Anthropic key": rb"\bsk-ant-[a-z0-9]+-[A-Za-z0-9_-]{80,}",
    "a Hugging Face token": rb"\bhf_[A-Za-z]{34}\b",
    "a GitHub token": rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})\b",
    "a GitLab token": rb"\bglpat-[A-Za-z0-9_-]{20,}",
    "an AWS key": rb"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "a Google key": rb"\bAIza[A-Za-z0-9_-]{35}\b",
    "a Slack token": rb"\bxox[abprs]-[0-9A-Za-z-]{20,}",
    "a Stripe key": rb"\b[rs]k_live_[0-9A-Za-z]{24,}",
    "an npm token": rb"\bnpm_[A-Za-z0-9]{36}\b",
    "a PyPI token": rb"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}",
    "a Home Assistant token": rb"\beyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.[A-Za-z0-9_-]{60,}\.[A-Za-z0-9_-]{43}\b",
}
_ANY = re.compile(b"|".join(b"(?:%s)" % form for form in _FORMS.values()))
_NAMED = {name: re.compile(form) for name, form in _FORMS.items()}
_SECRET_NAMES = re.compile(r"(?:^|/)(?:\.env|secrets\.env|settings\.env|backup\.key|root\.key|leaf\.key|id_[a-z0-9]+)$")
_LARGEST = 5_000_000  # bytes; what is larger is a picture or a model


@dataclass(frozen=True, slots=True)
class Leak:
    """Where something lies that looks like a secret; never the secret."""

    path: str
    line: int
    what: str


def leaks(repository: Path) -> list[Leak]:
    """Return what looks like a secret in the files that git keeps, or would keep, of a repository."""
    asked = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    told = subprocess.run(asked, cwd=repository, capture_output=True, check=True).stdout
    return [leak for name in sorted(told.decode().split("\0")) if name for leak in _in_file(repository, name)]


def _in_file(repository: Path, name: str) -> Iterator[Leak]:
    if _SECRET_NAMES.search(name):
        yield Leak(name, 0, "a file for secrets")
    path = repository / name
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return
    content = path.read_bytes()
    for found in _ANY.finditer(content):
        what = next(kind for kind, form in _NAMED.items() if form.match(found[0]))
        yield Leak(name, content.count(b"\n", 0, found.start()) + 1, what)
