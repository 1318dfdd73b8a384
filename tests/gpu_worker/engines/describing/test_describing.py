"""Descriptions by a real model of BLIP's class, tiny and untrained, saved and loaded from a folder."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from core.jobs.orders import Failure
from core.jobs.specs import DrawSpec
from core.jobs.states import Kind
from gpu_worker.engines.describing.engine import DescribeEngine
from gpu_worker.engines.describing.glossing import Glossary
from gpu_worker.engines.engine import EngineError, Pixels, Wanted
from gpu_worker.engines.room import Room

transformers = pytest.importorskip("transformers")
ASSETS = Path(__file__).parents[4] / "node_modules"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[DEC]", "a", "fox", "in", "the", "rain", "red"]


class Watch:
    """Waits for ever."""

    def step(self, _done: float, _previews: Sequence[Pixels] = ()) -> None:
        """Wait."""


class Other:
    """Another engine's model in memory."""

    held = 1000

    def bytes(self) -> int:
        """Return what it takes."""
        return self.held

    def leave(self) -> None:
        """Leave."""
        self.held = 0


@pytest.fixture(scope="module")
def blip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a model of some thousand weights."""
    folder = tmp_path_factory.mktemp("blip") / "Tiny-BLIP"
    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(WORDS), encoding="utf-8")
    tokenizer = transformers.BertTokenizer(str(vocabulary))
    small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    text = {**small, "vocab_size": len(WORDS), "encoder_hidden_size": 16, "bos_token_id": 5, "eos_token_id": 3,
            "sep_token_id": 3, "pad_token_id": 0, "max_position_embeddings": 64}  # fmt: skip
    config = transformers.BlipConfig(
        text_config=text, vision_config={**small, "image_size": 32, "patch_size": 16}, projection_dim=16
    )
    transformers.set_seed(1)
    transformers.BlipForConditionalGeneration(config).save_pretrained(folder)
    images = transformers.BlipImageProcessor(size={"height": 32, "width": 32})
    transformers.BlipProcessor(images, tokenizer).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def engine(blip: Path) -> DescribeEngine:
    """An engine on that model, with the dictionary."""
    return DescribeEngine(str(blip), assets=ASSETS)


def order(reference: Pixels | None) -> Wanted:
    """Return an order to describe a picture."""
    spec = DrawSpec.model_validate(
        {
            "prompt": "a fox", "engine": "describe", "model": "tiny-blip", "shape": "square", "width": 64,
            "height": 48, "seed": 1, "cost": 1, "caption": True, "reference": None if reference is None else "key",
        }
    )  # fmt: skip
    return Wanted(spec, 1, {} if reference is None else {"key": reference})


def picture(seed: int = 0) -> Pixels:
    """Return noise."""
    return np.random.default_rng(seed).integers(0, 256, (48, 64, 3), dtype=np.uint8)


def test_a_picture_gets_a_sentence_in_the_words_of_the_model(blip: Path) -> None:
    engine = DescribeEngine(str(blip))
    (card,) = engine.cards()
    assert (card.name, card.makes) == ("tiny-blip", (Kind.CAPTION,))
    engine.warm()
    first, second = engine.render([order(picture(0)), order(picture(1))], Watch())
    (again,) = engine.render([order(picture(0))], Watch())
    assert first.text == again.text
    for told in (first, second):
        assert set(told.text) == {"en"}
        assert set(told.text["en"].lower().rstrip(".").split()) <= {word.lower() for word in WORDS}


def test_a_polish_reader_gets_the_words_that_are_known_beside_the_english_sentence(engine: DescribeEngine) -> None:
    (told,) = engine.render([order(picture())], Watch())
    assert set(told.text) == {"en", "pl"}
    assert told.text["en"] in told.text["pl"]


@pytest.mark.parametrize(
    ("caption", "polish"),
    [
        ("A woman sitting on a bench in a park.", "Na obrazie: kobieta, ławka, park."),
        ("A couple of dogs laying on top of a bed.", "Na obrazie: 2 × pies, łóżko."),
        ("A fox in the rain at night.", "Na obrazie: lis, noc, deszcz."),
    ],
)
def test_what_a_caption_names_is_said_in_polish_and_the_caption_with_it(caption: str, polish: str) -> None:
    told = Glossary(ASSETS).polish(caption)
    assert told.startswith(polish)
    assert told.endswith(f"„{caption}”")


def test_a_caption_of_unknown_words_or_without_a_dictionary_stays_english(tmp_path: Path) -> None:
    assert not Glossary(ASSETS).polish("Xyzzy.")
    assert not Glossary(None).polish("A fox.")
    assert not Glossary(tmp_path).polish("A fox.")


def _strange_code(folder: Path) -> None:
    told = json.loads((folder / "config.json").read_text())
    loader = {"AutoModelForImageTextToText": "evil.Evil", "AutoConfig": "evil.EvilConfig"}
    (folder / "config.json").write_text(json.dumps(told | {"model_type": "evil", "auto_map": loader}))
    (folder / "evil.py").write_text(f"open({str(folder / 'ran')!r}, 'w')")


def _strange_weights(folder: Path) -> None:
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 4)


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


WEIGHTS = "model.safetensors"
DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": shutil.rmtree,
    "empty": _empty,
    "no weights": lambda folder: (folder / WEIGHTS).unlink(),
    "wrong weights": lambda folder: (folder / WEIGHTS).write_bytes(b"\x00" * 64),
    "cut": lambda folder: (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-100]),
    "somebody else's weights": _strange_weights,
    "pickle": lambda folder: (folder / WEIGHTS).rename(folder / "pytorch_model.bin"),
    "another class": lambda folder: (folder / "config.json").write_text('{"model_type": "bert"}'),
    "garbage": lambda folder: (folder / "config.json").write_text("{"),
    "no processor": lambda folder: (folder / "processor_config.json").unlink(),
    "code of its own": _strange_code,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_model_that_can_not_be_loaded_fails_by_name(damage: str, blip: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(blip, tmp_path / "broken")
    DAMAGE[damage](folder)
    engine = DescribeEngine(str(folder))
    engine.warm()
    with pytest.raises(EngineError) as caught:
        engine.render([order(picture())], Watch())
    assert caught.value.failure is Failure.MODEL_MISSING
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (2000, 3)])
def test_pictures_of_absurd_proportions_are_described_all_the_same(
    engine: DescribeEngine, size: tuple[int, int]
) -> None:
    (told,) = engine.render([order(np.full((*size, 3), 120, np.uint8))], Watch())
    assert told.text["en"]


def test_models_of_other_engines_leave_where_memory_runs_out_and_then_it_is_said(blip: Path) -> None:
    torch = pytest.importorskip("torch")
    room, other = Room(), Other()
    room.join(other)
    engine = DescribeEngine(str(blip), room=room)
    engine.warm()
    assert room.taken_beside(other) == engine.bytes() > 0

    def little(*_: object) -> None:
        if other.held:
            torch.empty(1 << 60)  # as an allocator answers when there is no more

    hooked = engine._captioner()._model.vision_model.register_forward_pre_hook(little)  # noqa: SLF001 - nothing is short here
    assert engine.render([order(picture())], Watch())[0].text["en"]
    assert other.held == 0
    hooked.remove()
    engine._captioner()._model.vision_model.register_forward_pre_hook(lambda *_: torch.empty(1 << 60))  # noqa: SLF001 - as above
    with pytest.raises(EngineError) as caught:
        engine.render([order(picture())], Watch())
    assert caught.value.failure is Failure.OUT_OF_MEMORY
    room.clear_beside(other)
    assert engine.bytes() == 0
    assert engine.render([order(picture())], Watch())[0].text["en"], "it is loaded again"


def test_without_a_model_nothing_is_offered() -> None:
    engine = DescribeEngine("")
    assert engine.cards() == ()
    engine.warm()


def test_without_a_picture_there_is_nothing_to_say(blip: Path) -> None:
    with pytest.raises(EngineError) as caught:
        DescribeEngine(str(blip)).render([order(None)], Watch())
    assert caught.value.failure is Failure.REFERENCE_MISSING
