"""The words of moderation: what can be wrong, who says so and how, what a case goes through, what can be decided."""

from enum import StrEnum

from core.i18n import N_


class Concern(StrEnum):
    """What a report is about."""

    ILLEGAL = "illegal"
    MINOR_SAFETY = "minor-safety"
    LIKENESS = "likeness"
    COPYRIGHT = "copyright"
    HATE = "hate"
    SEXUAL = "sexual"
    OTHER = "other"


CONCERN_NAMES = {
    Concern.ILLEGAL: N_("against the law"),
    Concern.MINOR_SAFETY: N_("endangers minors"),
    Concern.LIKENESS: N_("shows a real person against their will"),
    Concern.COPYRIGHT: N_("copied from somebody's work"),
    Concern.HATE: N_("hate or harassment"),
    Concern.SEXUAL: N_("sexual or shocking"),
    Concern.OTHER: N_("something else"),
}


class Source(StrEnum):
    """How a report came."""

    REACTION = "reaction"
    MENU = "menu"
    BUTTON = "button"
    COMMAND = "command"
    WEB = "web"


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    DECIDED = "decided"
    APPEALED = "appealed"
    CLOSED = "closed"


WAITING = (CaseState.NEW, CaseState.ASSIGNED, CaseState.APPEALED)  # somebody has to do something
UNDECIDED = (CaseState.NEW, CaseState.ASSIGNED)
STATE_NAMES = {
    CaseState.NEW: N_("new"),
    CaseState.ASSIGNED: N_("taken"),
    CaseState.DECIDED: N_("decided"),
    CaseState.APPEALED: N_("appealed"),
    CaseState.CLOSED: N_("closed"),
}


class Verdict(StrEnum):
    """What can be decided; from ``HIDE`` on each hides the result, and the later ones concern the person as well."""

    DISMISS = "dismiss"
    RATE = "rate"
    HIDE = "hide"
    DELETE = "delete"
    WARN = "warn"
    FREEZE = "freeze"
    SUSPEND = "suspend"


VERDICT_NAMES = {
    Verdict.DISMISS: N_("left as it is"),
    Verdict.RATE: N_("given an age rating"),
    Verdict.HIDE: N_("hidden"),
    Verdict.DELETE: N_("deleted"),
    Verdict.WARN: N_("hidden, and you are warned"),
    Verdict.FREEZE: N_("hidden, and you can't make anything new"),
    Verdict.SUSPEND: N_("hidden, and your account is suspended"),
}
# What a moderator's button or choice says.
VERDICT_DEEDS = {
    Verdict.DISMISS: N_("Let it be"),
    Verdict.RATE: N_("Rate"),
    Verdict.HIDE: N_("Hide"),
    Verdict.DELETE: N_("Delete"),
    Verdict.WARN: N_("Hide and warn"),
    Verdict.FREEZE: N_("Hide and freeze"),
    Verdict.SUSPEND: N_("Suspend"),
}
HIDING = frozenset(Verdict) - {Verdict.DISMISS, Verdict.RATE}
STRIKING = frozenset({Verdict.WARN, Verdict.FREEZE, Verdict.SUSPEND})

# The reasons of what only holds until somebody decides; every other reason is a moderator's own sentence.
FLAGGED = N_("flagged by a moderator, to be decided")
WEIGHED = N_("hidden by the weight of reports, to be decided")
