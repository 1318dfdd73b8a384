"""Sending mail: the errands of the web, one after the other, again after any outage; without a server, as files."""

import asyncio
import logging
import os
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from redis.exceptions import RedisError

from core.auth.mails import opened
from core.bus import Bus, errands_channel
from core.clock import utc_now
from core.db import DATABASE_OUTAGES, Database
from core.errands import service as errands
from core.errands.models import Errand
from core.platforms import Platform
from core.sealing import SealBroken, Sealing
from core.stopping import heed_stop
from web_gallery.letters import letter
from web_gallery.settings import WebSettings

AT_ONCE = 10
_TICK_S = 15.0
_PATIENCE_S = 20.0
_KEPT = timedelta(days=1)  # as long as the links in them work
_OUTAGES = (*DATABASE_OUTAGES, RedisError)
_PORTS = {"smtp": 587, "smtps": 465}
_log = logging.getLogger(__name__)


class Unsendable(Exception):
    """No mail will ever reach this address."""


class Postbox(Protocol):
    """Where messages go."""

    def post(self, message: EmailMessage) -> None:
        """Hand a message on; blocks.

        Raises:
            Unsendable: it is refused for good.
            OSError, SMTPException: it may work later.
        """


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server: TLS from the beginning (smtps) or by STARTTLS, without which no password is sent."""

    host: str
    port: int
    is_tls: bool
    user: str
    password: str

    def post(self, message: EmailMessage) -> None:
        """Hand a message to the server."""
        context = ssl.create_default_context()
        with self._connection(context) as server:
            server.ehlo()
            if not self.is_tls and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif not self.is_tls and self.user:
                raise smtplib.SMTPNotSupportedError(self.host)
            if self.user:
                server.login(self.user, self.password)
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                codes = [code for code, _ in error.recipients.values()]
                if all(code >= 500 for code in codes):  # noqa: PLR2004 - RFC 5321 § 4.2.1: 5yz is for good
                    raise Unsendable from error
                raise

    def _connection(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self.is_tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE_S, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=_PATIENCE_S)


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A folder in which each mail is a file that only we can read; for a house without a mail server."""

    folder: Path

    def post(self, message: EmailMessage) -> None:
        """Write a message down; what is older than a day goes."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = utc_now()
        for old in self.folder.glob("*.eml"):
            if datetime.fromtimestamp(old.stat().st_mtime, now.tzinfo) < now - _KEPT:
                old.unlink(missing_ok=True)
        path = self.folder / f"{now:%Y%m%dT%H%M%S}-{os.urandom(4).hex()}.eml"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.as_bytes())
        _log.warning("there is no mail server (SMTP_URL), so a mail was written to %s", path)


def postbox(settings: WebSettings) -> Postbox:
    """Return where the settings send mail."""
    if settings.smtp_url is None:
        return MailFolder(settings.data_folder / "mail")
    parts = urlsplit(settings.smtp_url.get_secret_value())
    if parts.scheme not in _PORTS or not parts.hostname:
        message = "SMTP_URL must look like smtp://user:password@host:587 or smtps://…:465"
        raise ValueError(message)
    port = parts.port or _PORTS[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, parts.scheme == "smtps", user, password)


class Mailer:
    """Sends mail until cancelled. Killed between sending and noting it, it sends once more: nothing is lost."""

    def __init__(self, settings: WebSettings, *, database: Database, bus: Bus, sealing: Sealing) -> None:
        """Hold the collaborators."""
        self._settings = settings
        self._database = database
        self._bus = bus
        self._sealing = sealing
        self._postbox = postbox(settings)

    async def run(self) -> None:
        """Send what is due, now and whenever there is more; an outage costs a tick."""
        while True:
            try:
                async with self._bus.listen(errands_channel(Platform.WEB)) as subscription:
                    while True:
                        heed_stop()
                        if not await self.send_due():
                            await subscription.get_message(timeout=_TICK_S)
            except _OUTAGES as outage:
                _log.info("mail waits for an outage to pass: %s", outage)
                await asyncio.sleep(_TICK_S / 5)

    async def send_due(self) -> int:
        """Send what is due, and return how many mails that were."""
        async with self._database.transaction() as session:
            due = await errands.claim_due(session, Platform.WEB, limit=AT_ONCE, now=utc_now())
        for errand in due:
            await self._send(errand)
        return len(due)

    async def _send(self, errand: Errand) -> None:
        try:
            message = letter(opened(errand, self._sealing), self._settings, locale=errand.locale)
            if message is not None:
                await asyncio.to_thread(self._postbox.post, message)
        except (Unsendable, SealBroken):
            _log.info("a mail (%s) can't be sent", errand.topic)
        except (OSError, smtplib.SMTPException) as error:
            _log.warning("a mail (%s) waits for the mail server: %s", errand.topic, type(error).__name__)
            async with self._database.transaction() as session:
                if not await errands.postpone(session, errand, wait=None, now=utc_now()):
                    _log.warning("a mail (%s) is given up", errand.topic)
            return
        async with self._database.transaction() as session:
            await errands.done(session, [errand.id])
