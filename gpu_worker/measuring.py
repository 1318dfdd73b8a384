"""How a worker's machine is: its memory and graphics cards, told with each announcement so that nobody need reach it.

NVIDIA's own library is asked (``nvidia-ml-py``, imported as pynvml); without it torch, if a process has loaded it,
knows the memory; without a card there is nothing to tell. https://docs.nvidia.com/deploy/nvml-api
"""

import logging
import os
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from redis import Redis

from core.bus import WORKER_SECONDS, load_key
from core.loads import GpuLoad, Load

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_log = logging.getLogger(__name__)


def tell_load(redis: Redis, name: str) -> None:
    """Tell how the machine of the worker ``name`` is.

    Raises:
        RedisError: Redis is away.
    """
    redis.set(load_key(name), load().model_dump_json(), ex=WORKER_SECONDS)


def load() -> Load:
    """Return how this machine is."""
    return Load(memory_bytes=_memory(), gpus=gpus())


def gpus() -> tuple[GpuLoad, ...]:
    """Return the graphics cards; none where there is no driver, or where it stopped answering."""
    nvml = _nvml()
    if nvml is None:
        return _gpus_of_torch(sys.modules.get("torch"))
    try:
        return tuple(_card(nvml, index) for index in range(nvml.nvmlDeviceGetCount()))
    except nvml.NVMLError as error:
        _log.info("the graphics cards don't answer: %s", error)
        return ()


@cache
def _nvml() -> Any:  # noqa: ANN401 - the library is untyped and may be absent
    try:
        nvml: Any = import_module("pynvml")
    except ImportError:
        return None
    try:
        nvml.nvmlInit()
    except nvml.NVMLError:
        return None
    return nvml


def _card(nvml: Any, index: int) -> GpuLoad:  # noqa: ANN401 - as above
    handle = nvml.nvmlDeviceGetHandleByIndex(index)
    memory = nvml.nvmlDeviceGetMemoryInfo(handle)

    def asked(question: Callable[[], float]) -> float | None:
        try:
            return question()
        except nvml.NVMLError:  # not every card tells everything
            return None

    return GpuLoad(
        index=index,
        memory_used_bytes=memory.used,
        memory_bytes=memory.total,
        busy=asked(lambda: nvml.nvmlDeviceGetUtilizationRates(handle).gpu / 100),
        celsius=asked(lambda: nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU)),
        watts=asked(lambda: nvml.nvmlDeviceGetPowerUsage(handle) / 1000),
    )


def _gpus_of_torch(torch: ModuleType | None) -> tuple[GpuLoad, ...]:
    """Ask torch if it is loaded here; loading it for this would cost a second and a gigabyte."""
    if torch is None or not torch.cuda.is_initialized():
        return ()
    told = [torch.cuda.mem_get_info(index) for index in range(torch.cuda.device_count())]
    return tuple(
        GpuLoad(index=index, memory_used_bytes=total - free, memory_bytes=total)
        for index, (free, total) in enumerate(told)
    )


def _memory() -> int:
    """Return the resident memory of this process and its children, as Linux tells it (proc(5)); 0 elsewhere."""
    try:
        own = os.getpid()
        pids = [own, *_children(own)]
        return sum(_resident(pid) for pid in pids)
    except OSError:
        return 0


def _children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:  # noqa: PTH123 - not a path of a disk
        return [int(word) for word in file.read().split()]


def _resident(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123 - as above
            return int(file.read().split()[1]) * _PAGE_BYTES
    except OSError:
        return 0  # it ended meanwhile
