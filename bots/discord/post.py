"""Brings answers and progress into channels with the bot's own token, by channel and message id."""

import asyncio
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import UUID
from weakref import WeakValueDictionary

import aiohttp
import discord

from bots.conversation.replies import Reply
from bots.copies import Copyist
from bots.deliveries import Later, Unreachable
from bots.discord.answers import send_to
from bots.discord.parcels import USUAL_LIMIT, Letter, write
from bots.discord.recent import Recent
from bots.discord.turns import is_restricted
from core.storage import Store

PATIENCE_S = 45.0  # less than the minute for which an answer is claimed, so that nobody else brings it meanwhile
PROGRESS_PATIENCE_S = 2.0
PROGRESS_PAUSE_S = 1.0  # Discord allows about five edits in five seconds a channel; results need some of them
_MESSAGE_WAIT_S = 5.0
_UNKNOWN_MESSAGE = 10008
_MOST_CHANNELS = 1000
_SLOW = "Discord did not answer in time"
_BUSY = "Discord asks for patience"
_AWAY = "Discord is out of reach"
_FAULT = "a fault of ours"
_NO_CHANNEL = "the interaction named no channel"
_NOBODY = discord.AllowedMentions.none()
_log = logging.getLogger(__name__)


class DiscordPost:
    """What the courier needs of Discord."""

    def __init__(self, client: discord.Client, *, store: Store, recent: Recent, copyist: Copyist | None = None) -> None:
        """Hold the collaborators."""
        self._client = client
        self._store = store
        self._copyist = copyist
        self._recent = recent
        self._editing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._free_at: dict[str, float] = {}

    async def answer(self, channel_id: str, message_id: str | None, reply: Reply) -> str:
        """Edit the message into the answer, or post a new one; return the answer's message id.

        Raises:
            Later: Discord is away, asks for patience, or something is wrong on our side.
            Unreachable: the channel is gone or closed to us.
        """
        try:
            async with asyncio.timeout(PATIENCE_S), _translated():
                if message_id is None and reply.job is not None:
                    message_id = await self._recent.message_of(reply.job, patience_s=_MESSAGE_WAIT_S)
                if message_id is None:
                    return await self._post(channel_id, reply)
                async with self._turn(message_id):
                    return await self._edit_or_post(channel_id, message_id, reply)
        except TimeoutError:
            raise Later(_SLOW) from None

    async def is_age_restricted(self, channel_id: str) -> bool:
        """Tell whether Discord lets only adults into a channel now; a thread is as its channel.

        Raises:
            Later: Discord is away or asks for patience.
        """
        if not channel_id.isdigit():
            return False
        try:
            async with asyncio.timeout(PATIENCE_S), _translated():
                known = self._client.get_channel(int(channel_id))
                return is_restricted(known or await self._client.fetch_channel(int(channel_id)))
        except TimeoutError:
            raise Later(_SLOW) from None
        except Unreachable:
            return False  # writing there is refused as well, and says why

    async def progress(self, channel_id: str, message_id: str, reply: Reply) -> None:
        """Edit the message to show progress; dropped when the channel had one just now or Discord is slow."""
        now = time.monotonic()
        if self._editing.get(message_id) is not None or now < self._free_at.get(channel_id, 0.0):
            return
        self._free_at[channel_id] = now + PROGRESS_PAUSE_S
        if len(self._free_at) > _MOST_CHANNELS:
            del self._free_at[next(iter(self._free_at))]
        try:
            async with asyncio.timeout(PROGRESS_PATIENCE_S), _translated(), self._turn(message_id):
                await self._edit(channel_id, message_id, reply)
        except TimeoutError:
            self._free_at[channel_id] = time.monotonic() + PATIENCE_S
        except Later as later:
            self._free_at[channel_id] = time.monotonic() + (later.wait or timedelta(seconds=PATIENCE_S)).total_seconds()

    async def private_channel(self, person: str) -> str:
        """Return the channel of a private talk with somebody.

        Raises:
            Later, Unreachable: as in ``answer``.
        """
        if not person.isdigit():
            raise Unreachable(_NO_CHANNEL)
        try:
            async with asyncio.timeout(PATIENCE_S), _translated():
                return str((await self._client.create_dm(discord.Object(int(person)))).id)
        except TimeoutError:
            raise Later(_SLOW) from None

    async def remove(self, channel_id: str, message_id: str) -> None:
        """Take a message away; one that is gone already is no trouble.

        Raises:
            Later, Unreachable: as in ``answer``.
        """
        if not message_id.isdigit():
            raise Unreachable(_NO_CHANNEL)
        try:
            async with asyncio.timeout(PATIENCE_S), _translated():
                with suppress(discord.NotFound):
                    await self._channel(channel_id).get_partial_message(int(message_id)).delete()
        except TimeoutError:
            raise Later(_SLOW) from None

    async def _edit_or_post(self, channel_id: str, message_id: str, reply: Reply) -> str:
        try:
            return await self._edit(channel_id, message_id, reply)
        except discord.NotFound as error:
            if error.code != _UNKNOWN_MESSAGE:
                raise
            return await self._post(channel_id, reply)

    async def _edit(self, channel_id: str, message_id: str, reply: Reply) -> str:
        message = self._channel(channel_id).get_partial_message(int(message_id))
        webhook = self._recent.webhook_of(message.id)

        async def send(letter: Letter) -> int:
            try:
                await message.edit(
                    content=letter.text or None,
                    attachments=letter.files(),
                    view=letter.view(),
                    allowed_mentions=_NOBODY,
                )
            except (discord.Forbidden, discord.NotFound):
                if webhook is None:
                    raise
                await _edit_through(webhook, message.id, letter)
            return message.id

        return str(await self._written(send, reply, channel_id))

    async def _post(self, channel_id: str, reply: Reply) -> str:
        channel = self._channel(channel_id)
        nonce = _nonce(reply.job)

        async def send(letter: Letter) -> int:
            return await send_to(channel, letter, nonce=nonce)

        return str(await self._written(send, reply, channel_id))

    async def _written(self, send: Callable[[Letter], Awaitable[int]], reply: Reply, channel_id: str) -> int:
        limit = self._limit(channel_id)
        return await write(send, reply, store=self._store, limit=limit, copyist=self._copyist)

    def _channel(self, channel_id: str) -> discord.PartialMessageable:
        if not channel_id.isdigit():
            raise Unreachable(_NO_CHANNEL)
        return self._client.get_partial_messageable(int(channel_id))

    def _limit(self, channel_id: str) -> int:
        """Return how many bytes a file may have in a channel."""
        guild = getattr(self._client.get_channel(int(channel_id)), "guild", None)
        return guild.filesize_limit if isinstance(guild, discord.Guild) else USUAL_LIMIT

    @asynccontextmanager
    async def _turn(self, message_id: str) -> AsyncIterator[None]:
        """Edit one message at a time, so that late progress never covers a result."""
        lock = self._editing.setdefault(message_id, asyncio.Lock())
        async with lock:
            yield


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Say of every failure whether it may pass."""
    try:
        yield
    except (Later, Unreachable, TimeoutError):
        raise
    except discord.RateLimited as limit:
        raise Later(_BUSY, timedelta(seconds=limit.retry_after)) from limit
    except discord.HTTPException as error:
        raise _judged(error) from error
    except (aiohttp.ClientError, OSError) as error:
        raise _later(_AWAY, error) from error
    except Exception as error:  # the edge: one answer's fault must not stop the others
        _log.exception("an answer could not be written")
        raise _later(_FAULT, error) from error


def _judged(error: discord.HTTPException) -> Later | Unreachable:
    """Return what an answer of Discord's means for a delivery."""
    if error.status == 429:  # noqa: PLR2004 - HTTP's own number
        return Later(_BUSY, _retry_after(error))
    if error.status >= 500 or error.status == 401:  # noqa: PLR2004 - a new token makes 401 pass
        return Later(f"Discord answers {error.status}")
    return Unreachable(f"Discord answers {error.status}, code {error.code}: {error.text}")


def _later(what: str, error: Exception) -> Later:
    return Later(f"{what}: {type(error).__name__} {error}")


def _retry_after(error: discord.HTTPException) -> timedelta | None:
    given = error.response.headers.get("Retry-After", "")
    return timedelta(seconds=int(given)) if given.isdigit() else None


async def _edit_through(webhook: discord.Webhook, message_id: int, letter: Letter) -> None:
    await webhook.edit_message(
        message_id,
        content=letter.text or None,
        attachments=letter.files(),
        view=letter.view(),
        allowed_mentions=_NOBODY,
    )


def _nonce(job: UUID | None) -> str:
    """Return what makes a second posting of the same answer the first one (at most 25 characters)."""
    return urlsafe_b64encode(job.bytes).rstrip(b"=").decode() if job is not None else str(time.time_ns())[-25:]
