"""Turning replies into Telegram's HTML and keyboards; pure, nothing is sent here."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from ipaddress import ip_address
from urllib.parse import urlsplit

from babel.dates import format_timedelta
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bots.conversation.replies import Button, Reply
from core.i18n import Translator

MOST_TEXT = 4096  # after entities are parsed; counted in UTF-16 units, which is never less than what Telegram counts
MOST_CAPTION = 1024
MOST_ALERT = 200
MOST_CALLBACK_BYTES = 64
BUTTONS_A_ROW = 3  # phones first: a fourth button leaves a word no room
_FOLDED_FROM = 400  # a longer quotation is shown folded
_JOINER = "\u200d"
_LEAST_LEFT = 40


@dataclass(frozen=True, slots=True)
class _Part:
    """One block of a message: its plain text, and the tags around it."""

    text: str
    opening: str = ""
    closing: str = ""

    def html(self) -> str:
        return f"{self.opening}{escape(self.text, quote=False)}{self.closing}"


def render(reply: Reply, *, most: int = MOST_TEXT, expected: str = "") -> str:
    """Return a reply's text as HTML of at most ``most`` units; what is too long is cut inside its block.

    ``expected`` is the sentence on when the result is there (``expectation``), since its wording needs a clock.
    """
    parts = _fitted([part for part in _parts(reply, expected) if part.text], most)
    return "\n".join(part.html() for part in parts)


def expectation(reply: Reply, say: Translator, *, now: datetime) -> str:
    """Return when the result is expected, in words ("Expected in 2 minutes."), or nothing."""
    if reply.eta is None:
        return ""
    wait = timedelta(seconds=max(round((reply.eta - now).total_seconds()), 1))
    return say.gettext(
        "Expected {when}.", when=format_timedelta(wait, locale=say.locale, threshold=1.2, add_direction=True)
    )


def keyboard(reply: Reply, *, mark: str = "") -> InlineKeyboardMarkup | None:
    """Return a reply's buttons; ``mark`` goes before each action (see ``presses.OWN``)."""
    rows = [list(_shown(row, mark)) for row in reply.rows]
    narrow = [row[start : start + BUTTONS_A_ROW] for row in rows for start in range(0, len(row), BUTTONS_A_ROW)]
    return InlineKeyboardMarkup(narrow) if narrow else None


def is_public(url: str) -> bool:
    """Tell whether Telegram takes an address for a button: http(s) with a public host, a dot in it.

    It refuses the whole message otherwise (BUTTON_URL_INVALID, "Wrong HTTP URL").
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or "." not in host:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return not host.endswith((".localhost", ".local", ".localdomain", ".internal"))


def units(text: str) -> int:
    """Return a text's length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int) -> str:
    """Return at most ``most`` UTF-16 units of a text, with an ellipsis where it is cut, never inside a character."""
    if units(text) <= most:
        return text
    room = most - 1
    taken = 0
    end = 0
    for end, character in enumerate(text):  # noqa: B007 - the place where the room ends is what is looked for
        taken += units(character)
        if taken > room:
            break
    while end > 0 and (_continues(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end].rstrip() + "…" if most > 0 else ""


def well_formed(text: str) -> str:
    """Return a text without lone surrogates, which JSON can carry and UTF-8 can't."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _continues(character: str) -> bool:
    """Tell whether a character belongs to the one before it: accents, variation selectors, skin tones, joiners."""
    return (
        unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or character == _JOINER
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _parts(reply: Reply, expected: str) -> Iterator[_Part]:
    yield _Part(well_formed(reply.text))
    folded = len(reply.quote) > _FOLDED_FROM
    yield _Part(well_formed(reply.quote), "<blockquote expandable>" if folded else "<blockquote>", "</blockquote>")
    yield _Part(well_formed("\n".join(reply.lines)))
    yield _Part(expected)
    yield _Part(well_formed(reply.small), "<i>", "</i>")


def _fitted(parts: list[_Part], most: int) -> list[_Part]:
    """Shorten the longest block first, so that the short sentences that say what to do stay whole."""
    over = sum(units(part.text) for part in parts) + len(parts) - 1 - most
    for index in sorted(range(len(parts)), key=lambda place: -units(parts[place].text)):
        if over <= 0:
            break
        part = parts[index]
        length = units(part.text)
        shorter = cut(part.text, max(length - over, min(length, _LEAST_LEFT)))
        over -= length - units(shorter)
        parts[index] = replace(part, text=shorter)
    return parts


def _shown(row: tuple[Button, ...], mark: str) -> Iterator[InlineKeyboardButton]:
    for button in row:
        label = f"{button.emoji} {button.label}".strip()
        if not button.url:
            yield InlineKeyboardButton(label, callback_data=_data(mark + button.action))
        elif is_public(button.url):
            yield InlineKeyboardButton(label, url=button.url)


def _data(action: str) -> str:
    if len(action.encode()) > MOST_CALLBACK_BYTES:
        raise ValueError(action)
    return action
