"""Appeals: one a case, decided by somebody else (issue 6, line 3)."""

from datetime import timedelta

import pytest

from core.clock import new_id
from core.moderation import appeals, queries, service
from core.moderation.effects import UNTIL_PURGED
from core.moderation.refusals import (
    AlreadyAppealed,
    CaseDecided,
    CaseNotFound,
    NothingToAppeal,
    NotYourCase,
    ReasonMissing,
)
from core.moderation.service import APPEALABLE
from core.moderation.words import CaseState, Verdict
from core.roles import Role
from core.users.models import User
from tests.core.moderation.court import NOW, Court
from tests.factories import person


async def decided(court: Court, verdict: Verdict = Verdict.HIDE) -> User:
    """Have a case decided against Anna; return an admin who had nothing to do with it."""
    (bea,) = await court.members(1)
    await court.report(bea)
    await court.decide(verdict)
    return await person(court.session, role=Role.ADMIN)


async def appeal(
    court: Court, by: User | None = None, *, words: str = "It is satire.", after: timedelta = timedelta(0)
) -> None:
    """Have somebody appeal."""
    case = await court.case()
    await appeals.appeal(court.session, by or court.anna, case.id, words=words, origin="discord", now=NOW + after)


async def answer(court: Court, by: User, *, granted: bool) -> None:
    """Have an appeal decided."""
    case = await court.case()
    await appeals.decide_appeal(court.session, by, case.id, granted=granted, reason="It is.", origin="discord", now=NOW)


async def test_a_granted_appeal_brings_everything_back(court: Court) -> None:
    chief = await decided(court)
    await appeal(court)
    assert (await court.case()).state is CaseState.APPEALED
    assert [item.case.job_id for item in await queries.queue(court.session, chief, limit=9)] == [court.job.id]
    await answer(court, chief, granted=True)
    assert await court.is_shown()
    assert (await court.case()).state is CaseState.CLOSED
    (told,) = await court.told("moderation.appeal")
    assert (told.body["granted"], told.body["answer"]) == (1, "It is.")
    (work,) = await queries.statistics(court.session, since=NOW)
    assert work.overturned == 1


async def test_a_long_appeal_is_kept_whole(court: Court) -> None:
    await decided(court)
    await appeal(court, words="x" * 5000)
    (found,) = await queries.decided_about(court.session, court.anna, now=NOW, limit=9)
    assert found.appeal is not None
    assert len(found.appeal.words) == appeals.LONGEST_APPEAL


async def test_a_person_is_told_the_last_decision_of_each_case_and_whether_they_may_appeal(court: Court) -> None:
    await decided(court)
    (found,) = await queries.decided_about(court.session, court.anna, now=NOW + APPEALABLE, limit=9)
    assert (found.decision.verdict, found.prompt, found.may_appeal) == (Verdict.HIDE, "a fox", True)
    (late,) = await queries.decided_about(court.session, court.anna, now=NOW + APPEALABLE * 2, limit=9)
    assert not late.may_appeal
    await court.report(court.mod, job=await court.result(court.anna))
    flagged, earlier = await queries.decided_about(court.session, court.anna, now=NOW, limit=9)
    assert (flagged.may_appeal, earlier.may_appeal) == (False, True), "a flag is decided first"
    assert await queries.decided_about(court.session, court.mod, now=NOW, limit=9) == []


async def test_a_refused_appeal_leaves_the_decision(court: Court) -> None:
    chief = await decided(court)
    await appeal(court)
    await answer(court, chief, granted=False)
    assert not await court.is_shown()
    (told,) = await court.told("moderation.appeal")
    assert told.body["granted"] == 0


async def test_there_is_one_appeal_a_case(court: Court) -> None:
    chief = await decided(court)
    await appeal(court)
    with pytest.raises(AlreadyAppealed):
        await appeal(court)
    await answer(court, chief, granted=False)
    with pytest.raises(AlreadyAppealed):
        await appeal(court)
    with pytest.raises(CaseDecided):
        await answer(court, chief, granted=True)


async def test_who_decided_does_not_decide_the_appeal(court: Court) -> None:
    await decided(court)
    await appeal(court)
    with pytest.raises(NotYourCase):
        await answer(court, court.mod, granted=False)


async def test_an_admin_does_not_grant_their_own_appeal(court: Court) -> None:
    chief = await person(court.session, role=Role.ADMIN)
    court.job = await court.result(chief)
    (bea,) = await court.members(1)
    await court.report(bea)
    await court.decide(Verdict.HIDE)
    await appeal(court, chief)
    with pytest.raises(NotYourCase):
        await answer(court, chief, granted=True)


async def test_only_the_owner_appeals_and_says_something(court: Court) -> None:
    (bea,) = await court.members(1)
    await decided(court)
    with pytest.raises(CaseNotFound):
        await appeal(court, bea)
    with pytest.raises(CaseNotFound):
        await appeals.appeal(court.session, court.anna, new_id(), words="x", origin="discord", now=NOW)
    with pytest.raises(ReasonMissing):
        await appeal(court, words="  ")


async def test_there_is_nothing_to_appeal_where_nothing_stands_against_one(court: Court) -> None:
    (bea,) = await court.members(1)
    await court.report(bea)
    with pytest.raises(NothingToAppeal):
        await appeal(court)
    await court.decide(Verdict.DISMISS)
    with pytest.raises(NothingToAppeal):
        await appeal(court)


async def test_an_appeal_is_open_for_six_months(court: Court) -> None:
    await decided(court)
    with pytest.raises(NothingToAppeal):
        await appeal(court, after=APPEALABLE + timedelta(seconds=1))
    await appeal(court, after=APPEALABLE)


async def test_a_deletion_waits_for_the_appeal(court: Court) -> None:
    chief = await decided(court, Verdict.DELETE)
    await appeal(court)
    assert await service.purge_due(court.session, now=NOW + 2 * UNTIL_PURGED) == 0
    await answer(court, chief, granted=False)
    assert await service.purge_due(court.session, now=NOW + 2 * UNTIL_PURGED) == 1
