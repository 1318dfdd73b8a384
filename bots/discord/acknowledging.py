"""Tells Discord within its three seconds that an interaction was heard, and knows what that allows afterwards."""

import logging
from enum import Enum

import aiohttp
import discord

from bots.discord.turns import Said

_UNKNOWN_INTERACTION = 10062
_ALREADY_ACKNOWLEDGED = 40060
_DEFERRED = "deferred message"  # a name among what discord.py keeps with an interaction for us
_log = logging.getLogger(__name__)


class Ack(Enum):
    """How an interaction stands."""

    OPEN = "nothing was said yet"
    THINKING = "a message that says “thinking” becomes the answer"
    THINKING_PRIVATELY = "as above, for the asker's eyes"
    UPDATE = "answers are new messages, or edits of the one whose button was pressed"
    ELSEWHERE = "another process, or this one before it was killed, acknowledged it"
    LOST = "its token is dead: answers go by channel"


async def acknowledge(interaction: Said, *, thinking: bool, private: bool = False) -> Ack:
    """Defer; never raises, for the work is done in any case."""
    try:
        done = await interaction.response.defer(thinking=thinking, ephemeral=private)
    except discord.InteractionResponded:
        return Ack.ELSEWHERE
    except discord.HTTPException as error:
        return _refused(error)
    except (aiohttp.ClientError, OSError) as error:
        _log.warning("an interaction could not be acknowledged: %s", error)
        return Ack.LOST
    if not thinking:
        return Ack.UPDATE
    interaction.extras[_DEFERRED] = getattr(done, "message_id", None)
    return Ack.THINKING_PRIVATELY if private else Ack.THINKING


def deferred_message(interaction: Said) -> int | None:
    """Return the id of the message that says “thinking”, if Discord told it."""
    found: int | None = interaction.extras.get(_DEFERRED)
    return found


def is_too_late(error: discord.HTTPException) -> bool:
    """Tell whether a first answer came after the deadline, or after somebody else's."""
    return error.code in {_UNKNOWN_INTERACTION, _ALREADY_ACKNOWLEDGED}


def _refused(error: discord.HTTPException) -> Ack:
    if error.code == _ALREADY_ACKNOWLEDGED:
        return Ack.ELSEWHERE
    _log.warning("an interaction could not be acknowledged: %s", error)
    return Ack.LOST
