"""Making calls: each entity's in order, all entities at once, every one confirmed by what is seen (H7)."""

import asyncio
import logging
import time
from collections.abc import Sequence

from pydantic import JsonValue, SecretStr, TypeAdapter

from core.home.effects import Snap, target_of
from core.home.plans import Asked
from core.home.seeing import kept
from core.home.sending import BRIDGE_AWAY, Came
from core.home.services import PINNED, SERVICES
from ha_bridge.client import Client
from ha_bridge.live import Live
from ha_bridge.troubles import Away, Declined, NotUnderstood, Unsent
from ha_bridge.waiting import Waiter, snap_of
from ha_bridge.wire import Called

CONFIRM_S = 5.0
_NAME_S = 0.05  # the answer that names our context comes right behind the change
_CALLED = TypeAdapter(Called)
# Home Assistant's words for a code that it does not take (websocket_api/const.py), of this year and of older versions.
_REFUSED = frozenset({"service_validation_error", "home_assistant_error", "invalid_format"})
PIN_REFUSED = "home-pin-refused"
_log = logging.getLogger(__name__)


class Caller:
    """Sends calls over the one socket and watches what they lead to."""

    def __init__(self, client: Client, live: Live, *, confirm_s: float = CONFIRM_S) -> None:
        """Hold the collaborators."""
        self._client = client
        self._live = live
        self._confirm_s = confirm_s

    async def carry_out(self, asked: Sequence[Asked], *, pin: SecretStr | None = None) -> list[Came]:
        """Make all calls; each is sent at most once, whatever happens.

        ``pin`` goes to the one thing among them that has a code of its own.
        """
        chains: dict[str, list[Asked]] = {}
        for one in asked:
            chains.setdefault(one.call.entity_id, []).append(one)
        found = await asyncio.gather(*(self._in_order(chain, pin) for chain in chains.values()))
        return [came for chain in found for came in chain]

    async def _in_order(self, chain: Sequence[Asked], pin: SecretStr | None) -> list[Came]:
        return [await self._make(one, pin) for one in chain]

    async def _make(self, asked: Asked, pin: SecretStr | None) -> Came:
        state = self._live.states.get(asked.call.entity_id)
        before = snap_of(state) if state else asked.before
        waiter = Waiter(asked.call.entity_id, target_of(asked.call, before), before)
        self._live.attend(waiter)
        begun = time.perf_counter()
        try:
            error = await self._send_and_watch(asked, waiter, pin)
        finally:
            self._live.dismiss(waiter)
        latency = (waiter.settled_at or time.perf_counter()) - begun
        return _came(asked, waiter, before, error=error, latency_s=latency)

    async def _send_and_watch(self, asked: Asked, waiter: Waiter, pin: SecretStr | None) -> str | None:
        """Send a call and wait for its effect; return Home Assistant's code where it refused."""
        sending = asyncio.create_task(self._send(asked, waiter, pin))
        settling = asyncio.create_task(waiter.settled())
        try:
            async with asyncio.timeout(self._confirm_s):
                await asyncio.wait({sending, settling}, return_when=asyncio.FIRST_COMPLETED)
                if sending.done() and (error := sending.result()):
                    return error
                await settling
                await asyncio.wait({sending}, timeout=_NAME_S)
        except TimeoutError:
            if sending.done():
                return sending.result()
        finally:
            for task in (sending, settling):
                task.cancel()
            await asyncio.gather(sending, settling, return_exceptions=True)
        return None

    async def _send(self, asked: Asked, waiter: Waiter, pin: SecretStr | None) -> str | None:
        domain = asked.call.entity_id.partition(".")[0]
        if (domain, asked.call.service) not in SERVICES:
            return "not_allowed"  # nothing outside the closed list leaves, whatever was decided before (H1)
        data: dict[str, JsonValue] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in asked.call.data.items()
        }
        is_pinned = self._takes_pin(asked)
        if is_pinned and pin is not None and pin.get_secret_value():
            data["code"] = pin.get_secret_value()
        target: dict[str, JsonValue] = {"entity_id": [asked.call.entity_id]}
        try:
            called = await self._client.ask(
                "call_service",
                _CALLED,
                within_s=self._confirm_s,
                domain=domain,
                service=asked.call.service,
                service_data=data,
                target=target,
            )
        except Unsent:
            return BRIDGE_AWAY
        except Declined as declined:
            return PIN_REFUSED if is_pinned and declined.code in _REFUSED else declined.code
        except (Away, NotUnderstood) as trouble:
            _log.warning("a call may not have arrived: %s", trouble)
            return None
        waiter.hear(called.context.id)
        return None

    def _takes_pin(self, asked: Asked) -> bool:
        """Tell whether the thing has a code of its own that the call asks for."""
        state = self._live.states.get(asked.call.entity_id)
        domain = asked.call.entity_id.partition(".")[0]
        return (
            (domain, asked.call.service) in PINNED and state is not None and bool(state.attributes.get("code_format"))
        )


def _came(asked: Asked, waiter: Waiter, before: Snap, *, error: str | None, latency_s: float) -> Came:
    confirmed = error is None and waiter.is_confirmed()
    return Came(
        entity_id=asked.call.entity_id,
        service=asked.call.service,
        confirmed=confirmed,
        before=_written(before),
        after=_written(waiter.now),
        context_id=waiter.cause,
        latency_ms=round(latency_s * 1000) if confirmed else None,
        error=error,
    )


def _written(snap: Snap) -> dict[str, object]:
    return {"state": snap.state, "attributes": kept(dict(snap.attributes))}
