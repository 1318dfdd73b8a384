"""Workflow files: the shipped ones fit, one's own take their place, and a wrong one is named with what to change."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.jobs.states import Kind
from gpu_worker.engines.comfyui.workflows import SHIPPED, Input, WorkflowError, read_workflows


def shipped(name: str = "text-to-image") -> dict[str, Any]:
    """Return a shipped workflow's content."""
    content: dict[str, Any] = json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
    return content


def test_three_workflows_are_shipped_each_with_its_licence() -> None:
    found = read_workflows(None)
    assert set(found) == {"text-to-image", "image-to-video", "comic-panel"}
    assert all(workflow.licence for workflow in found.values())
    assert found["image-to-video"].card().makes == (Kind.VIDEO,)


def test_one_s_own_workflow_comes_first_and_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(shipped() | {"title": "Mine"}), encoding="utf-8")
    found = read_workflows(tmp_path)
    assert next(iter(found.values())).title == "Mine"
    assert len(found) == 3


def test_filling_a_graph_leaves_the_workflow_as_it_was() -> None:
    workflow = read_workflows(None)["text-to-image"]
    filled = workflow.filled({Input.SEED: 5, Input.FRAMES: 9})
    assert filled["sampler"]["inputs"]["seed"] == 5
    assert workflow.graph["sampler"]["inputs"]["seed"] == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"inputs": {"prompt": [["words", "nothing"]]}}, "input nothing"),
        ({"inputs": {"prompt": [["nobody", "text"]]}}, "node nobody"),
        ({"inputs": {"seed": [["sampler", "seed"]]}}, "neither a prompt nor a picture"),
        ({"inputs": {"colour": [["words", "text"]]}}, "inputs.colour"),
        ({"inputs": {"prompt": []}}, "inputs.prompt"),
        ({"output": "nobody"}, "output names node nobody"),
        ({"makes": "caption"}, "image or video"),
        ({"name": "../../etc"}, "name"),
        ({"cost": -1}, "cost"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_wrong_workflow_is_named(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    (tmp_path / "mine.json").write_text(json.dumps(shipped() | change), encoding="utf-8")
    with pytest.raises(WorkflowError, match=r"mine\.json: ") as wrong:
        read_workflows(tmp_path)
    assert told in str(wrong.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b" " * 3_000_000])
def test_what_is_no_workflow_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.json").write_bytes(content)
    with pytest.raises(WorkflowError, match=r"mine\.json"):
        read_workflows(tmp_path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.integers() | st.text() | st.lists(st.text(max_size=4))))
def test_any_json_is_a_workflow_or_refused(tmp_path: Path, content: dict[str, Any]) -> None:
    (tmp_path / "mine.json").write_text(json.dumps(shipped() | content), encoding="utf-8")
    with suppress(WorkflowError):
        assert read_workflows(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkflowError, match="COMFYUI_WORKFLOWS"):
        read_workflows(tmp_path / "none")
