"""The documents say what the code knows."""

import ast
import re
from pathlib import Path

import pytest

from bots.conversation.commands import COMMANDS
from bots.settings import BotSettings
from core.i18n import translator
from core.jobs.settings import ConductorSettings
from core.settings import DatabaseSettings, ProcessSettings
from gpu_worker.settings import WorkerSettings
from ha_bridge.settings import BridgeSettings
from launcher.folders import REPOSITORY
from launcher.variables import VARIABLES
from tests.documents import PACKAGES, arrows, described, pages, registries
from web_gallery.settings import WebSettings

PROCESSES = (
    ProcessSettings,
    DatabaseSettings,
    ConductorSettings,
    BotSettings,
    WebSettings,
    BridgeSettings,
    WorkerSettings,
)
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("settings", PROCESSES)
def test_the_readme_names_each_setting_with_its_meaning(settings: type[ProcessSettings]) -> None:
    for name, field in settings.model_fields.items():
        assert f"| `{name.upper()}` |" in README, name
        assert field.description, name
        assert field.description in README, name


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    table = README.split("<!-- settings -->")[1].split("<!-- /settings -->")[0]
    known = {name.upper() for settings in PROCESSES for name in settings.model_fields} | VARIABLES.keys()
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == known


@pytest.mark.parametrize("name", VARIABLES)
def test_the_readme_names_each_setting_of_the_launcher(name: str) -> None:
    default, meaning = VARIABLES[name]
    assert f"| `{name}` | {default} | {meaning} |" in README


# Written like settings, and none of ours: of the system, the terminal and libraries, or not read from the environment.
OTHERS = {
    "LC_ALL", "LC_MESSAGES", "LANG", "XDG_CACHE_HOME", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE",
    "CERT_REQUIRED", "CERTIFICATE_VERIFY_FAILED", "PG_VERSION", "KEY_FILE",
}  # fmt: skip
_READ = re.compile(r"environ(?:\.get\(|\[)\s*\"(\w+)\"")


def test_no_setting_is_read_that_no_table_names() -> None:
    """What is read from the environment is known; in the launcher, which passes settings on, all that look like one."""
    known = {name.upper() for settings in PROCESSES for name in settings.model_fields} | VARIABLES.keys() | OTHERS
    read = set(re.findall(r"\bINKHEARTH_\w+", (REPOSITORY / "run").read_text(encoding="utf-8")))
    for package in (*PACKAGES, "migrations"):
        for path in (REPOSITORY / package).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            read |= set(_READ.findall(source)) | (_alike(source) if package in {"launcher", "migrations"} else set())
    assert {word for word in read - known if word.removesuffix("_FILE") not in known} == set()


def _alike(source: str) -> set[str]:
    """Return the texts of a module that are written as settings are."""
    words = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    return {str(word) for word in words if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", str(word))}


def test_each_variable_of_the_compose_file_is_a_setting_or_in_the_operators_guide() -> None:
    known = {name.upper() for settings in PROCESSES for name in settings.model_fields} | VARIABLES.keys()
    compose = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
    guide = (REPOSITORY / "docs" / "operating.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"\$\{(\w+)", compose)) - known:
        assert f"`{name}`" in guide, name


def test_the_readme_names_each_command_in_both_languages() -> None:
    for command in COMMANDS:
        for locale in ("en", "pl"):
            say = translator(locale)
            words = [say.pgettext("command", part.name) for part in (command.group, command) if part]
            assert f"`/{' '.join(words)}" in README


def test_each_test_that_the_threat_model_names_is_there() -> None:
    model = (REPOSITORY / "docs" / "security" / "threat-model.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", model))
    there = {name for path in (REPOSITORY / "tests").rglob("test_*.py")
             for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))}  # fmt: skip
    assert len(named) > 50
    assert named - there == set()


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_the_made_pages_say_what_the_code_knows(page: Path) -> None:
    """Where it fails: ``python -m tests.documents``."""
    assert page.read_text(encoding="utf-8") == pages()[page]


def test_the_made_pages_name_every_command_option_and_metric() -> None:
    english, metrics = (pages()[REPOSITORY / "docs" / name] for name in ("commands.md", "metrics.md"))
    for command in COMMANDS:
        words = " ".join(part.name for part in (command.group, command) if part)
        section = english.partition(f"\n## `/{words}`\n")[2].partition("\n## ")[0]
        assert command.description in section
        assert all(f"| `{option.name}`" in section for option in command.options), words
    for registry in registries().values():
        assert described(registry)
        assert all(f"| `{metric.name}" in metrics for metric in described(registry))


@pytest.mark.parametrize(("locale", "name"), [("en", "guide.md"), ("pl", "guide.pl.md")])
def test_the_guide_names_only_commands_and_pictures_that_are_there(locale: str, name: str) -> None:
    guide = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    say = translator(locale)
    known = {" ".join(say.pgettext("command", part.name) for part in (one.group, one) if part) for one in COMMANDS}
    for written in re.findall(r"`/([^`]+)`", guide):
        assert any(written == command or written.startswith(f"{command} ") for command in known), written
    for place in re.findall(r"\]\(([^)#]+)\)", guide):
        assert (REPOSITORY / "docs" / place).exists(), place


def test_the_drawing_of_the_packages_is_that_of_the_code() -> None:
    """What the arrows of docs/architecture.md say is what the modules import, and each part of core has its line."""
    page = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawing = page.partition("<!-- packages -->")[2].partition("```\n\n")[0]
    assert set(re.findall(r"^ +(\w+) --> (\w+)$", drawing, re.MULTILINE)) == arrows()
    parts = {path.parent.name for path in (REPOSITORY / "core").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `core\.(\w+)` \|", page, re.MULTILINE)) == parts
