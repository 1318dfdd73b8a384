"""What fails beside others gets one more try alone, and only then passes for good."""

from pathlib import Path

import pytest

from launcher.retrying import MOST, run_tests

pytestmark = pytest.mark.slow
_FLAKY = """
from pathlib import Path

def test_shaky():
    seen = Path(__file__).with_suffix(".seen")
    seen.write_text((seen.read_text() if seen.exists() else "") + ".")
    assert len(seen.read_text()) > {failures}

def test_steady():
    with Path(__file__).with_suffix(".steady").open("a") as seen:
        seen.write(".")
"""


def _run(folder: Path, text: str) -> int:
    (folder / "test_written.py").write_text(text, encoding="utf-8")
    return run_tests(str(folder), "--no-cov")


def test_one_that_passes_alone_passes_and_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, _FLAKY.format(failures=1)) == 0
    said = capfd.readouterr().out
    assert "!!  failed beside others, passed alone: " in said
    assert "test_written.py::test_shaky" in said.splitlines()[-1]
    assert "test_steady" not in said.splitlines()[-1]
    assert (tmp_path / "test_written.steady").read_text() == ".", "what passed is not run again"
    assert "assert 1 > 1" in said, "the first failure is shown whole"


def test_one_that_fails_alone_as_well_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, _FLAKY.format(failures=2)) == 1
    assert "passed alone" not in capfd.readouterr().out


def test_many_that_fail_are_not_tried_again(tmp_path: Path) -> None:
    many = [f"test_{number} = lambda: seen.open('a').write('.') * 0 or 1 / 0" for number in range(MOST + 1)]
    written = "\n".join(["from pathlib import Path", "seen = Path(__file__).with_suffix('.seen')", *many])
    assert _run(tmp_path, written) == 1
    assert (tmp_path / "test_written.seen").read_text() == "." * (MOST + 1)


def test_what_cannot_be_collected_is_not_tried_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, "import there_is_no_such_module") != 0
    assert "passed alone" not in capfd.readouterr().out
