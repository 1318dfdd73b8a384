"""What people are told in private about decisions: the statement of reasons, what became of reports and appeals."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from bots.conversation.actions import Action
from bots.conversation.replies import Button, Reply
from core.i18n import Translator
from core.moderation import telling
from core.moderation.words import CONCERN_NAMES, FLAGGED, VERDICT_NAMES, WEIGHED, Concern, Verdict

Body = Mapping[str, str | int]
Statement = Callable[[Translator, Body], Reply]


def to_owner(say: Translator, body: Body) -> Reply:
    """Tell the owner what was decided, why, by which rule, whether by a machine, and how to appeal.

    These are what Regulation (EU) 2022/2065, article 17, wants in a statement of reasons.
    """
    verdict, concern = Verdict(str(body["verdict"])), Concern(str(body["concern"]))
    reason = str(body["reason"])
    lines = [say.gettext("Reported as: {concern}", concern=say.gettext(CONCERN_NAMES[concern]))]
    if verdict is Verdict.RATE:
        lines.append(say.gettext("Age rating: {level} of 3", level=body["level"]))
    lines.append(
        say.gettext("Reason: {reason}", reason=say.gettext(reason) if reason in {FLAGGED, WEIGHED} else reason)
    )
    lines.append(
        say.gettext("This was automatic: several people reported it. A moderator looks at it next.")
        if body["automated"]
        else say.gettext("A person decided this, not a machine.")
    )
    rows: tuple[tuple[Button, ...], ...] = ()
    if verdict is not Verdict.DISMISS and reason not in {FLAGGED, WEIGHED}:
        lines.append(say.gettext("You may appeal once within six months. Somebody else decides it."))
        rows = ((Button(say.gettext("Appeal"), str(Action("appeal", UUID(str(body["case"])))), "🙋"),),)
    text = say.gettext("Your result was reported and {verdict}.", verdict=say.gettext(VERDICT_NAMES[verdict]))
    return Reply(text=text, quote=str(body["prompt"]), lines=tuple(lines), rows=rows, private=True)


def to_reporter(say: Translator, body: Body) -> Reply:
    """Tell a reporter what came of it."""
    verdict = Verdict(str(body["verdict"]))
    if verdict is Verdict.DISMISS:
        text = say.gettext(
            "You reported a result. A moderator looked at it and left it as it is. Thank you all the same."
        )
    elif verdict is Verdict.RATE:
        text = say.gettext("You reported a result. A moderator gave it an age rating. Thank you.")
    else:
        text = say.gettext("You reported a result. A moderator took it away. Thank you.")
    return Reply(text=text, private=True)


def to_appellant(say: Translator, body: Body) -> Reply:
    """Tell the owner what became of the appeal."""
    text = (
        say.gettext("Your appeal was granted: everything is as it was before.")
        if body["granted"]
        else say.gettext("Your appeal was looked at by somebody else, and the decision stands.")
    )
    reason = say.gettext("Reason: {reason}", reason=body["answer"])
    return Reply(text=text, quote=str(body["prompt"]), lines=(reason,), private=True)


def taken_back(say: Translator, body: Body) -> Reply:
    """Tell the owner that a decision was taken back."""
    text = say.gettext("A decision about your result was taken back: everything is as it was before.")
    return Reply(text=text, quote=str(body["prompt"]), private=True)


STATEMENTS: Mapping[str, Statement] = MappingProxyType(
    {
        telling.TO_OWNER: to_owner,
        telling.TO_REPORTER: to_reporter,
        telling.TO_APPELLANT: to_appellant,
        telling.TAKEN_BACK: taken_back,
    }
)
