"""Telling that memory ran out from every other error; needs torch."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

_ONEDNN = "could not create a primitive"  # it says no more than this when memory runs out
# The sentences of torch's allocators, of C++, and of oneDNN.
_OUT_OF_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc", _ONEDNN)


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether a device or this machine ran out of memory; torch's CPU allocator raises a plain RuntimeError."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _OUT_OF_MEMORY)


def may_be_spoilt(error: BaseException) -> bool:
    """Tell whether oneDNN may be broken: a kernel that once found no memory is not made in the same process again.

    Seen with torch 2.13, however much memory there is later.
    """
    return isinstance(error, RuntimeError) and _ONEDNN in str(error)


@contextmanager
def without_onednn() -> Iterator[None]:
    """Have the same computed slower, by torch's own kernels; nobody else computes in this process meanwhile."""
    mkldnn: Any = torch.backends.mkldnn  # its own ``flags`` warns of what it sets besides
    mkldnn.enabled = False
    try:
        yield
    finally:
        mkldnn.enabled = True
