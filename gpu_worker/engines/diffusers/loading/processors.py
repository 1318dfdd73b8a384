"""Processors of transformers without the parts that need torchvision, which has no build for every torch."""

from pathlib import Path
from typing import Any

from gpu_worker.engines.diffusers.loading.libraries import transformers


class Qwen2VLStills(transformers.Qwen2VLProcessor):  # type: ignore[misc]  # transformers has no types
    """Reads words and pictures for Qwen2.5-VL; its own also reads films, which nobody shows it here.

    Which parts a processor has, transformers takes from the arguments of ``__init__``.
    """

    def __init__(
        self,
        image_processor: Any = None,  # noqa: ANN401 - transformers has no types
        tokenizer: Any = None,  # noqa: ANN401 - as above
        chat_template: str | None = None,
    ) -> None:
        """Take the two parts, and the marks that stand for a picture and for a film."""
        self.image_token, self.video_token = "<|image_pad|>", "<|video_pad|>"
        self.image_token_id = tokenizer.convert_tokens_to_ids(self.image_token)
        self.video_token_id = tokenizer.convert_tokens_to_ids(self.video_token)
        transformers.ProcessorMixin.__init__(self, image_processor, tokenizer, chat_template=chat_template)


def stills_of(folder: Path) -> Any:  # noqa: ANN401 - transformers has no types
    """Return the processor of words and pictures that a folder holds."""
    return Qwen2VLStills.from_pretrained(folder, local_files_only=True)
