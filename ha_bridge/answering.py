"""Questions that only Home Assistant can answer: what a camera sees, what an entity was in the last hours."""

import asyncio
from datetime import datetime, timedelta

from core.bus import Bus, snapshot_key
from core.db import Json
from core.errors import DomainError
from core.home.histories import History, Point, thinned
from core.home.sending import BRIDGE_AWAY, Order
from core.home.states import Kind
from ha_bridge.client import Client
from ha_bridge.live import Live
from ha_bridge.rest import Rest
from ha_bridge.snapshots import MEDIA_TYPE, clean
from ha_bridge.troubles import Away, Declined, HomeTrouble

SNAPSHOT_S = 600  # as long as an answer may be on its way; it is kept nowhere else
_NOT_UNDERSTOOD = "not_understood"
DEFAULT_HOURS, MOST_HOURS = 24, 24 * 31


class NoAnswer(Exception):
    """The question can't be answered; ``code`` says why."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


class Answerer:
    """Fetches what was asked for, over REST."""

    def __init__(self, *, client: Client, live: Live, rest: Rest, bus: Bus) -> None:
        """Hold the collaborators."""
        self._client = client
        self._live = live
        self._rest = rest
        self._bus = bus

    async def answer(self, order: Order, *, now: datetime) -> Json:
        """Return what the action's row is told.

        Raises:
            NoAnswer: Home Assistant is away, says no, or gives something else.
            RedisError: the picture can't be handed over.
        """
        if not self._client.is_ready:
            raise NoAnswer(BRIDGE_AWAY)
        (entity_id,) = order.entity_ids
        try:
            if order.kind is Kind.SNAPSHOT:
                return await self._snapshot(order, entity_id)
            return await self._history(order, entity_id, now)
        except Away as away:
            raise NoAnswer(BRIDGE_AWAY) from away
        except Declined as declined:
            raise NoAnswer(declined.code) from declined
        except HomeTrouble as trouble:
            raise NoAnswer(_NOT_UNDERSTOOD) from trouble
        except DomainError as error:  # what the camera gave is no picture, or too big a one
            raise NoAnswer(error.code) from error

    async def _snapshot(self, order: Order, entity_id: str) -> Json:
        picture = await asyncio.to_thread(clean, await self._rest.snapshot(entity_id))
        await self._bus.redis.set(snapshot_key(order.action_id), picture, ex=SNAPSHOT_S)
        return {"snapshot": {"entity_id": entity_id, "media_type": MEDIA_TYPE, "bytes": len(picture)}}

    async def _history(self, order: Order, entity_id: str, now: datetime) -> Json:
        since = now - timedelta(hours=min(order.hours or DEFAULT_HOURS, MOST_HOURS))
        moments = await self._rest.history(entity_id, since, now)
        points = [Point(at=max(moment.last_changed, since), state=moment.state) for moment in moments]
        state = self._live.states.get(entity_id)
        unit = state.attributes.get("unit_of_measurement") if state else None
        history = History(
            entity_id=entity_id,
            since=since,
            until=now,
            unit=unit if isinstance(unit, str) else None,
            points=await asyncio.to_thread(thinned, points),
        )
        return {"history": history.written()}
