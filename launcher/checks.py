"""What developers run: the checks, the tests with their coverage, the benchmarks."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from launcher.catalogues import problems
from launcher.folders import REPOSITORY, Folders
from launcher.install import BRIDGE_PYTHON
from launcher.retrying import run_tests
from launcher.sentences import N_, Trouble
from launcher.servers.throwaway import running_postgres

OURS = ("core", "bots", "gpu_worker", "web_gallery", "ha_bridge", "launcher", "migrations", "tests")
BENCHES = REPOSITORY / "tests" / "bench"
BRIDGE_TESTS = "tests/ha_bridge"  # these run in the bridge's own environment


def check(_folders: Folders) -> int:
    """Run every check, even after one failed, and return 1 if any did."""
    steps: tuple[tuple[str, Callable[[], int]], ...] = (
        ("format", lambda: _python("ruff", "format", "--quiet", "--check", *_there())),
        ("lint", lambda: _python("ruff", "check", "--quiet", *_there())),
        ("types", lambda: _python("mypy", "--no-error-summary", *_there())),
        ("imports", _imports),
        ("catalogues", _catalogues),
        ("migrations", _migrations),
        ("licences", lambda: _supply("licences")),
        ("secrets", lambda: _supply("secrets")),
        ("weaknesses", lambda: _supply("weaknesses")),
    )
    failed = 0
    for name, step in steps:
        begun = time.monotonic()
        status = step()
        failed |= bool(status)
        print(f"{'!!' if status else 'ok'}  {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    return failed


def test(folders: Folders, *arguments: str) -> int:
    """Check, then run the tests; with arguments of pytest's, only those tests and no checks."""
    if arguments:
        python = BRIDGE_PYTHON if any(word.startswith(BRIDGE_TESTS) for word in arguments) else sys.executable
        return _python("pytest", *arguments, python=str(python))
    status = check(folders)
    tests = run_tests("--cov-report=")
    more = ("--cov-append", "--cov-report", "term:skip-covered")
    bridge = run_tests(BRIDGE_TESTS, *more, python=str(BRIDGE_PYTHON))
    floors = _python("launcher.coverage_floors") if not tests and not bridge else 0
    return status or tests or bridge or floors


def bench(_folders: Folders, *names: str) -> int:
    """Run the named benchmarks, or all.

    Raises:
        Trouble: when there is none of that name.
    """
    there = sorted(path.stem for path in BENCHES.glob("[!_]*.py"))
    unknown = [name for name in names if name not in there]
    if unknown or not there:
        raise Trouble(N_("There is no benchmark {name}; there are: {names}."), name=unknown[:1], names=", ".join(there))
    return max(_python(f"tests.bench.{name}", python=_python_of(name)) for name in names or there)


def _python_of(bench_: str) -> str:
    return str(BRIDGE_PYTHON) if bench_ == "home" else sys.executable


def _there() -> list[str]:
    return [name for name in OURS if any((REPOSITORY / name).rglob("*.py"))]


def _python(
    module: str, *arguments: str, environment: dict[str, str] | None = None, python: str = sys.executable
) -> int:
    argv = [python, "-m", module, *arguments]
    return subprocess.run(argv, cwd=REPOSITORY, env=os.environ | (environment or {}), check=False).returncode


def _imports() -> int:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [sys.executable, str(lint), "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stdout, done.stderr)
    return done.returncode


def _catalogues() -> int:
    found = problems()
    for line in found:
        print(f"  {line}")
    return bool(found)


def _supply(step: str) -> int:
    """Look at what others wrote; the libraries for it are there only where developers work."""
    looked: int = getattr(import_module("launcher.supply.steps"), step)()
    return looked


def _migrations() -> int:
    """Migrate an empty database up, compare it with the models, and go down and up again."""
    if not (REPOSITORY / "migrations" / "env.py").exists():
        return 0
    with running_postgres(in_memory=True) as server:
        server.create_database()
        environment = {"DATABASE_URL": server.url}
        for words in (("upgrade", "head"), ("check",), ("downgrade", "base"), ("upgrade", "head")):
            status = _python("alembic", *words, environment=environment)
            if status:
                return status
    return 0
