"""A language model on this machine: the one module that loads it with transformers and has it write."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from gpu_worker.engines.diffusers.loading.libraries import (
    LOAD_FAULTS,
    LOADING,
    be_quiet,
    check_filled,
    find_device,
    from_folder,
    transformers,
    weigh,
)
from gpu_worker.engines.diffusers.models.weights import UnusableModel, check_model
from gpu_worker.engines.memory import is_out_of_memory
from gpu_worker.engines.writing.composing import Asked

_TEMPERATURE, _TOP_P = 0.8, 0.95
_LEFT = 64  # tokens that a model must have left for an answer; less holds none
_log = logging.getLogger(__name__)


class NoRoomToAnswer(Exception):
    """The question fills all that the model can attend to."""


def dtype_here(device: torch.device) -> torch.dtype:
    """Return the number format that models write in: on a CPU halves are slow."""
    return torch.bfloat16 if device.type == "cuda" else torch.float32


def bytes_needed(folder: Path, device: torch.device) -> int:
    """Return what a model will take.

    Raises:
        UnusableModel: files are missing, damaged or of an unsafe kind.
    """
    return check_model(folder) * dtype_here(device).itemsize


class LocalWriter:
    """One loaded model with its tokenizer; used by one thread at a time."""

    def __init__(self, folder: Path, device: torch.device | None = None) -> None:
        """Load it: no code of the folder runs, and nothing but safetensors is read.

        Raises:
            UnusableModel: it is damaged, or writes no text.
            RuntimeError, MemoryError: it does not fit in memory (``is_out_of_memory``).
        """
        self.device = device or find_device()
        with LOADING:
            be_quiet()
            try:
                tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
                kind = transformers.AutoModelForCausalLM
                self._model: Any = from_folder(kind, folder, dtype=dtype_here(self.device)).eval()
                check_filled(self._model, check_model(folder))
                self._model.to(self.device)
            except LOAD_FAULTS as error:
                if is_out_of_memory(error):
                    raise
                message = f"{folder} is no model that writes text with transformers: {error}"
                raise UnusableModel(message) from error
        self._tokenizer: Any = tokenizer

    def bytes(self) -> int:
        """Return what its weights take."""
        return weigh(self._model)

    def write(self, asked: Asked, tick: Callable[[float], None]) -> str:
        """Return an answer; the same seed gives the same one on the same machine.

        ``tick`` is called with the share that is done at every token, and may end it all with an exception.

        Raises:
            NoRoomToAnswer: the question is too long for the model.
        """
        given = self._encoded(asked)
        length = int(given["input_ids"].shape[1])
        most = min(asked.most_tokens, self._window() - length)
        if most < _LEFT:
            raise NoRoomToAnswer(length)
        with torch.inference_mode(), torch.random.fork_rng(devices=self._cards()):
            torch.manual_seed(asked.seed)
            tokens = self._model.generate(
                **given,
                max_new_tokens=most,
                do_sample=True,
                temperature=_TEMPERATURE,
                top_p=_TOP_P,
                pad_token_id=self._padding(),
                stopping_criteria=transformers.StoppingCriteriaList([_Ticking(tick, length, most)]),
            )
        return str(self._tokenizer.decode(tokens[0, length:], skip_special_tokens=True))

    def _encoded(self, asked: Asked) -> Any:  # noqa: ANN401 - transformers has no types
        """Return the conversation as the model was taught to read it, else plainly one part below the other."""
        if self._tokenizer.chat_template:
            parts = [{"role": one.role, "content": one.content} for one in asked.messages]
            told = self._tokenizer.apply_chat_template(parts, tokenize=False, add_generation_prompt=True)
            given = self._tokenizer(told, return_tensors="pt", add_special_tokens=False)
        else:
            told = "\n\n".join(f"{one.role}: {one.content}" for one in asked.messages)
            given = self._tokenizer(f"{told}\n\nassistant: ", return_tensors="pt")
        return {name: given[name].to(self.device) for name in ("input_ids", "attention_mask")}

    def _window(self) -> int:
        return int(getattr(self._model.config, "max_position_embeddings", None) or 2048)

    def _padding(self) -> Any:  # noqa: ANN401 - a number, or None
        found = self._tokenizer.pad_token_id
        return self._tokenizer.eos_token_id if found is None else found

    def _cards(self) -> list[int]:
        return [torch.cuda.current_device()] if self.device.type == "cuda" else []


class _Ticking:
    """Asked by ``generate`` after every token whether to stop: never does, but lets whoever watches end it."""

    def __init__(self, tick: Callable[[float], None], begun: int, most: int) -> None:
        self._tick = tick
        self._begun = begun
        self._most = most

    def __call__(self, input_ids: torch.Tensor, _scores: torch.Tensor, **_: object) -> torch.Tensor:
        self._tick((input_ids.shape[1] - self._begun) / self._most)
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)
