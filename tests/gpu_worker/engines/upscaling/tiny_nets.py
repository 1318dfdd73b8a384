"""Nets of a few kilobytes in the layouts that people share: Real-ESRGAN's RRDBNet and its compact relative."""

from pathlib import Path

import torch
from safetensors.torch import save_file

_FEATURES, _GROWTH = 8, 32  # spandrel takes the latter for given


def save_compact(path: Path, *, factor: int, layers: int = 2, seed: int = 0) -> Path:
    """Save a compact net (SRVGGNet): it adds what it computes to the picture with its pixels made larger."""
    torch.manual_seed(seed)
    weights: dict[str, torch.Tensor] = {}
    sizes = [(3, _FEATURES), *[(_FEATURES, _FEATURES)] * layers, (_FEATURES, 3 * factor**2)]
    for number, (before, after) in enumerate(sizes):
        _convolution(weights, f"body.{2 * number}", before, after)
        if number < len(sizes) - 1:
            weights[f"body.{2 * number + 1}.weight"] = torch.full((after,), 0.2)
    save_file(weights, path)
    return path


def save_rrdb(path: Path, *, seed: int = 0) -> Path:
    """Save an RRDBNet of one block that enlarges ×4, in the names of Real-ESRGAN's own files."""
    torch.manual_seed(seed)
    weights: dict[str, torch.Tensor] = {}
    _convolution(weights, "conv_first", 3, _FEATURES)
    for dense in (1, 2, 3):
        for number in range(1, 6):
            after = _FEATURES if number == 5 else _GROWTH
            _convolution(weights, f"body.0.rdb{dense}.conv{number}", _FEATURES + (number - 1) * _GROWTH, after)
    for name in ("conv_body", "conv_up1", "conv_up2", "conv_hr"):
        _convolution(weights, name, _FEATURES, _FEATURES)
    _convolution(weights, "conv_last", _FEATURES, 3)
    save_file(weights, path)
    return path


def _convolution(weights: dict[str, torch.Tensor], name: str, before: int, after: int) -> None:
    weights[f"{name}.weight"] = torch.randn(after, before, 3, 3) * (9 * before) ** -0.5
    weights[f"{name}.bias"] = torch.full((after,), 0.1)
