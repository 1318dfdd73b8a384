"""Action strings: what a button means, in at most 64 bytes, ids only; they outlive every restart.

Nothing in them is trusted: whoever presses is authorised at the press.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

MOST_BYTES = 64  # Telegram's limit for callback_data; Discord's custom_id takes 100 characters
_FORM = re.compile(r"^(?P<verb>[a-z]{2,16})(?::(?P<subject>[A-Za-z0-9_-]{22})?(?::(?P<detail>[a-z0-9._-]{1,20}))?)?$")


@dataclass(frozen=True, slots=True)
class Action:
    """A verb, the job or picture it is about, and a word that narrows it."""

    verb: str
    subject: UUID | None = None
    detail: str = ""

    def __str__(self) -> str:
        """Return the string; made wrong, it fails here and not at the press.

        Raises:
            ValueError: a part does not fit the form.
        """
        subject = urlsafe_b64encode(self.subject.bytes).rstrip(b"=").decode() if self.subject else ""
        text = f"{self.verb}:{subject}:{self.detail}".rstrip(":")
        if len(text.encode()) > MOST_BYTES or not _FORM.fullmatch(text):
            raise ValueError(text)
        return text


def parse_action(text: str) -> Action | None:
    """Read an action string; None for anything that we can't have made."""
    found = _FORM.fullmatch(text)
    if found is None or len(text.encode()) > MOST_BYTES:
        return None
    subject = found["subject"]
    identifier = UUID(bytes=urlsafe_b64decode(subject + "==")) if subject else None
    return Action(found["verb"], identifier, found["detail"] or "")
