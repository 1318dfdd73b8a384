"""Loops that go on for ever: what ends one step of them, and what does not end them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from prometheus_client import generate_latest
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy.exc import OperationalError

from core import loops
from core.figures.serving import make_registry
from core.loops import FAULTS, forever


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have faults pause as shortly as outages, and begin counting."""
    monkeypatch.setattr(loops, "FAULT_S", 0.01)
    FAULTS.clear()
    yield
    FAULTS.clear()


def _steps(*ends: BaseException | float | None) -> tuple[Callable[[], Awaitable[None]], asyncio.Event]:
    """Return a step that ends as told, one end each time (a number lasts so long), and what is set behind the last."""
    waiting, over = list(ends), asyncio.Event()

    async def look() -> None:
        if not waiting:
            over.set()
            return
        end = waiting.pop(0)
        if isinstance(end, BaseException):
            raise end
        await asyncio.sleep(end or 0)

    return look, over


async def _run(*ends: BaseException | float | None, within_s: float | None = None) -> None:
    step, over = _steps(*ends)
    running = asyncio.ensure_future(forever(step, every_s=0.001, within_s=within_s, tick_s=0.01))
    done, _ = await asyncio.wait(
        {running, asyncio.ensure_future(over.wait())}, timeout=10, return_when="FIRST_COMPLETED"
    )
    assert running not in done, "the loop ended"
    assert over.is_set(), "the loop hangs"
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize(
    "outage", [RedisAway("gone"), OSError(111, "refused"), TimeoutError(), OperationalError("SELECT", {}, Exception())]
)
async def test_an_outage_costs_a_tick_r2(outage: Exception, caplog: pytest.LogCaptureFixture) -> None:
    await _run(outage, outage)
    told = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(told) == 2
    assert all("look waits for an outage to pass: " in record.message for record in told)
    assert not told[0].message.endswith(": "), "an outage without words is named by its kind"


@pytest.mark.parametrize("fault", [RuntimeError("the handler is closed"), KeyError("kind"), AssertionError()])
async def test_a_fault_of_ours_is_said_counted_and_tried_again(
    fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await _run(fault, None, fault)
    (first, _second) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "look failed" in first.message
    assert first.exc_info, "with its trace"
    assert b'inkhearth_loop_faults_total{loop="look"} 2.0' in generate_latest(make_registry())


async def test_a_step_that_hangs_is_taken_again_r2(caplog: pytest.LogCaptureFixture) -> None:
    await _run(60.0, None, within_s=0.05)
    assert "look waits for an outage to pass: TimeoutError" in caplog.text


async def test_a_loop_ends_when_told_to() -> None:
    step, over = _steps()
    running = asyncio.ensure_future(forever(step))
    await over.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
