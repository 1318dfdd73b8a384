"""Cases: every decision, its reasons, its reversal (issue 6, line 3)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.audit.models import AuditEntry
from core.clock import new_id
from core.jobs.permits import Frozen
from core.moderation import service, standing
from core.moderation.effects import STRIKE_LASTS, UNTIL_PURGED
from core.moderation.models import Report
from core.moderation.queries import file_of, queue, record_of, statistics, waiting_count
from core.moderation.refusals import (
    CaseDecided,
    CaseNotFound,
    LevelMissing,
    NothingToReverse,
    NotYourCase,
    PictureMissing,
    ReasonMissing,
    RoleTooLow,
)
from core.moderation.service import Ruling
from core.moderation.words import HIDING, CaseState, Concern, Verdict
from core.roles import NotAllowed, Role
from core.users import service as users
from tests.core.moderation.court import NOW, Court
from tests.factories import job, person, shown_to_all

DAY = timedelta(days=1)


async def reverse(court: Court, *, now: datetime = NOW) -> None:
    """Have the latest case's decision taken back."""
    case = await court.case()
    await service.reverse(court.session, court.mod, case.id, reason="I was wrong.", origin="discord", now=now)


async def reported(court: Court, concern: Concern = Concern.HATE) -> None:
    """Have one member report the result."""
    (bea,) = await court.members(1)
    await court.report(bea, concern)


async def test_dismissing_leaves_the_result_and_tells_both_sides(court: Court) -> None:
    await reported(court)
    await court.decide(Verdict.DISMISS)
    assert await court.is_shown()
    (owner,), (reporter,) = await court.told("moderation.owner"), await court.told("moderation.reporter")
    assert (owner.body["reason"], owner.body["verdict"], owner.body["automated"]) == ("Rule 3: be kind.", "dismiss", 0)
    assert (reporter.body["verdict"], reporter.locale) == ("dismiss", "pl"), "in the language of the report"
    assert await court.session.scalar(select(Report.upheld)) is False


@pytest.mark.parametrize("verdict", sorted(HIDING))
async def test_whatever_hides_is_undone_to_the_state_before(court: Court, verdict: Verdict) -> None:
    await reported(court)
    await court.decide(verdict)
    assert not await court.is_shown()
    assert await court.session.scalar(select(Report.upheld)) is True
    await reverse(court)
    assert await court.is_shown()
    assert await court.session.scalar(select(Report.upheld)) is False
    assert (await record_of(court.session, court.anna.id, now=NOW)).strikes == 0
    await court.session.refresh(court.anna)
    assert court.anna.frozen_at is None
    assert len(await court.told("moderation.reversed")) == 1


async def test_rating_changes_the_level_and_its_reversal_brings_the_old_one_back(court: Court) -> None:
    await reported(court, Concern.SEXUAL)
    await court.report(court.mod)
    await court.decide(Verdict.RATE, level=2)
    assert await court.is_shown(), "the flag was only until the decision"
    assert [picture.level for picture in await court.pictures()] == [2, 2]
    assert await shown_to_all(court.session) == [], "what is rated is in no feed"
    await reverse(court)
    assert [picture.level for picture in await court.pictures()] == [0, 0]


async def test_a_decision_takes_over_what_a_flag_had_hidden(court: Court) -> None:
    await court.report(court.mod)
    await court.decide(Verdict.HIDE)
    decisions = (await file_of(court.session, court.mod, (await court.case()).id)).decisions
    assert [decision.reversed_at for decision in decisions] == [NOW, None]
    assert {picture.hidden_by for picture in await court.pictures()} == {decisions[1].id}


async def test_a_case_is_decided_once(court: Court) -> None:
    await reported(court)
    await court.decide(Verdict.HIDE)
    with pytest.raises(CaseDecided):
        await court.decide(Verdict.DISMISS)
    with pytest.raises(CaseDecided):
        await service.assign(court.session, court.mod, (await court.case()).id, origin="discord", now=NOW)


async def test_nothing_is_taken_back_twice_or_before_it_is_decided(court: Court) -> None:
    await reported(court)
    with pytest.raises(NothingToReverse):
        await reverse(court)
    await court.decide(Verdict.HIDE)
    await reverse(court)
    with pytest.raises(NothingToReverse):
        await reverse(court)


async def test_a_reason_is_asked_for_and_a_rating_its_level(court: Court) -> None:
    await reported(court)
    case = await court.case()
    for ruling, refusal in (
        (Ruling(Verdict.HIDE, " \0 "), ReasonMissing),
        (Ruling(Verdict.RATE, "Rule 3"), LevelMissing),
        (Ruling(Verdict.RATE, "Rule 3", 4), LevelMissing),
    ):
        with pytest.raises(refusal):
            await service.decide(court.session, court.mod, case.id, ruling=ruling, origin="discord", now=NOW)
    assert (await court.case()).state is CaseState.NEW


async def test_nobody_decides_about_themselves(court: Court) -> None:
    made = await court.result(court.mod)
    (bea,) = await court.members(1)
    await court.report(bea, job=made)
    with pytest.raises(NotYourCase):
        await court.decide(Verdict.DISMISS)
    chief = await person(court.session, role=Role.ADMIN)
    await court.decide(Verdict.HIDE, by=chief)
    with pytest.raises(NotYourCase):
        await reverse(court)


async def test_a_case_is_only_for_those_who_may_decide_there(court: Court) -> None:
    (bea,) = await court.members(1)
    web = await court.result(court.anna, posted=False)
    await court.report(bea, job=web)
    for stranger in (bea, court.mod):
        with pytest.raises(CaseNotFound):
            await court.decide(Verdict.HIDE, by=stranger)
        with pytest.raises(CaseNotFound):
            await file_of(court.session, stranger, (await court.case()).id)
    with pytest.raises(CaseNotFound):
        await file_of(court.session, court.mod, new_id())
    assert await queue(court.session, court.mod, limit=9) == []
    chief = await person(court.session, role=Role.ADMIN)
    assert await waiting_count(court.session, chief) == 1
    await court.decide(Verdict.HIDE, by=chief)


async def test_who_is_no_moderator_any_more_decides_nothing(court: Court) -> None:
    await reported(court)
    chief = await person(court.session, role=Role.ADMIN)
    await standing.revoke(court.session, chief, of=court.mod, space_id=court.space_id, origin="discord", now=NOW)
    with pytest.raises(CaseNotFound):
        await court.decide(Verdict.HIDE)
    await standing.grant(court.session, chief, to=court.mod, space_id=court.space_id, origin="discord", now=NOW)
    await users.appoint(court.session, court.mod, role=Role.USER)
    with pytest.raises(CaseNotFound):
        await court.decide(Verdict.HIDE)


async def test_moderators_are_creators_and_made_by_admins(court: Court) -> None:
    (bea,) = await court.members(1)
    chief = await person(court.session, role=Role.ADMIN)
    with pytest.raises(RoleTooLow):
        await standing.grant(court.session, chief, to=bea, space_id=court.space_id, origin="discord", now=NOW)
    with pytest.raises(NotAllowed):
        await standing.grant(court.session, court.mod, to=court.mod, space_id=court.space_id, origin="x", now=NOW)
    with pytest.raises(NotAllowed):
        await standing.revoke(court.session, bea, of=court.mod, space_id=court.space_id, origin="discord", now=NOW)


async def test_the_first_to_take_a_case_may_be_relieved_by_a_second(court: Court) -> None:
    await reported(court)
    chief = await person(court.session, role=Role.ADMIN)
    for moderator in (court.mod, chief, chief):
        case = await service.assign(court.session, moderator, (await court.case()).id, origin="discord", now=NOW)
        assert (case.assignee_id, case.state) == (moderator.id, CaseState.ASSIGNED)


async def test_notes_stay_beside_the_case(court: Court) -> None:
    await reported(court)
    case = await court.case()
    await service.note(court.session, court.mod, case.id, words="Asked Anna.", origin="discord", now=NOW)
    with pytest.raises(ReasonMissing):
        await service.note(court.session, court.mod, case.id, words=" ", origin="discord", now=NOW)
    assert [note.words for note in (await file_of(court.session, court.mod, case.id)).notes] == ["Asked Anna."]


async def test_a_warning_is_a_strike_that_decays(court: Court) -> None:
    await reported(court)
    await court.decide(Verdict.WARN)
    assert (await record_of(court.session, court.anna.id, now=NOW + STRIKE_LASTS - DAY)).strikes == 1
    assert (await record_of(court.session, court.anna.id, now=NOW + STRIKE_LASTS)).strikes == 0


async def test_who_is_frozen_makes_nothing_until_every_decision_is_taken_back(court: Court) -> None:
    second = await court.result(court.anna)
    await reported(court)
    await court.decide(Verdict.FREEZE)
    first_case = await court.case()
    (bea,) = await court.members(1)
    await court.report(bea, job=second)
    await court.decide(Verdict.FREEZE)
    await court.session.refresh(court.anna)
    with pytest.raises(Frozen):
        await job(court.session, court.anna)
    await reverse(court)
    with pytest.raises(Frozen):
        await job(court.session, court.anna)
    await service.reverse(court.session, court.mod, first_case.id, reason="Again.", origin="discord", now=NOW)
    await court.session.refresh(court.anna)
    assert (await job(court.session, court.anna)).owner_id == court.anna.id


async def test_a_suspension_hides_everything_and_is_final_after_thirty_days(court: Court) -> None:
    other = await court.result(court.anna)
    await reported(court)
    await court.decide(Verdict.SUSPEND)
    assert not await court.is_shown(other)
    assert await service.purge_due(court.session, now=NOW + UNTIL_PURGED - DAY) == 0
    assert await service.purge_due(court.session, now=NOW + UNTIL_PURGED) == 1
    assert all(picture.deleted_at for picture in await court.pictures(other))
    await court.session.refresh(court.anna)
    assert court.anna.blocked_at is not None
    with pytest.raises(NothingToReverse):
        await reverse(court, now=NOW + UNTIL_PURGED)
    assert await service.purge_due(court.session, now=NOW + 2 * UNTIL_PURGED) == 0


async def test_a_deletion_can_be_taken_back_for_thirty_days_and_then_goes_through(court: Court) -> None:
    other = await court.result(court.anna)
    await reported(court)
    await court.decide(Verdict.DELETE)
    assert await service.purge_due(court.session, now=NOW + UNTIL_PURGED) == 1
    assert all(picture.deleted_at and not picture.prompt for picture in await court.pictures())
    assert await court.is_shown(other)


async def test_the_queue_shows_danger_to_minors_first_and_then_the_oldest(court: Court) -> None:
    (bea,) = await court.members(1)
    second, third = await court.result(court.anna), await court.result(court.anna)
    await court.report(bea)
    await court.report(bea, job=second, after=DAY / 24)
    await court.report(bea, Concern.MINOR_SAFETY, job=third, after=DAY / 12)
    waiting = await queue(court.session, court.mod, limit=9)
    assert [item.case.job_id for item in waiting] == [third.id, court.job.id, second.id]
    assert [(item.reports, item.weight) for item in waiting] == [(1, 1.0)] * 3


async def test_statistics_tell_how_much_and_how_fast_somebody_decided(court: Court) -> None:
    await reported(court)
    await court.report(court.mod)
    await court.decide(Verdict.HIDE)
    (work,) = await statistics(court.session, since=NOW - DAY)
    assert (work.moderator_id, work.decided, work.seconds, work.overturned) == (court.mod.id, 1, 0.0, 0)


async def test_everything_is_on_record(court: Court) -> None:
    await court.report(court.mod)
    await service.assign(court.session, court.mod, (await court.case()).id, origin="discord", now=NOW)
    await court.decide(Verdict.HIDE)
    await reverse(court)
    for step in court.session.info.pop("last steps"):
        await step(court.session)
    told = list(await court.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert told == ["moderator.granted", "case.hidden", "case.assigned", "case.decided", "case.reversed"]
    assert await court.session.scalar(select(func.count()).where(AuditEntry.new.contains("Anna"))) == 0


async def test_one_picture_alone_is_hidden_by_its_place_and_undone(court: Court) -> None:
    await reported(court)
    case = await court.case()
    there = len(await court.pictures())
    ruling = Ruling(Verdict.HIDE, "Only this one.", only=frozenset({1}))
    for wrong in ({there + 1}, {1, 9}):
        with pytest.raises(PictureMissing):
            await service.decide(
                court.session, court.mod, case.id, ruling=Ruling(Verdict.HIDE, "x", only=frozenset(wrong)),
                origin="web", now=NOW,
            )  # fmt: skip
    await service.decide(court.session, court.mod, case.id, ruling=ruling, origin="web", now=NOW)
    hidden = [picture.position for picture in await court.pictures() if picture.hidden_at is not None]
    assert hidden == [0]
    await reverse(court)
    assert await court.is_shown()
