"""Fetches what people attach to a command: from Discord's own hosts, and only what is not too large."""

from urllib.parse import urlsplit

import aiohttp
import discord

from bots.conversation.replies import Upload
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.pictures.reading import check_size

# Attachments lie on these two hosts of Discord (Developer docs, Reference, "Signed Attachment CDN URLs").
CDN_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})


class FileNotFetched(DomainError):
    """Discord did not hand out the file."""

    refusal = Refusal.UNAVAILABLE
    code = "file-not-fetched"
    msgid = N_("I could not get your file from Discord. Send it again.")


async def fetch(attachment: discord.Attachment, *, hosts: frozenset[str]) -> Upload:
    """Return an attachment's bytes.

    Raises:
        PictureTooLarge: Discord's number says so; nothing is fetched.
        FileNotFetched: its address is not on ``hosts``, or Discord fails.
    """
    check_size(attachment.size)
    if urlsplit(attachment.url).netloc not in hosts:
        raise FileNotFetched
    try:
        return Upload(attachment.filename, await attachment.read())
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise FileNotFetched from error
