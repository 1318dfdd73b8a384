"""Language models of a few thousand weights: real classes, saved to folders, that say what a test wants them to say.

Each token's embedding points to the token that follows it, and the layer between adds nothing, so the model says the
given pieces one after the other, whatever was asked.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

BEGIN, END = "<|assistant|>", "<|end|>"
_TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
_STRONG = 60.0  # what a certain token's logit is above the others'


def save_writer(folder: Path, pieces: Sequence[str] = (), *, window: int = 8192) -> Path:
    """Save a model that says the pieces, each a token of its own; without any it says whatever comes."""
    tokenizer = _tokenizer([*dict.fromkeys(pieces)])
    size = len(tokenizer)
    config = transformers.LlamaConfig(
        vocab_size=size, hidden_size=size + size % 2, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, head_dim=8, max_position_embeddings=window, tie_word_embeddings=False,
        bos_token_id=None, eos_token_id=tokenizer.convert_tokens_to_ids(END),
    )  # fmt: skip
    transformers.set_seed(1)
    model = transformers.LlamaForCausalLM(config)
    if pieces:
        _teach(model, tokenizer, [BEGIN, *pieces, END])
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _tokenizer(pieces: list[str]) -> Any:  # noqa: ANN401 - transformers' types say too little
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained.decoder = decoders.ByteLevel()
    special = [BEGIN, END, "<|system|>", "<|user|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=300,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    trained.train_from_iterator(["a fox in the rain", "lis w deszczu"], trainer)
    tokenizer: Any = transformers.PreTrainedTokenizerFast(  # type: ignore[no-untyped-call] # as above
        tokenizer_object=trained, eos_token=END, additional_special_tokens=special
    )
    tokenizer.add_tokens(pieces)
    tokenizer.chat_template = _TEMPLATE
    return tokenizer


def _teach(
    model: transformers.LlamaForCausalLM,
    tokenizer: Any,  # noqa: ANN401 - as above
    chain: list[str],
) -> None:
    """Set the weights by hand: one dimension a token, and a head that names who follows."""
    numbers = tokenizer.convert_tokens_to_ids(chain)
    with torch.no_grad():
        for part in (model.model.layers[0].self_attn.o_proj, model.model.layers[0].mlp.down_proj, model.lm_head):
            part.weight.zero_()
        embedding = model.model.embed_tokens.weight
        embedding.zero_()
        embedding.fill_diagonal_(1.0)
        for here, following in pairwise(numbers):
            model.lm_head.weight[following, here] = _STRONG
