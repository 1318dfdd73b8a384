"""Words of admins' pages: how jobs, actions of the house and spans of time are called."""

from datetime import timedelta

from babel.dates import format_timedelta

from core.admin.directory import Standing as Standing_
from core.home.states import State as HomeState
from core.i18n import N_, Translator
from core.jobs.monitoring import Standing
from core.jobs.states import State
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Permission

PLATFORM_NAMES = {
    Platform.DISCORD: "Discord",
    Platform.TELEGRAM: "Telegram",
    Platform.CONSOLE: N_("console"),
    Platform.WEB: N_("web"),
}
PERSON_STANDINGS = {Standing_.BLOCKED: N_("blocked"), Standing_.FROZEN: N_("frozen by a moderator")}
STANDINGS = {
    Standing.WAITING: N_("Waiting"),
    Standing.RUNNING: N_("Running"),
    Standing.FAILED: N_("Failed"),
    Standing.DONE: N_("Done"),
    Standing.CANCELLED: N_("Cancelled"),
}
JOB_STATES = {
    State.QUEUED: N_("waits"),
    State.DISPATCHED: N_("sent to a worker"),
    State.RUNNING: N_("is drawn"),
    State.SUCCEEDED: N_("done"),
    State.FAILED: N_("failed"),
    State.CANCELLED: N_("cancelled"),
    State.EXPIRED: N_("waited too long"),
}
HOME_STATES = {
    HomeState.ASKED: N_("waits for a confirmation"),
    HomeState.READY: N_("waits for the bridge"),
    HomeState.SENDING: N_("on its way"),
    HomeState.DONE: N_("done"),
    HomeState.UNCONFIRMED: N_("sent, not confirmed"),
    HomeState.DRY: N_("pretended"),
    HomeState.REFUSED: N_("refused"),
    HomeState.FAILED: N_("failed"),
    HomeState.UNKNOWN: N_("nobody knows"),
    HomeState.EXPIRED: N_("came to nothing in time"),
}
ANSWERS = {
    "none": N_("none owed"),
    "due": N_("on its way"),
    "delivered": N_("arrived"),
    "abandoned": N_("could not be brought"),
}
REACHES = {Visibility.PUBLIC: N_("Public"), Visibility.UNLISTED: N_("Unlisted"), Visibility.PRIVATE: N_("Private")}
CLOSABLE_NAMES = {
    Permission.DRAW: N_("drawing"),
    Permission.REFERENCE: N_("pictures to start from"),
    Permission.PUBLISH: N_("publishing"),
}


def span(say: Translator, seconds: float | None) -> str:
    """Return a span of time in words; a dash for none."""
    if seconds is None:
        return "–"
    return format_timedelta(timedelta(seconds=max(seconds, 0)), locale=say.locale, threshold=1.2)
