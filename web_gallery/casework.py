"""What moderators' pages show of cases, worked out before any template runs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.i18n import Translator
from core.media import queries as media
from core.moderation import queries
from core.moderation.models import Case, Decision, Report
from core.moderation.queries import File, Work
from core.moderation.words import (
    CONCERN_NAMES,
    FLAGGED,
    STATE_NAMES,
    UNDECIDED,
    VERDICT_DEEDS,
    WEIGHED,
    CaseState,
    Verdict,
)
from core.storage.store import LONGEST_LINK
from core.users import queries as users
from core.users.models import User
from web_gallery.site import Site


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody's words with their moment."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A reported picture: its signed address, size and description, and its place in the result, from 1."""

    address: str
    width: int
    height: int
    alt: str
    place: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as its page shows it; ``prompt`` and ``pictures`` are empty in quarantine, unless somebody looks."""

    case: Case
    state: str
    concern: str
    owner: str
    strikes: int
    assignee: str
    prompt: str
    pictures: tuple[Shown, ...]
    reports: tuple[Told, ...]
    decisions: tuple[Told, ...]
    notes: tuple[Told, ...]
    appeal: str
    deeds: tuple[tuple[Verdict, str], ...]
    may_decide: bool
    may_reverse: bool
    may_answer: bool


async def case_view(
    site: Site, say: Translator, session: AsyncSession, moderator: User, *, which: UUID, looks: bool
) -> CaseView:
    """Return what a moderator sees of a case.

    Raises:
        CaseNotFound: there is none, or it is not theirs to see.
    """
    file = await queries.file_of(session, moderator, which)
    case = file.case
    is_open = looks or not case.quarantined
    people = [person for person in (case.owner_id, case.assignee_id) if person is not None]
    names = await users.names(session, people)
    history = await queries.record_of(session, case.owner_id, now=utc_now()) if case.owner_id else None
    return CaseView(
        case=case,
        state=_begun(say.gettext(STATE_NAMES[case.state])),
        concern=_begun(say.gettext(CONCERN_NAMES[case.concern])),
        owner=names.get(case.owner_id, "") if case.owner_id else "",
        strikes=history.strikes if history else 0,
        assignee=names.get(case.assignee_id, "") if case.assignee_id else "",
        prompt=str(file.job.spec.get("prompt") or "") if file.job and is_open else "",
        pictures=await _pictures(site, say, session, case) if is_open else (),
        reports=tuple(_reported(say, report) for report in file.reports),
        decisions=tuple(_decided(say, decision) for decision in file.decisions),
        notes=tuple(Told(note.made_at, note.words) for note in file.notes),
        appeal=file.appeal.words if file.appeal else "",
        deeds=tuple((verdict, say.gettext(words)) for verdict, words in VERDICT_DEEDS.items()),
        may_decide=case.state in UNDECIDED and case.owner_id != moderator.id,
        may_reverse=case.state is CaseState.DECIDED and case.owner_id != moderator.id,
        may_answer=case.state is CaseState.APPEALED and moderator.id not in _concerned(file),
    )


def _concerned(file: File) -> set[UUID | None]:
    """Return who answers no appeal: whose result it is, and who made the decisions that stand."""
    return {file.case.owner_id, *(each.moderator_id for each in file.decisions if each.reversed_at is None)}


def work_view(say: Translator, work: Work, name: str) -> str:
    """Return a moderator's month in a sentence."""
    return say.ngettext(
        "{name}: {count} case, half of them within {hours} h, {overturned} taken back on appeal",
        "{name}: {count} cases, half of them within {hours} h, {overturned} taken back on appeal",
        work.decided,
        name=name,
        count=work.decided,
        hours=say.number(round(work.seconds / 3600, 1)),
        overturned=work.overturned,
    )


def _begun(words: str) -> str:
    """Return words as a line begins with them."""
    return words[:1].upper() + words[1:]


async def _pictures(site: Site, say: Translator, session: AsyncSession, case: Case) -> tuple[Shown, ...]:
    if case.job_id is None:
        return ()
    shown = []
    for picture in await media.of_job(session, case.job_id):
        link = await site.store.link(picture.key, lifetime=LONGEST_LINK, now=utc_now())
        alt = str(picture.alt.get(say.locale) or picture.alt.get("en") or "")
        shown.append(
            Shown(link.removeprefix(site.settings.origin), picture.width, picture.height, alt, picture.position + 1)
        )
    return tuple(shown)


def _reported(say: Translator, report: Report) -> Told:
    concern = say.gettext(CONCERN_NAMES[report.concern])
    return Told(report.heard_at, f"{concern}: {report.note}" if report.note else concern)


def _decided(say: Translator, decision: Decision) -> Told:
    reason = say.gettext(decision.reason) if decision.reason in {FLAGGED, WEIGHED} else decision.reason
    line = f"{say.gettext(VERDICT_DEEDS[decision.verdict])}: {reason}".removesuffix(": ")  # words about the erased go
    taken_back = say.gettext("taken back")
    return Told(decision.decided_at, f"{line} ({taken_back})" if decision.reversed_at is not None else line)
