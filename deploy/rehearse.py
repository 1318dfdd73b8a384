"""Carries out what the Dockerfiles do, as far as that goes without Docker: ``python -m deploy.rehearse [name …]``.

For each image: a fresh environment of this machine's Python, the locks that its ``RUN`` lines install, the files that
its ``COPY`` lines name in a folder of their own, and then the module of its ``ENTRYPOINT`` and of every command that
docker-compose.yml gives it is loaded there. Takes minutes and needs the package registry, so no test runs it.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
_PIP = re.compile(r"/opt/inkhearth/bin/(pip install .+)")
_COPY = re.compile(r"^COPY (?!--from)(.+) (\S+)$", re.MULTILINE)


def _stages(text: str, target: str) -> str:
    """Return the text of the stages that an image is made of; ``target`` is empty where there is only one image."""
    parts = re.split(r"^(?=FROM )", text, flags=re.MULTILINE)[1:]
    if not target:
        return "".join(parts)
    return "".join(part for part in parts if re.match(rf"FROM \S+ AS (?:{target}(?:-packages)?|bare)\b", part))


def _installs(text: str) -> Iterator[list[str]]:
    for line in text.replace("\\\n", " ").splitlines():
        for step in line.split("&&"):
            if found := _PIP.search(step.strip()):
                yield found[1].replace("-r /", "-r ").split()


def _commands(image: str, entry: Sequence[str]) -> set[str]:
    """Return the modules that an image's containers start."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    given = {one["command"][0] for one in services.values() if one["image"] == image and "command" in one}
    return {"gpu_worker.app"} if entry[0] == "celery" else given


def _rehearse(name: str, file: Path, *, target: str, image: str) -> None:
    text = _stages(file.read_text(encoding="utf-8"), target)
    entry = json.loads(re.findall(r"^ENTRYPOINT (.+)$", text, re.MULTILINE)[-1])
    with tempfile.TemporaryDirectory(prefix=f"rehearse-{name}-") as there:
        folder = Path(there)
        for sources, goal in _COPY.findall(text):
            _lay(sources.split(), folder, goal)
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        for words in _installs(text):
            print(f"{name}: {' '.join(words)}", flush=True)
            subprocess.run([folder / "venv" / "bin" / words[0], *words[1:]], cwd=folder, check=True)
        python = folder / "venv" / "bin" / "python"
        for module in sorted(_commands(image, entry)):
            code = (
                "import importlib.util, sys; m = sys.argv[1]; importlib.import_module(m if importlib.util.find_spec(m)"
            )
            code += ".submodule_search_locations is None else m + '.__main__')"
            subprocess.run([python, "-c", code, module], cwd=folder, check=True)
            print(f"{name}: {module} loads", flush=True)


def _lay(sources: Sequence[str], folder: Path, goal: str) -> None:
    for source in sources:
        path = ROOT / source
        if path.is_dir():
            shutil.copytree(path, folder / goal, ignore=shutil.ignore_patterns("__pycache__"))
        elif goal.endswith(".txt"):
            shutil.copy(path, folder / Path(goal).name)
        else:
            shutil.copy(path, folder / path.name)


def main(names: Sequence[str]) -> None:
    """Rehearse the images of these names, or all but the one with torch, which alone takes gigabytes."""
    images = {
        "app": ("app", "", "inkhearth/app"),
        "tools": ("tools", "", "inkhearth/tools"),
        "bridge": ("bridge", "", "inkhearth/bridge"),
        "worker": ("worker", "cpu", "inkhearth/worker"),
    }
    for name in names or images:
        file, target, image = images[name]
        _rehearse(name, ROOT / "deploy" / f"{file}.Dockerfile", target=target, image=image)


if __name__ == "__main__":
    main(sys.argv[1:])
