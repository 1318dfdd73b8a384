"""Looking over a model's folder without torch: is everything there, is it whole, is it safe to load.

A safetensors file is eight bytes of header length (little endian), a JSON header, then the tensors' bytes
(https://github.com/huggingface/safetensors#format), so a file that was cut or overwritten is found by its size.
"""

import json
import os
import struct
from collections.abc import Iterator
from itertools import pairwise
from math import prod
from pathlib import Path

from gpu_worker.engines.diffusers.models.entry import Entry

INDEX = "model_index.json"
_LONGEST_HEADER = 100_000_000  # bytes; the limit of the safetensors library itself
_LENGTH = struct.Struct("<Q")
# Bytes of a number, by the names of the format; those that are packed more tightly are not checked.
_BYTES = {
    **dict.fromkeys(("F64", "I64", "U64"), 8), **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 2), **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2"), 1),
}  # fmt: skip
_UNUSED = {"safety_checker"}  # what is drawn is judged by the house's own classifiers
_PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl")


class UnusableModel(Exception):
    """The model can't be loaded; the sentence is for the person who runs the worker."""


def check_folder(entry: Entry, folder: Path) -> int:
    """Return the number of weights in a pipeline's folder.

    Raises:
        UnusableModel: files are missing, damaged or of an unsafe kind.
    """
    files = list(_weight_files(entry, folder))
    if not files:
        message = f"{folder} holds no weights. Fetch the model again."
        raise UnusableModel(message)
    return sum(_weights_in(file) for file in files)


def check_model(folder: Path) -> int:
    """Return the number of weights in the folder of a single network.

    Raises:
        UnusableModel: files are missing, damaged or of an unsafe kind.
    """
    files = [path for path in _files(folder) if path.suffix == ".safetensors"]
    if not files:
        _refuse_pickles(folder, _files(folder))
        message = f"{folder} holds no weights. Fetch the model again."
        raise UnusableModel(message)
    return sum(_weights_in(file) for file in files)


def check_part(entry: Entry, inside: Path) -> int:
    """Return the number of weights of one part of a pipeline, in the variant that the entry names.

    Raises:
        UnusableModel: files are missing, damaged or of an unsafe kind.
    """
    return sum(_weights_in(file) for file in _safe_files(entry, inside))


def check_file(path: Path) -> int:
    """Return the number of weights in one file.

    Raises:
        UnusableModel: it is damaged or of an unsafe kind.
    """
    if path.suffix != ".safetensors":
        _refuse_pickles(path, [path])
    return _weights_in(path)


def _weight_files(entry: Entry, folder: Path) -> Iterator[Path]:
    for component in _components(folder):
        if component in _UNUSED:
            continue
        inside = folder / component
        if not inside.is_dir():
            message = f"{inside} is missing. Fetch the model again."
            raise UnusableModel(message)
        yield from _safe_files(entry, inside)


def _components(folder: Path) -> list[str]:
    index = folder / INDEX
    try:
        listed = json.loads(index.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"{index} is missing: this is not a folder of a diffusers pipeline."
        raise UnusableModel(message) from None
    except (OSError, ValueError) as error:
        message = f"{index} can't be read ({error}). Fetch the model again."
        raise UnusableModel(message) from error
    if not isinstance(listed, dict):
        message = f"{index} lists no parts. Fetch the model again."
        raise UnusableModel(message)
    return [name for name, value in listed.items() if isinstance(value, list) and value and value[0]]


def _safe_files(entry: Entry, inside: Path) -> list[Path]:
    files = _files(inside)
    safe = [path for path in files if path.suffix == ".safetensors"]
    if not safe:
        _refuse_pickles(inside, files)
    plain = [path for path in safe if _is_variant(path, None)]
    chosen = [path for path in safe if _is_variant(path, entry.variant)] or plain
    if safe and not chosen:
        message = f"{inside} has no weights of the variant {entry.variant or '(none)'}; it has {safe[0].name}."
        raise UnusableModel(message)
    return chosen


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file()]


def _refuse_pickles(place: Path, files: list[Path]) -> None:
    if any(path.suffix in _PICKLES for path in files):
        message = (
            f"{place} holds pickled weights only, which can run code when they are read. "
            "Use a revision of the model with .safetensors files."
        )
        raise UnusableModel(message)


def _is_variant(path: Path, variant: str | None) -> bool:
    """Tell ``model.fp16.safetensors`` from ``model.safetensors`` and ``model-00001-of-00002.safetensors``."""
    parts = path.name.split(".")[1:-1]
    if variant is None:
        return not parts
    return bool(parts) and parts[0].split("-")[0] == variant


def _weights_in(path: Path) -> int:
    """Return how many numbers a safetensors file holds."""
    try:
        return _counted(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error, RecursionError) as error:
        message = f"{path} is damaged ({str(error) or type(error).__name__}). Fetch the model again."
        raise UnusableModel(message) from error


def _counted(path: Path) -> int:
    with path.open("rb") as file:
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        size = os.fstat(file.fileno()).st_size
        if length > min(size - _LENGTH.size, _LONGEST_HEADER):
            message = f"a header of {length} bytes in a file of {size}"
            raise ValueError(message)
        header = json.loads(file.read(length))
    tensors = [tensor for name, tensor in header.items() if name != "__metadata__"]
    spans = sorted(tuple(tensor["data_offsets"]) for tensor in tensors)
    end = spans[-1][1] if spans else 0
    if size != _LENGTH.size + length + end or any(one[1] != next_[0] for one, next_ in pairwise(spans)):
        message = f"{size} bytes, {_LENGTH.size + length + end} expected"
        raise ValueError(message)
    return sum(_numbers(tensor["shape"], tensor["dtype"], tensor["data_offsets"]) for tensor in tensors)


def _numbers(shape: list[int], dtype: str, span: list[int]) -> int:
    """Return how many numbers a tensor has; what its header says must fill its bytes."""
    count, begin, end = prod(shape), *span
    if count * _BYTES.get(dtype, 0) not in {0, end - begin}:
        message = f"{count} numbers of {dtype} in {end - begin} bytes"
        raise ValueError(message)
    return count
