"""What was decided about somebody's own results, as their page tells it: the statements of reasons."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.i18n import N_, Translator
from core.media.models import Media
from core.moderation.queries import Against
from core.moderation.words import CONCERN_NAMES, FLAGGED, VERDICT_NAMES, WEIGHED, Verdict
from core.privacy import VISIBILITY_NAMES

_BACK = N_("A decision about your result was taken back: everything is as it was before.")
_HIDDEN = N_("hidden by moderators")
_MOST_QUOTED = 80


@dataclass(frozen=True, slots=True)
class Statement:
    """One decision as its person reads it; ``lines`` give the reasons, ``appeal`` what they said against it."""

    case_id: UUID
    at: datetime
    title: str
    prompt: str
    lines: tuple[str, ...]
    appeal: str
    answer: str
    may_appeal: bool


def statement_of(say: Translator, against: Against) -> Statement:
    """Return what Regulation (EU) 2022/2065, article 17, wants a person to be told, in their language."""
    decision, appeal = against.decision, against.appeal
    title = say.gettext("Your result was reported and {verdict}.", verdict=say.gettext(VERDICT_NAMES[decision.verdict]))
    if decision.reversed_at is not None:
        title = say.gettext(_BACK)
    return Statement(
        case_id=against.case.id,
        at=decision.decided_at,
        title=title,
        prompt=against.prompt[:_MOST_QUOTED],
        lines=tuple(_reasons(say, against)),
        appeal=appeal.words if appeal is not None else "",
        answer=_answer(say, against),
        may_appeal=against.may_appeal,
    )


def reach_of(say: Translator, picture: Media) -> str:
    """Return how far a picture reaches, as its owner is told it."""
    return say.gettext(_HIDDEN if picture.hidden_at is not None else VISIBILITY_NAMES[picture.visibility])


def _reasons(say: Translator, against: Against) -> list[str]:
    decision = against.decision
    reason = say.gettext(decision.reason) if decision.reason in {FLAGGED, WEIGHED} else decision.reason
    lines = [say.gettext("Reported as: {concern}", concern=say.gettext(CONCERN_NAMES[against.case.concern]))]
    if decision.verdict is Verdict.RATE:
        lines.append(say.gettext("Age rating: {level} of 3", level=decision.level or 0))
    lines.append(say.gettext("Reason: {reason}", reason=reason))
    lines.append(
        say.gettext("This was automatic: several people reported it. A moderator looks at it next.")
        if decision.automated
        else say.gettext("A person decided this, not a machine.")
    )
    return lines


def _answer(say: Translator, against: Against) -> str:
    appeal = against.appeal
    if appeal is None:
        return ""
    if appeal.granted is None:
        return say.gettext("Somebody else looks at your appeal.")
    told = (
        say.gettext("Your appeal was granted: everything is as it was before.")
        if appeal.granted
        else say.gettext("Your appeal was looked at by somebody else, and the decision stands.")
    )
    reason = say.gettext("Reason: {reason}", reason=appeal.reason)
    return f"{told} {reason}"
