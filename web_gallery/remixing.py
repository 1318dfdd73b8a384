"""The way from a picture's page into a chat: a link that hands the bot the picture's address."""

import asyncio
import re

from redis.exceptions import RedisError

from core.bus import Bus, front_key
from core.gallery.remixes import remix_word
from core.platforms import Platform
from web_gallery.kept import Lately

_PATIENCE_S = 0.5
_BELIEVED_S = 10.0
_NAME = re.compile(rb"[A-Za-z0-9_]{4,32}")  # core.telegram.org/bots/features, § Creating a new bot; bought ones have 4


class TelegramBot:
    """The name of the bot that speaks on Telegram, as it said lately."""

    def __init__(self, bus: Bus) -> None:
        """Ask nobody yet."""
        self._bus = bus
        self._name: Lately[str] = Lately(_BELIEVED_S)

    async def link(self, slug: str) -> str:
        """Return the address that opens a chat with the bot about a picture; "" while no bot is known to speak."""
        name, word = await self._name.get(self._ask), remix_word(slug)
        return f"https://t.me/{name}?start={word}" if name and word else ""

    async def _ask(self) -> str:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                told = await self._bus.redis.get(front_key(Platform.TELEGRAM))
        except (RedisError, OSError, TimeoutError):
            return ""
        return told.decode() if isinstance(told, bytes) and _NAME.fullmatch(told) else ""
