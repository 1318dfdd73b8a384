"""What the launcher says: English sentences marked for the catalogues, filled and translated when they are shown.

Nothing is imported here: the set-up says sentences before any package is installed.
"""

from typing import Protocol


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for marking a sentence
    """Mark a sentence for the catalogues and return it unchanged."""
    return msgid


class Say(Protocol):
    """Shows one sentence to the person at the terminal."""

    def __call__(self, msgid: str, /, **fields: object) -> None:
        """Translate ``msgid``, fill its placeholders and show it."""


class Trouble(Exception):
    """The machine is not ready; one sentence for the person at the terminal says what to do."""

    def __init__(self, msgid: str, /, **fields: object) -> None:
        """Keep a sentence marked with ``N_`` and what fills its placeholders."""
        super().__init__(msgid, fields)
        self.msgid = msgid
        self.fields = fields

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.msgid.format(**self.fields)
