"""Reading a text file that somebody sent: in whatever encoding their editor wrote, capped before it is decoded."""

import codecs
import unicodedata

from core.errors import DomainError, Refusal
from core.i18n import N_

MOST_BYTES = 64 * 1024  # comics.md: an uploaded script may hold a long comic
# Editors mark UTF-16 and often UTF-8; what has no mark and is no UTF-8 comes from an old Polish Windows.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FALLBACK = "cp1250"
_KEPT = {"\n", "\t"}


class NotAText(DomainError):
    """The bytes are no text."""

    refusal = Refusal.INVALID
    code = "not-a-text"
    msgid = N_("This file is not plain text. Save it as .txt in UTF-8 and send it again.")


class TextTooLarge(DomainError):
    """More than fits."""

    refusal = Refusal.INVALID
    code = "text-too-large"
    msgid = N_("This file is too large: {kilobytes} kB is the most. Send the story in parts.")


def read_text(data: bytes) -> str:
    """Return a file's text with plain line ends, without control characters.

    Raises:
        TextTooLarge: more than 64 kB.
        NotAText: it holds zero bytes or can't be decoded.
    """
    if len(data) > MOST_BYTES:
        raise TextTooLarge(kilobytes=MOST_BYTES // 1024)
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise NotAText
    return "".join(letter for letter in text if letter in _KEPT or unicodedata.category(letter) != "Cc")


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    for name in (encoding, _FALLBACK):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            if encoding != "utf-8":
                break
    raise NotAText
