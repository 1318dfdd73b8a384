"""Models for the diffusers engine: which there are, fetching one, looking over those that are here."""

import os
import subprocess
import sys

from launcher.configuration import seen_by, settings
from launcher.folders import REPOSITORY, Folders


def models(folders: Folders, *words: str) -> int:
    """Have the worker's own program carry out ``list``, ``fetch NAME`` or ``check [NAME]``, with its settings."""
    argv = [sys.executable, "-m", "gpu_worker.engines.diffusers.models", *words]
    environment = os.environ | seen_by("worker", settings(folders))
    return subprocess.run(argv, cwd=REPOSITORY, env=environment, check=False).returncode
