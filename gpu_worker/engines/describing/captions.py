"""A caption model of transformers: the one module that loads it."""

import importlib
from typing import Any

import torch
from PIL import Image
from safetensors import SafetensorError

from gpu_worker.engines.clips import Pixels
from gpu_worker.engines.diffusers.loading.libraries import LOADING, check_filled, weigh
from gpu_worker.engines.diffusers.models.folders import folder_of
from gpu_worker.engines.diffusers.models.weights import UnusableModel, check_model
from gpu_worker.engines.memory import is_out_of_memory

# transformers' types say too little to be checked, and it may be absent where mypy runs.
_transformers: Any = importlib.import_module("transformers")
_MOST_TOKENS = 60
_LONGEST = 400  # characters
_FAULTS = (OSError, ValueError, KeyError, TypeError, AttributeError, ImportError, RuntimeError, SafetensorError)


class UnusableCaptioner(Exception):
    """The model can't be loaded; the sentence is for the person who runs the worker."""


class Captioner:
    """One loaded model on this machine's best device."""

    def __init__(self, source: str) -> None:
        """Load a model from a folder or from the hub's cache; fetches nothing, and reads safetensors only.

        Raises:
            UnusableCaptioner: it is missing, damaged, or of a class that describes no pictures.
            MemoryError: it does not fit.
        """
        _transformers.utils.logging.disable_progress_bar()
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        try:
            folder = folder_of(source)
            counted = check_model(folder)
            with LOADING:
                self._processor = _transformers.AutoProcessor.from_pretrained(folder, local_files_only=True)
                self._model = _transformers.AutoModelForImageTextToText.from_pretrained(
                    folder, local_files_only=True, use_safetensors=True
                ).eval()
                check_filled(self._model, counted)
                self._model.to(self._device)
        except UnusableModel as error:
            raise UnusableCaptioner(str(error)) from error
        except (*_FAULTS, MemoryError) as error:
            if is_out_of_memory(error):
                raise MemoryError from error
            message = f"{source} is no caption model: {error}"
            raise UnusableCaptioner(message) from error

    def bytes(self) -> int:
        """Return what its weights take."""
        return weigh(self._model)

    def caption(self, pixels: Pixels) -> str:
        """Return a sentence about a picture, (height, width, 3) uint8 sRGB; "" where the model says nothing.

        Raises:
            MemoryError: memory ran out.
        """
        try:
            text = self._generated(pixels)
        except (RuntimeError, MemoryError) as error:
            if is_out_of_memory(error):
                raise MemoryError from error
            raise
        words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LONGEST]
        return f"{words[:1].upper()}{words[1:]}." if words and words[-1] not in ".!?…" else words

    def _generated(self, pixels: Pixels) -> str:
        with torch.inference_mode():
            given = self._processor(images=Image.fromarray(pixels), return_tensors="pt").to(self._device)
            tokens = self._model.generate(**given, max_new_tokens=_MOST_TOKENS)
        return str(self._processor.batch_decode(tokens, skip_special_tokens=True)[0])
