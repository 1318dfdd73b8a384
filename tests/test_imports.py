"""Each import contract is broken once on purpose in a copy of the tree, and import-linter sees it."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.folders import REPOSITORY

# Contract, the module that breaks it, and what that module imports.
BREACHES = [
    ("core-alone", "core/breach.py", "bots"),
    ("core-alone", "core/breach.py", "discord"),
    ("core-alone", "core/breach.py", "torch"),
    ("core-alone", "core/comics/layout/breach.py", "skia"),
    ("core-alone", "core/breach.py", "ha_bridge"),
    ("processes-apart", "bots/breach.py", "ha_bridge"),
    ("processes-apart", "ha_bridge/breach.py", "bots"),
    ("processes-apart", "gpu_worker/breach.py", "bots"),
    ("processes-apart", "bots/breach.py", "gpu_worker"),
    ("worker-without-database", "gpu_worker/breach.py", "core.db"),
    ("worker-without-database", "gpu_worker/breach.py", "sqlalchemy"),
    ("conversation-without-platform", "bots/conversation/breach.py", "discord"),
    ("conversation-without-platform", "bots/conversation/breach.py", "bots.console"),
    ("comics-pure", "core/comics/layout/breach.py", "core.db"),
    ("comics-pure", "core/comics/composing.py", "core.media.models"),
    ("platforms-apart", "bots/discord/breach.py", "bots.telegram"),
    ("core-layers", "core/users/breach.py", "core.jobs"),
    ("core-layers", "core/errors.py", "core.db"),
]


def _contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(REPOSITORY / ".importlinter", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code that may be spoilt."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copy(REPOSITORY / ".importlinter", folder)
    for package in _contracts()["importlinter"]["root_packages"].split():
        shutil.copytree(REPOSITORY / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize(("contract", "file", "imported"), BREACHES)
def test_a_breach_is_seen(tree: Path, contract: str, file: str, imported: str) -> None:
    path = tree / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\nimport {imported}\n", encoding="utf-8")
    try:
        done = _lint(tree, contract)
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")
    assert done.returncode == 1
    assert f"{file.removesuffix('.py').replace('/', '.')} -> {imported}" in done.stdout


def _lint(tree: Path, contract: str) -> subprocess.CompletedProcess[str]:
    lint = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [sys.executable, str(lint), "--no-cache", "--contract", contract],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_is_broken_once() -> None:
    named = {section.rpartition(":")[2] for section in _contracts().sections() if ":" in section}
    assert named == {contract for contract, _file, _imported in BREACHES}


def test_every_package_of_ours_is_under_contract() -> None:
    ours = {path.parent.name for path in REPOSITORY.glob("*/__init__.py")} - {"deploy", "tests"}
    assert set(_contracts()["importlinter"]["root_packages"].split()) == ours
