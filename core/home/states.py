"""The words that an action, a mode and a risk are spoken of in."""

from enum import IntEnum, StrEnum

from core.i18n import N_


class Mode(StrEnum):
    """How far the bridge goes (H5): nothing, looking and pretending, looking, doing."""

    OFF = "off"
    DRY_RUN = "dry_run"
    READ_ONLY = "read_only"
    CONTROL = "control"


class Risk(IntEnum):
    """How much harm a call can do (H2); a higher one asks for more."""

    READ = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Kind(StrEnum):
    """What an action is: calls to be made, or a question that only Home Assistant can answer."""

    CALLS = "calls"
    SNAPSHOT = "snapshot"
    HISTORY = "history"


class State(StrEnum):
    """Where an action stands.

    ASKED waits for its person's confirmation, READY for the bridge. SENDING is on its way: found after a crash it
    becomes UNKNOWN and is never sent again (H8). The others are ends: DONE (confirmed), UNCONFIRMED (sent, and its
    effect was not seen), DRY (all but sent), REFUSED (by a rule, again at the bridge), FAILED (Home Assistant said no
    or is away), EXPIRED (nobody confirmed, or the bridge was not there in time).
    """

    ASKED = "asked"
    READY = "ready"
    SENDING = "sending"
    DONE = "done"
    UNCONFIRMED = "unconfirmed"
    DRY = "dry"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


ENDED = frozenset(State) - {State.ASKED, State.READY, State.SENDING}

MODE_NAMES = {
    Mode.OFF: N_("off: the house is not asked anything"),
    Mode.DRY_RUN: N_("dry run: I look and say what I would do"),
    Mode.READ_ONLY: N_("read only: I look and switch nothing"),
    Mode.CONTROL: N_("control: I switch what the rules allow"),
}
RISK_NAMES = {Risk.READ: N_("look"), Risk.LOW: N_("low"), Risk.MEDIUM: N_("medium"), Risk.HIGH: N_("high")}
