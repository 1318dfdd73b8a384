"""Errors that a person caused and will read: a kind, a machine code and a sentence to translate."""

from enum import StrEnum
from typing import ClassVar


class Refusal(StrEnum):
    """The six kinds of refusal; every front end maps each of them once."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    EXHAUSTED = "exhausted"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """A refusal with the values that its sentence names.

    Subclasses set ``refusal``, ``code`` and ``msgid`` (an English sentence marked with ``N_``, its placeholders
    in braces). A sentence that counts something also sets ``msgid_plural`` and names the counting field in
    ``count``.
    """

    refusal: ClassVar[Refusal]
    code: ClassVar[str]
    msgid: ClassVar[str]
    msgid_plural: ClassVar[str | None] = None
    count: ClassVar[str | None] = None

    def __init__(self, **fields: object) -> None:
        """Keep the values that fill the sentence's placeholders."""
        super().__init__(self.code, fields)
        self.fields = fields

    def __str__(self) -> str:
        """Return the English sentence, for logs and tests."""
        return self.msgid.format(**self.fields)


def error_classes(root: type[DomainError] = DomainError) -> list[type[DomainError]]:
    """Return every refusal that has been imported, for catalogues and tests, without kinds that are never raised."""
    found = []
    for child in root.__subclasses__():
        if hasattr(child, "code"):
            found.append(child)
        found.extend(error_classes(child))
    return found
