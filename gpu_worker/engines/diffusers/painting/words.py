r"""Words with weights, and prompts longer than CLIP reads at once.

"(red:1.4)" makes words count more, "(fog:0.6)" less, "(red)" is 1.1 and "[fog]" 1 / 1.1, "\(" is a plain bracket: the
notation of AUTOMATIC1111's stable-diffusion-webui (https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/Features).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import torch

LIGHTEST, HEAVIEST = 0.1, 3.0  # of a weight; beyond them pictures fall apart
STEP = 1.1
_TINY = 1e-6
_LARGE = 9.0  # a logarithm far above that of the heaviest weight
WINDOW = 75  # tokens between the two marks of what CLIP reads at once (Radford et al. 2021, section 2.4: 77)
MOST_WINDOWS = 8
_MARKS = re.compile(r"\\[()\[\]\\]|:\s*([+-]?\d{1,3}(?:\.\d{0,6})?|[+-]?\.\d{1,6})\s*\)|[()\[\]]|[^\\()\[\]:]+|[:\\]")


@dataclass(frozen=True, slots=True)
class Stressed:
    """Words that count so much."""

    text: str
    weight: float = 1.0


def stresses(prompt: str) -> tuple[Stressed, ...]:
    """Return the parts of a prompt with their weights, in linear time; a bracket without its other half is a letter."""
    parts: list[str] = []
    opened: dict[str, list[int]] = {"(": [], "[": []}
    changes: dict[int, float] = {}  # logarithms of what the weight is multiplied by from a part on
    for found in _MARKS.finditer(prompt):
        mark = found.group()
        kind = "[" if mark == "]" else "("
        if mark in opened:
            opened[mark].append(len(parts))
        elif (mark in {")", "]"} or found.group(1)) and opened[kind]:
            start = opened[kind].pop()
            parts[start] = ""  # the bracket has its other half
            step = log(max(float(found.group(1) or STEP), LIGHTEST)) * (-1 if kind == "[" else 1)
            changes[start] = changes.get(start, 0.0) + step
            changes[len(parts)] = changes.get(len(parts), 0.0) - step
            continue
        parts.append(mark[1] if len(mark) > 1 and mark[0] == "\\" else mark)
    return tuple(_joined(parts, changes))


def _joined(parts: Sequence[str], changes: Mapping[int, float]) -> Iterator[Stressed]:
    text, weight, sum_of_steps = "", 1.0, 0.0
    for place, part in enumerate(parts):
        sum_of_steps += changes.get(place, 0.0)
        bounded = round(min(max(exp(min(sum_of_steps, _LARGE)), LIGHTEST), HEAVIEST), 4)
        if bounded != weight and text:
            yield Stressed(text, weight)
            text = ""
        text, weight = text + part, bounded
    if text:
        yield Stressed(text, weight)


def plain(prompt: str) -> str:
    """Return the prompt without the marks of weights, for models that know none."""
    return "".join(part.text for part in stresses(prompt))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a prompt in windows of 75, each with the weight of its words."""

    windows: tuple[tuple[tuple[int, float], ...], ...]

    @property
    def is_plain(self) -> bool:
        """Whether the pipeline itself would read it in full and with the same weights."""
        return len(self.windows) == 1 and all(weight == 1 for _, weight in self.windows[0])


def tokenized(prompt: str, tokenizer: Any) -> Tokens:  # noqa: ANN401 - transformers has no types
    """Return a prompt's tokens; what is beyond eight windows is cut."""
    weighted = [
        (token, part.weight)
        for part in stresses(prompt)
        for token in tokenizer(part.text, add_special_tokens=False, truncation=False, verbose=False).input_ids
    ][: WINDOW * MOST_WINDOWS]
    pieces = [tuple(weighted[start : start + WINDOW]) for start in range(0, len(weighted), WINDOW)]
    return Tokens(tuple(pieces) or ((),))


@dataclass(frozen=True, slots=True)
class Clip:
    """A CLIP text encoder of transformers; ``last`` says that its last layer is used, not the one before it."""

    tokenizer: Any
    encoder: Any
    last: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What a CLIP encoder makes of prompts: ``states`` (batch, tokens, width), ``pooled`` (batch, width) or None."""

    states: torch.Tensor
    pooled: torch.Tensor | None


def read(tokens: Tokens, windows: int, clip: Clip, *, device: torch.device) -> Read:
    """Have an encoder read a prompt in so many windows, empty ones behind it."""
    states, pooled = [], None
    for number in range(windows):
        piece = tokens.windows[number] if number < len(tokens.windows) else ()
        ids = _framed([token for token, _ in piece], clip.tokenizer)
        result = clip.encoder(torch.tensor([ids], device=device), output_hidden_states=True)
        state = result.last_hidden_state if clip.last else result.hidden_states[-2]
        states.append(_stressed(state, [weight for _, weight in piece]))
        pooled = getattr(result, "text_embeds", None) if pooled is None else pooled
    return Read(torch.cat(states, dim=1), pooled)


def _framed(ids: Sequence[int], tokenizer: Any) -> list[int]:  # noqa: ANN401 - transformers has no types
    empty = [tokenizer.pad_token_id] * (WINDOW - len(ids))
    return [tokenizer.bos_token_id, *ids, tokenizer.eos_token_id, *empty]


def _stressed(state: torch.Tensor, weights: Sequence[float]) -> torch.Tensor:
    """Return states (1, 77, width) with each token's scaled and the mean kept, as stable-diffusion-webui does."""
    if all(weight == 1 for weight in weights):
        return state
    factors = torch.ones(state.shape[1], device=state.device, dtype=state.dtype)
    factors[1 : len(weights) + 1] = torch.tensor(weights, device=state.device, dtype=state.dtype)
    scaled = state * factors[None, :, None]
    mean = scaled.mean()
    return scaled * (state.mean() / mean) if mean.abs() > _TINY else scaled
