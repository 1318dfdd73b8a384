"""What moderation refuses, each with the sentence that the person reads."""

from core.errors import DomainError, Refusal
from core.i18n import N_, NN_


class ResultNotFound(DomainError):
    """There is no such result, or nothing of it is left."""

    refusal = Refusal.NOT_FOUND
    code = "result-not-found"
    msgid = N_("I can't find this result. It may have been deleted.")


class OwnResult(DomainError):
    """Nobody reports themselves."""

    refusal = Refusal.INVALID
    code = "own-result"
    msgid = N_("This result is your own. You can delete it with its button.")


class TooManyReports(DomainError):
    """The hour's reports are used up."""

    refusal = Refusal.EXHAUSTED
    code = "too-many-reports"
    msgid, msgid_plural = NN_(
        "You have reported {limit} thing within an hour. Thank you; wait a little before the next.",
        "You have reported {limit} things within an hour. Thank you; wait a little before the next.",
    )
    count = "limit"


class TooLateToWithdraw(DomainError):
    """The ten minutes are over, or nothing was reported."""

    refusal = Refusal.CONFLICT
    code = "too-late-to-withdraw"
    msgid = N_("A report can be taken back within ten minutes. This one stands; a moderator looks at it.")


class CaseNotFound(DomainError):
    """No such case, or not this person's to see."""

    refusal = Refusal.NOT_FOUND
    code = "case-not-found"
    msgid = N_("I can't find this case among those that you may see.")


class CaseDecided(DomainError):
    """Somebody was faster."""

    refusal = Refusal.CONFLICT
    code = "case-decided"
    msgid = N_("This case is decided already.")


class NotYourCase(DomainError):
    """Nobody judges their own affairs, nor an appeal against themselves."""

    refusal = Refusal.FORBIDDEN
    code = "not-your-case"
    msgid = N_("Somebody else has to decide this: it is about you, or about a decision of yours.")


class ReasonMissing(DomainError):
    """A decision without a reason."""

    refusal = Refusal.INVALID
    code = "reason-missing"
    msgid = N_("Give a reason in a sentence: the person reads it.")


class LevelMissing(DomainError):
    """A rating without its level."""

    refusal = Refusal.INVALID
    code = "level-missing"
    msgid = N_("A rating needs a level from 0 to 3.")


class NothingToAppeal(DomainError):
    """There is no decision against this person that can still be appealed."""

    refusal = Refusal.CONFLICT
    code = "nothing-to-appeal"
    msgid = N_("There is nothing to appeal here: no decision stands against you, or its time is over.")


class AlreadyAppealed(DomainError):
    """The one appeal was made."""

    refusal = Refusal.CONFLICT
    code = "already-appealed"
    msgid = N_("You have appealed this decision already; there is one appeal a case.")


class NothingToReverse(DomainError):
    """The decision was taken back already, or is final."""

    refusal = Refusal.CONFLICT
    code = "nothing-to-reverse"
    msgid = N_("This decision can't be taken back: that was done already, or it is final.")


class RoleTooLow(DomainError):
    """Moderators are creators at least."""

    refusal = Refusal.INVALID
    code = "moderator-role"
    msgid = N_("Only creators and above can moderate. Give this person the role first.")


class NotSwitchable(DomainError):
    """This is screened everywhere."""

    refusal = Refusal.FORBIDDEN
    code = "not-switchable"
    msgid = N_("This is screened everywhere and can't be switched off.")


class OnlyInASpace(DomainError):
    """What is said of a space needs one."""

    refusal = Refusal.INVALID
    code = "only-in-a-space"
    msgid = N_("This belongs to a server or a group. Say it there.")


class PictureMissing(DomainError):
    """A place in the result where there is no picture."""

    refusal = Refusal.INVALID
    code = "picture-missing"
    msgid = N_("The result has no such picture any more. Look at the case again.")
