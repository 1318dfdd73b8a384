"""Actions as the chat leaves them to the bridge, and a bridge of one's own to take them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus as messages
from core.audit.models import AuditEntry
from core.bus import Bus
from core.clock import new_id, utc_now
from core.db import Database, Json, after_commit
from core.home import pins
from core.home.models import HomeAction, HomeBridge, HomeRule
from core.home.states import ENDED, Kind, Mode, Risk, State
from core.nudges import Nudge
from core.platforms import Platform
from core.roles import Role
from core.sealing import Sealing
from core.users.models import User
from ha_bridge.answering import Answerer
from ha_bridge.bridge import Bridge
from ha_bridge.calling import Caller
from ha_bridge.client import Client, Pauses
from ha_bridge.live import Live
from ha_bridge.metrics import Metrics, make_metrics
from ha_bridge.rest import Rest
from ha_bridge.taking import Taker
from ha_bridge.telling import Teller
from ha_bridge.token import Token
from tests.factories import person
from tests.stage import until

QUICK = Pauses(first_s=0.05, longest_s=0.4, refused_s=30.0, ping_every_s=0.5, answer_s=1.0)
SEALING = Sealing(SecretStr("e" * 40))
_numbers = count(1)


@dataclass
class Scene:
    """A bridge at work and what it stands on."""

    database: Database
    bus: Bus
    bridge: Bridge
    client: Client
    live: Live
    metrics: Metrics

    async def ready(self) -> None:
        """Wait until Home Assistant is there and written down."""
        await until(self._is_ready, "the bridge is connected", within_s=30)

    async def _is_ready(self) -> bool:
        async with self.database.transaction() as session:
            row = await session.get(HomeBridge, 1)
        return self.client.is_ready and row is not None and row.connected and not self.live.is_stale

    async def mode(self, mode: Mode) -> None:
        """Switch the house's mode, as an admin does."""
        async with self.database.transaction() as session:
            await session.execute(update(HomeBridge).values(mode_name=mode.value))

    async def allow(self, *, entity_id: str | None = None, domain: str | None = None, **fields: object) -> None:
        """Add a rule."""
        async with self.database.transaction() as session:
            session.add(HomeRule(entity_id=entity_id, domain=domain, created_at=utc_now(), **fields))

    async def admin(self, role: Role = Role.ADMIN) -> User:
        """Meet somebody."""
        async with self.database.transaction() as session:
            return await person(session, role=role)

    async def do(self, who: User, *calls: Json, **fields: object) -> HomeAction:
        """Have an action carried out and return it as it ended."""
        return await self.ended(await self.ask(who, *calls, **fields))

    async def pinned(self, who: User, one: Json, pin: str) -> HomeAction:
        """Have a call carried out on a thing with a code of its own."""
        action_id = new_id()
        return await self.do(who, one, id=action_id, sealed_pin=pins.sealed(SEALING, action_id, SecretStr(pin)))

    async def ask(self, who: User, *calls: Json, **fields: object) -> UUID:
        """Leave an action to the bridge."""
        async with self.database.transaction() as session:
            return await leave(session, who, calls, **fields)

    async def ended(self, action_id: UUID, *, within_s: float = 30) -> HomeAction:
        """Return an action once it has ended."""
        found: list[HomeAction] = []

        async def has_ended() -> bool:
            async with self.database.transaction() as session:
                action = await session.get_one(HomeAction, action_id)
            found[:] = [action]
            return action.state in ENDED

        await until(has_ended, "the action ends", within_s=within_s)
        return found[0]

    async def record(self) -> list[AuditEntry]:
        """Return the audit log."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


def call(entity_id: str, service: str, /, **data: object) -> Json:
    """Return a call as an action's row holds it."""
    shown = {"name": entity_id, "state": "unknown", "attributes": {}}
    return {"entity_id": entity_id, "service": service, "data": data, **shown}


async def leave(session: AsyncSession, who: User, calls: Sequence[Json], **fields: object) -> UUID:
    """Write an action that waits for the bridge, with every consent that there is."""
    now = utc_now()
    action = HomeAction(
        id=new_id(),
        key=f"test:{next(_numbers)}",
        user_id=who.id,
        kind_name=Kind.CALLS.value,
        state_name=State.READY.value,
        title="test",
        calls=list(calls),
        entity_ids=list(dict.fromkeys(str(one["entity_id"]) for one in calls)),
        risk_level=Risk.HIGH.value,
        confirmed_at=now,
        coded_at=now,
        discreet=True,
        origin=Platform.CONSOLE.value,
        created_at=now,
        ready_at=now,
        expires_at=now + timedelta(seconds=10),
        platform=Platform.CONSOLE.value,
        channel_id="channel",
        locale="en",
    )
    for name, value in fields.items():
        setattr(action, name, value)
    session.add(action)
    after_commit(session, Nudge(messages.HOME, str(action.id)))
    return action.id


async def so(holds: bool) -> bool:  # noqa: FBT001 - what ``until`` asks again and again
    """Return what is already known."""
    return holds


@asynccontextmanager
async def bridging(
    database: Database, bus: Bus, *, url: str, token: str, confirm_s: float = 5.0
) -> AsyncIterator[Scene]:
    """Yield a bridge at work in this process."""
    shown = Token(SecretStr(token))
    rest = Rest(url, shown)
    scene = _scene(database, bus, Client(url, shown, dice=Random(1), pauses=QUICK), rest, confirm_s)
    running = asyncio.create_task(scene.bridge.run())
    try:
        yield scene
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await rest.close()


def _scene(database: Database, bus: Bus, client: Client, rest: Rest, confirm_s: float) -> Scene:
    live, metrics = Live(), make_metrics()
    taker = Taker(
        database=database,
        bus=bus,
        client=client,
        caller=Caller(client, live, confirm_s=confirm_s),
        answerer=Answerer(client=client, live=live, rest=rest, bus=bus),
        sealing=SEALING,
        metrics=metrics,
    )
    teller = Teller(database=database, client=client, live=live, metrics=metrics, first_mode=Mode.DRY_RUN)
    return Scene(database, bus, Bridge(client=client, taker=taker, teller=teller), client, live, metrics)
