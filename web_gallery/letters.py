"""Mails as messages: the words for each topic, in the language of whoever gets it."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from core.auth.mails import Mail, Topic
from core.clock import utc_now
from core.i18n import N_, translator
from web_gallery.settings import WebSettings

_IGNORE = N_("If you did not ask for this, leave this mail alone: without it nobody can do anything.")


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    body: str
    path: str = ""
    closing: str = _IGNORE


_WORDS = {
    Topic.REGISTER: _Words(
        N_("Your account at {place}"),
        N_("Somebody, probably you, wants an account at {place}. Open this link within a day and choose a password:"),
        "/welcome?key=",
    ),
    Topic.KNOWN: _Words(
        N_("You have an account at {place}"),
        N_("Somebody, probably you, wanted an account at {place} with this address. It has one; sign in here:"),
        "/login",
    ),
    Topic.ATTACH: _Words(
        N_("Your address at {place}"),
        N_("You want to sign in at {place} with this address. Open this link within a day and choose a password:"),
        "/welcome?key=",
    ),
    Topic.RESET: _Words(
        N_("A new password at {place}"),
        N_("Open this link within a day to choose a new password at {place}:"),
        "/welcome?key=",
    ),
    Topic.CHANGED: _Words(
        N_("Your password at {place} was changed"),
        N_("All other browsers and all programs were signed out. If it wasn't you, choose a new password at once:"),
        "/forgot",
        N_("If it was you, there is nothing to do."),
    ),
}


def letter(mail: Mail, settings: WebSettings, *, locale: str) -> EmailMessage | None:
    """Return the message of a mail, or None for one that is never sent."""
    words = _WORDS.get(mail.topic)
    if words is None:
        return None
    say = translator(locale)
    host = urlsplit(settings.origin).hostname or "localhost"
    link = f"{settings.origin}{words.path}{mail.key}"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = say.gettext(words.subject, place=f"Inkhearth ({host})")
    message["From"] = settings.mail_from or f"Inkhearth <noreply@{host}>"
    message["To"] = mail.address
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    body = say.gettext(words.body, place=f"Inkhearth ({host})")
    message.set_content(f"{body}\n\n{link}\n\n{say.gettext(words.closing)}\n", cte="quoted-printable")
    message["Content-Language"] = locale
    return message
