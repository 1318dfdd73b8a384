"""Descriptions by a real model of BLIP's class, tiny and untrained, saved and loaded from a folder."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core.jobs.orders import Failure
from core.jobs.specs import DrawSpec
from core.jobs.states import Kind
from gpu_worker.engines.describing.engine import DescribeEngine
from gpu_worker.engines.engine import EngineError, Pixels, Wanted

transformers = pytest.importorskip("transformers")
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[DEC]", "a", "fox", "in", "the", "rain", "red"]


class Watch:
    """Waits for ever."""

    def step(self, _done: float, _previews: Sequence[Pixels] = ()) -> None:
        """Wait."""


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


@pytest.mark.parametrize("break_it", ["missing", "empty", "no weights", "wrong weights"])
def test_a_model_that_can_not_be_loaded_fails_by_name(break_it: str, blip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    if break_it != "missing":
        folder.mkdir()
    if break_it in {"no weights", "wrong weights"}:
        for file in blip.iterdir():
            if file.suffix != ".safetensors":
                (folder / file.name).write_bytes(file.read_bytes())
    if break_it == "wrong weights":
        (folder / "model.safetensors").write_bytes(b"\x00" * 64)
    engine = DescribeEngine(str(folder))
    engine.warm()
    with pytest.raises(EngineError) as caught:
        engine.render([order(picture())], Watch())
    assert caught.value.failure is Failure.MODEL_MISSING


def test_without_a_model_nothing_is_offered() -> None:
    engine = DescribeEngine("")
    assert engine.cards() == ()
    engine.warm()


def test_without_a_picture_there_is_nothing_to_say(blip: Path) -> None:
    with pytest.raises(EngineError) as caught:
        DescribeEngine(str(blip)).render([order(None)], Watch())
    assert caught.value.failure is Failure.REFERENCE_MISSING
