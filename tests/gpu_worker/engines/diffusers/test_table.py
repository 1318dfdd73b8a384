"""The table of models, without torch."""

import subprocess
import sys
from pathlib import Path

import pytest

from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.diffusers.models.table import TableError, read_table

ENTRY = '[[model]]\nname = "one"\nsource = "./one"\n'
WITHOUT_TORCH = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"torch", "diffusers", "transformers", "safetensors", "huggingface_hub"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

sys.meta_path.insert(0, Blocker())
from pathlib import Path
from core.jobs.specs import DrawSpec
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import EngineError, Wanted

class Watch:
    def step(self, done, previews=()): pass

engine = DiffusersEngine(Path(sys.argv[1]), ready=None)
print([card.target for card in engine.cards()])
DiffusersEngine(None, ready=None).warm()
engine.warm()
spec = DrawSpec(prompt="a", engine="diffusers", model="one", shape="square", width=64, height=64, seed=1, cost=1)
try:
    engine.render([Wanted(spec, 1)], Watch())
except EngineError as error:
    print(error.failure)
"""


def written(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "one"
    folder.mkdir(exist_ok=True)
    (folder / "model_index.json").write_text('{"_class_name": "StableDiffusionPipeline"}', encoding="utf-8")
    path = tmp_path / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_means_no_models() -> None:
    engine = DiffusersEngine(None, ready=None)
    engine.warm()
    assert engine.cards() == ()


def test_a_card_says_what_the_entry_says(tmp_path: Path) -> None:
    text = (
        ENTRY
        + 'steps = 4\nguidance = 0.0\npixels = 262144\nbatch_width = 8\ncost = 3\ntitle = "One"\nlicence = "MIT"\n'
    )
    (card,) = DiffusersEngine(written(tmp_path, text), ready=None).cards()
    assert (card.target, card.title, card.steps, card.guidance) == ("diffusers/one", "One", 4, 0.0)
    assert (card.pixels, card.batch_width, card.cost, card.references) == (262144, 8, 3, True)


def test_a_relative_folder_counts_from_the_table_and_a_hub_id_stays(tmp_path: Path) -> None:
    entries = read_table(
        written(tmp_path, ENTRY + '[[model]]\nname = "two"\nsource = "owner/two"\nrevision = "v1"\n'), ready=None
    )
    assert [entry.source for entry in entries] == [str(tmp_path / "one"), "owner/two"]
    assert [entry.is_hub_id for entry in entries] == [False, True]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[model]", "is not TOML"),
        ("[model]\nname = 'one'", "two brackets"),
        ("models = []", "“models” means nothing here"),
        ("model = 3", "two brackets"),
        ("model = [3]", "[[model]] 1"),
        ("[[model]]\nname = 'one'", "source is missing; add it"),
        (ENTRY + "stepps = 3", "stepps is unknown; remove it. Known are source, revision"),
        (ENTRY + "steps = 0", "steps = 0 won't do: input should be greater than or equal to 1"),
        (ENTRY + "steps = 201", "(“one”): steps = 201"),
        (ENTRY + "dtype = 'int3'", "dtype = 'int3' won't do"),
        (ENTRY + "multiple = 12", "multiple of 8"),
        (ENTRY + "guidance = nan", "guidance = nan"),
        (ENTRY + "pixels = 99999999999", "pixels"),
        (ENTRY.replace("one", "One!"), "name = 'One!'"),
        (ENTRY + ENTRY, "[[model]] 2: the name “one” is taken"),
    ],
)
def test_a_wrong_table_is_refused_with_file_entry_and_remedy(tmp_path: Path, text: str, sentence: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(TableError) as refusal:
        DiffusersEngine(path, ready=None)
    assert str(refusal.value).startswith(f"{path}: ")
    assert sentence in str(refusal.value)


def test_a_missing_or_unreadable_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no such file"):
        read_table(tmp_path / "none.toml")
    with pytest.raises(TableError, match="can't be read"):
        read_table(tmp_path)
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TableError, match="is not TOML"):
        read_table(tmp_path / "binary.toml")


def test_without_torch_cards_are_told_and_an_order_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_TORCH, str(written(tmp_path, ENTRY))]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == ["['diffusers/one']", "model-missing"]
    assert "needs torch" in told.stderr


def test_cards_import_neither_torch_nor_diffusers(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from gpu_worker.engines.diffusers.engine import DiffusersEngine; "
        "DiffusersEngine(Path(sys.argv[1]), ready=None).cards(); "
        "print({'torch', 'diffusers', 'transformers'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program, str(written(tmp_path, ENTRY))]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.strip() == "set()"
