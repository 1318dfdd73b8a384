"""What a worker says of its machine; the driver here is a stand-in, since no machine of the tests has a card."""

import sys
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest
from redis import Redis

from core.bus import load_key
from core.loads import Load
from gpu_worker import measuring


def test_a_machine_without_a_card_says_only_its_memory(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "_nvml", lambda: None)
    with Redis.from_url(redis_url) as redis:
        measuring.tell_load(redis, "pi")
        told = redis.get(load_key("pi"))
        left = redis.ttl(load_key("pi"))
    assert isinstance(told, bytes)
    load = Load.model_validate_json(told)
    assert load.gpus == ()
    assert load.memory_bytes > 10_000_000
    assert isinstance(left, int)
    assert 0 < left <= 10, "who falls silent is forgotten"


class _NvmlError(Exception):
    pass


def _driver(**changes: object) -> SimpleNamespace:
    """A driver as NVIDIA's library answers, one card."""

    def refuse(*_: object) -> float:
        raise _NvmlError

    answers: dict[str, object] = {
        "NVMLError": _NvmlError,
        "NVML_TEMPERATURE_GPU": 0,
        "nvmlDeviceGetCount": lambda: 1,
        "nvmlDeviceGetHandleByIndex": lambda index: index,
        "nvmlDeviceGetMemoryInfo": lambda _: SimpleNamespace(used=3, total=9),
        "nvmlDeviceGetUtilizationRates": lambda _: SimpleNamespace(gpu=50),
        "nvmlDeviceGetTemperature": lambda *_: 61,
        "nvmlDeviceGetPowerUsage": refuse,
    }
    return SimpleNamespace(**(answers | {name: refuse for name, value in changes.items() if value is None}))


def test_what_a_card_does_not_tell_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "_nvml", _driver)
    (gpu,) = measuring.gpus()
    assert (gpu.memory_used_bytes, gpu.memory_bytes, gpu.busy, gpu.celsius, gpu.watts) == (3, 9, 0.5, 61, None)


def test_a_driver_that_stops_answering_costs_the_figures_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "_nvml", lambda: _driver(nvmlDeviceGetCount=None))
    assert measuring.gpus() == ()


def test_torch_is_asked_where_there_is_no_driver_s_library(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda = SimpleNamespace(is_initialized=lambda: True, device_count=lambda: 1, mem_get_info=lambda _: (6, 9))
    monkeypatch.setattr(measuring, "_nvml", lambda: None)
    monkeypatch.setitem(sys.modules, "torch", cast("ModuleType", SimpleNamespace(cuda=cuda)))
    (gpu,) = measuring.gpus()
    assert (gpu.memory_used_bytes, gpu.memory_bytes, gpu.busy) == (3, 9, None)
