"""The code of an alarm panel or a lock itself: sealed on its way to the bridge, for seconds, and kept nowhere."""

from uuid import UUID

from pydantic import SecretStr

from core.errors import DomainError, Refusal
from core.i18n import N_
from core.sealing import Sealing

MOST = 64
_PURPOSE = "home pin"


class OnePinAtATime(DomainError):
    """Several things with codes of their own in one wish."""

    refusal = Refusal.INVALID
    code = "home-pins"
    msgid = N_("Each of these has a code of its own. Ask for one of them at a time.")


def sealed(sealing: Sealing, action_id: UUID, pin: SecretStr) -> bytes:
    """Return a code so that only the bridge can read it, for this action alone."""
    return sealing.seal(_PURPOSE, str(action_id), pin.get_secret_value()[:MOST].encode(errors="replace"))


def unsealed(sealing: Sealing, action_id: UUID, kept: bytes) -> SecretStr:
    """Return the code that belongs to an action.

    Raises:
        SealBroken: it was sealed for something else, or with a key that is gone.
    """
    return SecretStr(sealing.unseal(_PURPOSE, str(action_id), kept).decode())
