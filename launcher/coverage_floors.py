"""The least coverage of each part, in one place: these may only rise."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from launcher.folders import REPOSITORY

# Percent of lines and branches together, by folder. What runs after a switch of greenlets (a question to the database)
# is often counted as never run, so the web counts less than its tests pass through.
FLOORS = {
    "core": 96.5,
    "bots/conversation": 96.0,
    "bots": 90.0,
    "gpu_worker": 84.0,
    "web_gallery": 90.0,
    "ha_bridge": 95.5,
    "launcher": 70.0,
}


def main() -> int:
    """Compare what the last test run covered with the floors; return 1 if one isn't reached."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        subprocess.run([sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)], cwd=REPOSITORY, check=True)
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    below = 0
    for folder_name, floor in FLOORS.items():
        measured = _covered(files, folder_name)
        if measured is not None:
            below |= measured < floor
            print(f"{'!!' if measured < floor else 'ok'}  {folder_name}: {measured:.1f} % covered, at least {floor} %")
    return below


def _covered(files: dict[str, dict[str, dict[str, int]]], folder: str) -> float | None:
    summaries = [entry["summary"] for path, entry in files.items() if path.startswith(f"{folder}/")]
    total = sum(one["num_statements"] + one.get("num_branches", 0) for one in summaries)
    hit = sum(one["covered_lines"] + one.get("covered_branches", 0) for one in summaries)
    return 100 * hit / total if total else None


if __name__ == "__main__":
    sys.exit(main())
