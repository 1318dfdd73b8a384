"""Who may see a thing: public, unlisted or private; private is the default, and what one may not see is not found."""

import secrets
from enum import StrEnum
from uuid import UUID

from core.errors import DomainError, Refusal
from core.i18n import N_
from core.roles import Permission, Role, may

SLUG_BYTES = 18  # 144 bits: an unlisted address can't be guessed (trust.md asks for at least 128)


class Visibility(StrEnum):
    """How far a picture reaches."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


VISIBILITY_NAMES = {
    Visibility.PUBLIC: N_("public: listed in the gallery"),
    Visibility.UNLISTED: N_("unlisted: only with the link"),
    Visibility.PRIVATE: N_("private: only you"),
}


class UnknownVisibility(DomainError):
    """No such visibility."""

    refusal = Refusal.INVALID
    code = "visibility"
    msgid = N_("I don't know the visibility “{visibility}”. Choose one of: {known}.")


def checked_visibility(wanted: str) -> Visibility:
    """Return a visibility by its name.

    Raises:
        UnknownVisibility: there is none of this name.
    """
    try:
        return Visibility(wanted.strip().lower())
    except ValueError:
        raise UnknownVisibility(visibility=wanted[:60], known=", ".join(Visibility)) from None


def new_slug() -> str:
    """Return an address part that can't be guessed."""
    return secrets.token_urlsafe(SLUG_BYTES)


def can_see(visibility: Visibility, *, owner: UUID, viewer: UUID | None, role: Role = Role.GUEST) -> bool:
    """Tell whether a viewer who knows the address may see a thing (``viewer`` is None for a stranger)."""
    if visibility is not Visibility.PRIVATE:
        return True
    return viewer is not None and (viewer == owner or may(role, Permission.MANAGE_OTHERS))
