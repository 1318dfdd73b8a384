"""Texts by real models of transformers on this machine: said, stopped, repeated, within their memory."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.jobs.orders import Failure
from core.jobs.states import Kind
from core.jobs.writing import Task
from gpu_worker.engines.engine import Cancelled, EngineError
from gpu_worker.engines.room import Room
from gpu_worker.engines.writing.transformers_text import TransformersEngine
from tests.gpu_worker.engines.writing.orders import GOOD, Watch, wanted

pytest.importorskip("transformers")
from tests.gpu_worker.engines.writing.tiny_writers import save_writer


def pieces(text: str, size: int = 9) -> list[str]:
    """Return a text in pieces that are all different."""
    found: list[str] = []
    while text:
        length = next(n for n in range(size, len(text) + size + 1) if text[:n] not in found or n >= len(text))
        found.append(text[:length])
        text = text[length:]
    return found


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that does well at each task, and one that babbles."""
    root = tmp_path_factory.mktemp("writers")
    for task, answer in GOOD.items():
        save_writer(root / task.value, pieces(answer))
    save_writer(root / "babbler")
    save_writer(root / "short", window=256)
    return root


def test_a_model_of_a_folder_is_offered_by_name_and_loaded_when_it_is_needed(folders: Path) -> None:
    engine = TransformersEngine(str(folders / "expand"), cost=3)
    (card,) = engine.cards()
    assert (card.name, card.engine, card.makes, card.cost) == ("expand", "transformers", (Kind.SCRIPT,), 3)
    assert engine.loaded() == ()
    engine.warm()
    assert engine.loaded() == ("transformers/expand",)


def test_every_task_comes_back_read_and_in_our_own_grammar(folders: Path) -> None:
    texts = {}
    for task in Task:
        watch = Watch()
        (drawn,) = TransformersEngine(str(folders / task.value)).render([wanted(task)], watch)
        texts[task] = drawn.text["en"]
        assert len(watch.told) > 3, "each token is a step"
        assert watch.told == sorted(watch.told)
    assert texts[Task.EXPAND] == "a fox in a quiet forest at dusk"
    assert "Maya (shout): Wait!" in texts[Task.SCRIPT] or "MAYA (shout): Wait!" in texts[Task.SCRIPT]
    assert "PANEL 2: A bus\nCAPTION: Gone." in texts[Task.DIALOGUE]


def test_babble_is_asked_for_once_more_and_then_given_up(folders: Path) -> None:
    with pytest.raises(EngineError) as caught:
        TransformersEngine(str(folders / "babbler")).render([wanted()], Watch())
    assert (caught.value.failure, caught.value.passing) == (Failure.ENGINE, False)


def test_the_same_seed_says_the_same_and_another_does_not(folders: Path) -> None:
    from gpu_worker.engines.writing.composing import Asked  # noqa: PLC0415 - beside what needs torch
    from gpu_worker.engines.writing.instructions import Message  # noqa: PLC0415 - as above
    from gpu_worker.engines.writing.local import LocalWriter  # noqa: PLC0415 - as above

    writer = LocalWriter(folders / "babbler")
    said = [writer.write(Asked((Message("user", "a fox"),), {}, 64, seed), lambda _done: None) for seed in (1, 1, 2)]
    assert said[0] == said[1] != said[2]


def test_nobody_waits_any_more_p9(folders: Path) -> None:
    """P9: it ends within one token."""
    watch = Watch(steps=5)
    with pytest.raises(Cancelled):
        TransformersEngine(str(folders / "babbler")).render([wanted()], watch)
    assert len(watch.told) == 6


def test_a_question_that_fills_the_model_is_a_failure(folders: Path) -> None:
    with pytest.raises(EngineError) as caught:
        TransformersEngine(str(folders / "short")).render([wanted(prompt="fox " * 300)], Watch())
    assert caught.value.failure is Failure.ENGINE


def _cut(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


def _strange(folder: Path) -> None:
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 4)


def _scripted(folder: Path) -> None:
    told = json.loads((folder / "config.json").read_text())
    loader = {"AutoModelForCausalLM": "evil.Evil", "AutoConfig": "evil.EvilConfig"}
    (folder / "config.json").write_text(json.dumps(told | {"model_type": "evil", "auto_map": loader}))
    (folder / "evil.py").write_text(f"open({str(folder / 'ran')!r}, 'w')")


def _wordless(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").unlink()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": shutil.rmtree,
    "no tokenizer": _wordless,
    "wrong weights": lambda folder: (folder / "model.safetensors").write_bytes(b"\x00" * 64),
    "cut": _cut,
    "pickle": lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"),
    "somebody else's weights": _strange,
    "another class": lambda folder: (folder / "config.json").write_text('{"model_type": "blip"}'),
    "garbage": lambda folder: (folder / "config.json").write_text("{"),
    "code of its own": _scripted,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_model_that_can_not_be_loaded_fails_by_name(damage: str, folders: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(folders / "expand", tmp_path / "broken")
    DAMAGE[damage](folder)
    engine = TransformersEngine(str(folder))
    engine.warm()
    with pytest.raises(EngineError) as caught:
        engine.render([wanted()], Watch())
    assert caught.value.failure is Failure.MODEL_MISSING
    assert not (folder / "ran").exists()


def test_a_model_of_the_hub_that_is_not_here_is_missing() -> None:
    with pytest.raises(EngineError) as caught:
        TransformersEngine("nobody/not-on-this-machine").render([wanted()], Watch())
    assert caught.value.failure is Failure.MODEL_MISSING


def test_a_model_beyond_the_bound_is_not_loaded(folders: Path) -> None:
    with pytest.raises(EngineError) as caught:
        TransformersEngine(str(folders / "expand"), memory_bytes=1000).render([wanted()], Watch())
    assert caught.value.failure is Failure.OUT_OF_MEMORY


class Lodger:
    """Another engine's models."""

    def __init__(self, size: int) -> None:
        """Take so many bytes."""
        self.size = size

    def bytes(self) -> int:
        """Return them."""
        return self.size

    def leave(self) -> None:
        """Give them back."""
        self.size = 0


@pytest.mark.parametrize(("size", "left"), [(1_000, 1_000), (60_000_000, 0)])
def test_models_that_draw_leave_only_where_their_room_is_needed(folders: Path, size: int, left: int) -> None:
    room, lodger = Room(), Lodger(size)
    room.join(lodger)
    engine = TransformersEngine(str(folders / "expand"), room=room, memory_bytes=60_000_000)
    engine.warm()
    assert lodger.size == left
    assert engine.loaded()
    assert room.taken_beside(lodger) > 0
    room.clear_beside(lodger)
    assert engine.loaded() == (), "and it leaves for them"


def test_without_a_model_nothing_is_offered() -> None:
    engine = TransformersEngine("")
    assert engine.cards() == ()
    engine.warm()
