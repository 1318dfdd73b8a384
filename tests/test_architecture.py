"""The house rules that no linter says, read from the syntax trees of our own files."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.folders import REPOSITORY

PACKAGES = ("core", "bots", "gpu_worker", "web_gallery", "ha_bridge", "launcher")
LONGEST_FILE = 300
LONGEST_FUNCTION = 30
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}
# Functions that are long because splitting them would hide what they are: with the reason each.
LONG_FUNCTIONS: dict[str, str] = {}
# The edges where everything is caught once, logged with an id and answered.
EDGES = {
    "core/loops.py": "one step of a loop: it is logged, counted and taken again, and the loops beside it go on",
    "bots/conversation/assistant.py": "a person's turn: what isn't a refusal is answered with an id to quote",
    "bots/discord/interactions.py": "one interaction: discord.py would log it as its own, and the client goes on",
    "bots/discord/post.py": "one answer: it is tried again, and the courier brings the others",
    "bots/telegram/post.py": "one answer: it is tried again, and the courier brings the others",
    "bots/telegram/updates.py": "one update: it is logged and done with, since it would come again for ever",
    "web_gallery/edge.py": "one request: a fault is logged with a number that the page shows",
    "ha_bridge/connection.py": "one socket: the library lets five others' errors through, and each means it is lost",
    "gpu_worker/rendering.py": "one order: what an engine throws becomes the job's outcome",
    "gpu_worker/faces.py": "one runtime: what it throws at its start leaves comics without sought faces",
    "gpu_worker/safety/judge.py": "one picture: what classifiers throw leaves it unjudged, so it can't be public",
}


def _files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py"))]


FILES = _files(*PACKAGES)
EVERY_FILE = [*FILES, *_files("tests", "migrations")]


def _name(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    read = [path for path in EVERY_FILE if "migrations/versions" not in _name(path)]
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in read}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{_name(path)}:{function.name}"
        for path in EVERY_FILE
        if "migrations/versions" not in _name(path)
        for function in _functions(_tree(path))
        if (function.end_lineno or 0) - function.lineno + 1 - _docstring_lines(function) > LONGEST_FUNCTION
    }
    assert long == set(LONG_FUNCTIONS)


def _docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = ast.get_docstring(function, clean=False)
    return docstring.count("\n") + 1 if docstring else 0


def test_every_module_says_what_it_is_for() -> None:
    silent = [_name(path) for path in EVERY_FILE if not ast.get_docstring(_tree(path)) and path.stat().st_size]
    assert [name for name in silent if "migrations/versions" not in name] == []


def test_every_public_function_and_class_says_what_it_is_for() -> None:
    silent = [f"{_name(path)}:{node.name}" for path in FILES for node in _undocumented(_tree(path))]
    assert silent == []


def _undocumented(parent: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield the public definitions without a docstring at the top of a module and of its public classes."""
    for node in parent.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node)


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [_name(path) for path in EVERY_FILE if VAGUE_NAMES & {path.stem, path.parent.name}] == []


def test_everything_is_caught_only_at_the_edges() -> None:
    broad = {
        _name(path)
        for path in FILES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    }
    assert broad == set(EDGES)


def _is_broad(kind: ast.expr | None) -> bool:
    names = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(
        name is None or (isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"}) for name in names
    )


_SIDE_EFFECTS = """
import importlib, os, socket, sys
before = dict(os.environ)
def refuse(*_args, **_kwargs):
    raise SystemExit("it connects to somebody")
socket.socket.connect = refuse
for name in sys.argv[1:]:
    importlib.import_module(name)
changed = {name for name in before.keys() | os.environ.keys() if before.get(name) != os.environ.get(name)}
changed -= {"TORCHINDUCTOR_CACHE_DIR"}  # torch sets it for itself
raise SystemExit(f"{changed} changed in the environment" if changed else 0)
"""


def _python_of(package: str) -> str:
    """Return the Python that has a package's libraries: the bridge's are in an environment of their own."""
    return str(REPOSITORY / ".venv-bridge" / "bin" / "python") if package == "ha_bridge" else sys.executable


@pytest.mark.parametrize("package", [name for name in PACKAGES if (REPOSITORY / name / "__init__.py").exists()])
def test_importing_a_module_changes_nothing_and_calls_nobody(package: str) -> None:
    modules = [
        ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
        for path in _files(package)
    ]
    done = subprocess.run(
        [_python_of(package), "-W", "ignore", "-c", _SIDE_EFFECTS, *modules],
        cwd=REPOSITORY,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_two_things_wait_for_the_same_advisory_lock() -> None:
    """A number that two parts share makes each wait for, or skip because of, the other."""
    found = [
        number
        for folder in ("core", "bots", "web_gallery", "ha_bridge", "launcher", "migrations")
        for path in (REPOSITORY / folder).rglob("*.py")
        for number in re.findall(r"^_\w+ = (7_301_\d{3})", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(found) >= 4
    assert len(found) == len(set(found))
