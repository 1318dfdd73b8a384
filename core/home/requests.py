"""What comes with a wish and what may speak against it: addresses, requests, consents, refusals."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pydantic import SecretStr

from core.errors import DomainError, Refusal
from core.home.models import HomeAction
from core.home.plans import Plan
from core.i18n import N_
from core.platforms import Platform

CONFIRM_WITHIN = timedelta(seconds=60)
SEND_WITHIN = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=15)  # the bridge says every five seconds that it lives


class BridgeAway(DomainError):
    """The bridge or Home Assistant can't be reached; nothing waits for it (H8)."""

    refusal = Refusal.UNAVAILABLE
    code = "home-away"
    msgid = N_("I can't reach the house right now, and I keep no orders for later. Try again when it is back.")


class NotInFrontOfOthers(DomainError):
    """A door or a lock, asked for where others listen."""

    refusal = Refusal.FORBIDDEN
    code = "home-in-public"
    msgid = N_("Doors, locks and alarms only in a private chat with me, or in a channel that only admins see.")


class ActionNotFound(DomainError):
    """No such action, or somebody else's."""

    refusal = Refusal.NOT_FOUND
    code = "home-action-unknown"
    msgid = N_("Only the person who asked for this can confirm it, in the chat where they asked.")


class AlreadyAnswered(DomainError):
    """The confirmation was used, or there is nothing to confirm."""

    refusal = Refusal.CONFLICT
    code = "home-answered"
    msgid = N_("This was answered already.")


class ConfirmationExpired(DomainError):
    """More than sixty seconds."""

    refusal = Refusal.CONFLICT
    code = "home-expired"
    msgid = N_("That was too long ago. Ask for it again.")


class HouseChanged(DomainError):
    """What was shown is no longer so."""

    refusal = Refusal.CONFLICT
    code = "home-changed"
    msgid = N_("“{name}” has changed since I showed you this. Look again and ask for it again.")


class CodeNeeded(DomainError):
    """The plan needs a code of the second factor, or of the thing itself; the front end asks for it."""

    refusal = Refusal.FORBIDDEN
    code = "home-code-needed"
    msgid = N_("This needs a code from your authenticator.")

    def __init__(self, *, needs_code: bool = True, pinned: str | None = None) -> None:
        """Keep which codes are missing; ``pinned`` is what the thing is called that has one of its own."""
        super().__init__()
        self.needs_code = needs_code
        self.pinned = pinned


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is asked and answered; ``discreet`` is a private chat or a channel that only admins see."""

    platform: Platform
    channel_id: str
    locale: str
    discreet: bool
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What comes with a wish: the event that asked, where, what it is called, and how careful to be.

    ``dry`` only shows; ``shown`` asks for a yes whatever the risk, as for what was understood from free words (H10).
    """

    key: str
    address: Address
    title: str
    dry: bool = False
    shown: bool = False
    undoes: UUID | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action and the plan behind it; ``is_new`` is False when the same event was heard before."""

    action: HomeAction
    plan: Plan
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Consent:
    """A pressed confirmation: its mark, where it was pressed, and the codes that were given.

    ``code`` is the authenticator's, ``pin`` the thing's own; an empty one leaves it to Home Assistant.
    """

    mark: str
    platform: Platform
    channel_id: str
    code: str | None = None
    pin: SecretStr | None = None
