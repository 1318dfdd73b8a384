"""What the gallery refuses, and the status code that each kind of refusal has on the web."""

from http import HTTPStatus

from core.errors import DomainError, Refusal
from core.i18n import N_

STATUSES = {
    Refusal.INVALID: HTTPStatus.BAD_REQUEST,
    Refusal.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Refusal.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Refusal.CONFLICT: HTTPStatus.CONFLICT,
    Refusal.EXHAUSTED: HTTPStatus.TOO_MANY_REQUESTS,
    Refusal.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}


class NothingHere(DomainError):
    """No such page or picture, or not for this person's eyes: the two look the same on purpose."""

    refusal = Refusal.NOT_FOUND
    code = "nothing-here"
    msgid = N_("There is nothing at this address, or it is not for everyone to see.")


class PictureGone(DomainError):
    """The picture was deleted, or moderators have hidden it."""

    refusal = Refusal.NOT_FOUND
    code = "picture-gone"
    msgid = N_("This picture was taken down.")


class ComicGone(DomainError):
    """The comic was deleted, or moderators have hidden it."""

    refusal = Refusal.NOT_FOUND
    code = "comic-gone"
    msgid = N_("This comic was taken down.")


class AddressDamaged(DomainError):
    """The address was cut off or changed on its way."""

    refusal = Refusal.INVALID
    code = "address-damaged"
    msgid = N_("This address is damaged; a part of it was lost or changed. Start again from the gallery.")


class ChoiceUnknown(DomainError):
    """A form asks for something that there is none of."""

    refusal = Refusal.INVALID
    code = "choice-unknown"
    msgid = N_("Choose one of the ways that are offered.")


class StoreAway(DomainError):
    """Postgres or the object store can't be reached."""

    refusal = Refusal.UNAVAILABLE
    code = "store-away"
    msgid = N_("The gallery can't reach its pictures right now. Nothing is lost; try again in a moment.")


class Outdated(DomainError):
    """It changed after the program that wants to change it had read it (``If-Match``)."""

    refusal = Refusal.CONFLICT
    code = "outdated"
    msgid = N_("This has changed since you read it, so nothing was done. Read it again.")


class KeyReused(DomainError):
    """The same idempotency key came with another wish."""

    refusal = Refusal.INVALID
    code = "idempotency-key-reused"
    msgid = N_("This Idempotency-Key was used for another request. Take a new key for a new wish.")


_OWN_STATUSES: dict[type[DomainError], HTTPStatus] = {
    PictureGone: HTTPStatus.GONE,  # RFC 9110 § 15.5.11: what is gone for good says so
    ComicGone: HTTPStatus.GONE,
    Outdated: HTTPStatus.PRECONDITION_FAILED,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def status_of(error: DomainError) -> HTTPStatus:
    """Return the status code of a refusal: its kind's, unless HTTP has a word for this very one."""
    return _OWN_STATUSES.get(type(error), STATUSES[error.refusal])
