"""What this process remembers of the last minutes: events heard, answers under way, and tokens as a last resort.

Nothing here is needed for a result to arrive: after a crash the courier posts a new message.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import discord

from core.clock import utc_now

TOKEN_LIFE = timedelta(minutes=14)  # Discord's interaction tokens live 15 minutes
_MOST = 4096
_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class _Access:
    webhook: discord.Webhook
    until: datetime


class Recent:
    """Remembers a bounded number of things, the oldest forgotten first."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._heard: dict[int, None] = {}
        self._accepted: dict[UUID, str] = {}
        self._access: dict[int, _Access] = {}
        self._under_way: set[asyncio.Future[None]] = set()

    def is_new(self, event: int) -> bool:
        """Tell whether an event is heard for the first time, and remember it."""
        if event in self._heard:
            return False
        _keep(self._heard, event, None)
        return True

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Mark an answer as under way: a fast worker must not deliver before the message is known."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._under_way.add(done)
        try:
            yield
        finally:
            self._under_way.discard(done)
            done.set_result(None)

    def note(self, message_id: int, webhook: discord.Webhook, *, job: UUID | None) -> None:
        """Remember the message of an answer, and the token with which it was written."""
        _keep(self._access, message_id, _Access(webhook, utc_now() + TOKEN_LIFE))
        if job is not None:
            _keep(self._accepted, job, str(message_id))

    async def message_of(self, job: UUID, *, patience_s: float) -> str | None:
        """Return the message in which a job was accepted, once the answers now under way are out."""
        if job not in self._accepted and self._under_way:
            await asyncio.wait(set(self._under_way), timeout=patience_s)
        return self._accepted.get(job)

    def webhook_of(self, message_id: int) -> discord.Webhook | None:
        """Return the token's webhook that may still edit a message where the bot itself may not."""
        access = self._access.get(message_id)
        return access.webhook if access is not None and access.until > utc_now() else None


def _keep(memory: dict[_K, _V], key: _K, value: _V) -> None:
    memory[key] = value
    while len(memory) > _MOST:
        del memory[next(iter(memory))]
