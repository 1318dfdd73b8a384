"""Which programs a house consists of, in the settings that each of them may see."""

import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec

from launcher.configuration import CHAT_TOKENS, HOME_TOKEN, HOME_URL, is_given, seen_by
from launcher.install import BRIDGE_PYTHON
from launcher.processes import Program

_MODULES = {"worker": "gpu_worker.app"}
# Stopped in this order: first who takes work in, then who does it, then who remembers it.
STOP_ORDER = (("bots", "gallery", "bridge"), ("worker", "conductor"), ("valkey",), ("postgres",))


def programs(settings: Mapping[str, str]) -> list[Program]:
    """Return our own programs, without those whose package isn't there or whose token is missing."""
    found = [
        _python("conductor", "core.jobs", settings),
        _worker(settings),
        _python("gallery", "web_gallery", settings),
    ]
    if any(is_given(settings, token) for token in CHAT_TOKENS):
        found.append(_python("bots", "bots", settings))
    if has_home(settings):
        found.append(_python("bridge", "ha_bridge", settings, python=str(BRIDGE_PYTHON)))
    return [program for program in found if _is_there(_MODULES.get(program.name, program.argv[2]))]


def has_home(settings: Mapping[str, str]) -> bool:
    """Tell whether a Home Assistant is named, and the bridge to it wanted."""
    return is_given(settings, HOME_URL) and is_given(settings, HOME_TOKEN)


def console(*words: str) -> list[str]:
    """Return the command line of the console chat, which takes ``words`` as its only command if there are any."""
    return [sys.executable, "-m", "bots", "console", *words] if _is_there("bots") else []


def _python(
    name: str, module: str, settings: Mapping[str, str], *arguments: str, python: str = sys.executable
) -> Program:
    environment = seen_by(name, settings) | {"PYTHONUNBUFFERED": "1"}
    return Program(name, (python, "-m", module, *arguments), environment)


def _worker(settings: Mapping[str, str]) -> Program:
    """Celery's worker; without a GPU it draws on all cores but one, which the others need."""
    slots = {"WORKER_SLOTS": str(max(1, (os.cpu_count() or 1) - 1))}
    if "diffusers" in settings.get("WORKER_ENGINES", ""):
        slots = {}
    words = ("-A", "gpu_worker.app", "worker", "-Q", "gpu", "--without-mingle", "--without-gossip")
    return _python("worker", "celery", slots | dict(settings), *words)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module if "." in module else f"{module}.__main__") is not None
    except ModuleNotFoundError:
        return False
