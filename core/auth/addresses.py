"""E-mail addresses: what one looks like, in the one spelling by which it is known again."""

import re

from core.errors import DomainError, Refusal
from core.i18n import N_

LONGEST = 254  # RFC 5321 § 4.5.3.1.3, less the angle brackets
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")  # RFC 5322 § 3.2.3: atoms, without quoted oddities
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class AddressUnfit(DomainError):
    """No mail can be sent there."""

    refusal = Refusal.INVALID
    code = "address"
    msgid = N_("This is no e-mail address. It looks like name@example.org.")


def checked_address(text: str) -> str:
    """Return an address in small letters, its domain in ASCII.

    Raises:
        AddressUnfit: it can't be one.
    """
    local, _, domain = text.strip()[: LONGEST + 1].rpartition("@")
    try:
        plain = domain.lower().encode("idna").decode()
    except UnicodeError:
        raise AddressUnfit from None
    address = f"{local}@{plain}".lower()
    labels = plain.split(".")
    if len(address) > LONGEST or not _LOCAL.fullmatch(local) or ".." in f".{local}.":
        raise AddressUnfit
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004 - a domain has a dot
        raise AddressUnfit
    return address
