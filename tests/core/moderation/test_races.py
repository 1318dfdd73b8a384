"""Two people at the same moment: each effect happens once (issue 6, line 7)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.errors import DomainError
from core.media import service as pictures
from core.media.models import Media
from core.moderation import appeals, reports, service
from core.moderation.models import Appeal, Case, Decision, Report
from core.moderation.refusals import AlreadyAppealed, CaseDecided, ResultNotFound
from core.moderation.reports import Complaint, Reporter
from core.moderation.service import Ruling
from core.moderation.words import Source, Verdict
from core.users.models import User
from tests.core.moderation.court import NOW, Court, convened

ROUNDS = 8


@dataclass
class Crowd:
    """People who act in transactions of their own, all at once."""

    database: Database
    court: Court
    members: list[User]

    async def together(self, *steps: Callable[[AsyncSession], Awaitable[object]]) -> list[object]:
        """Take steps at once, each in its transaction; a refusal is a result."""

        async def one(step: Callable[[AsyncSession], Awaitable[object]]) -> object:
            try:
                async with self.database.transaction() as session:
                    return await step(session)
            except DomainError as refusal:
                return refusal

        return list(await asyncio.gather(*(one(step) for step in steps)))

    async def count(self, model: type[Report | Case | Decision | Appeal]) -> int:
        """Return how many rows a table has."""
        async with self.database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
async def crowd(database: Database) -> Crowd:
    """A place whose rows are committed."""
    async with database.transaction() as session:
        court = await convened(session)
        members = await court.members(4)
    return Crowd(database, court, members)


def reporting(job_id: UUID, person: User) -> Callable[[AsyncSession], Awaitable[object]]:
    """Return the step in which somebody reports."""

    async def step(session: AsyncSession) -> object:
        by = Reporter("en", "discord", person)
        return await reports.report(session, job_id, by=by, complaint=Complaint(Source.REACTION), now=NOW)

    return step


def deciding(case_id: UUID, moderator: User, verdict: Verdict) -> Callable[[AsyncSession], Awaitable[object]]:
    """Return the step in which somebody decides."""

    async def step(session: AsyncSession) -> object:
        ruling = Ruling(verdict, "Rule 3.")
        return await service.decide(session, moderator, case_id, ruling=ruling, origin="discord", now=NOW)

    return step


async def test_a_redelivered_report_is_one_report(crowd: Crowd) -> None:
    await crowd.together(*[reporting(crowd.court.job.id, crowd.members[0])] * ROUNDS)
    assert (await crowd.count(Report), await crowd.count(Case)) == (1, 1)


async def test_members_who_report_at_once_open_one_case_and_hide_once(crowd: Crowd) -> None:
    await crowd.together(*(reporting(crowd.court.job.id, member) for member in crowd.members))
    assert (await crowd.count(Report), await crowd.count(Case), await crowd.count(Decision)) == (4, 1, 1)


async def test_of_two_who_decide_at_once_one_is_told_it_is_decided(crowd: Crowd) -> None:
    await crowd.together(reporting(crowd.court.job.id, crowd.members[0]))
    async with crowd.database.transaction() as session:
        case_id = (await session.scalars(select(Case.id))).one()
    results = await crowd.together(
        *(deciding(case_id, crowd.court.mod, verdict) for verdict in (Verdict.HIDE, Verdict.DISMISS) * 4)
    )
    assert sum(isinstance(result, Decision) for result in results) == 1
    assert sum(isinstance(result, CaseDecided) for result in results) == 7
    assert await crowd.count(Decision) == 1


async def test_an_appeal_sent_twice_is_one(crowd: Crowd) -> None:
    await crowd.together(reporting(crowd.court.job.id, crowd.members[0]))
    async with crowd.database.transaction() as session:
        case_id = (await session.scalars(select(Case.id))).one()
    await crowd.together(deciding(case_id, crowd.court.mod, Verdict.HIDE))

    async def step(session: AsyncSession) -> object:
        return await appeals.appeal(session, crowd.court.anna, case_id, words="No.", origin="discord", now=NOW)

    results = await crowd.together(*[step] * ROUNDS)
    assert sum(isinstance(result, AlreadyAppealed) for result in results) == ROUNDS - 1
    assert await crowd.count(Appeal) == 1


async def test_a_report_while_the_owner_deletes_ends_in_one_or_the_other(crowd: Crowd) -> None:
    async def deleting(session: AsyncSession) -> object:
        for media_id in await session.scalars(
            select(Media.id).where(Media.job_id == crowd.court.job.id).order_by(Media.position)
        ):
            await pictures.delete(session, crowd.court.anna, media_id, now=NOW)
        return None

    results = await crowd.together(deleting, *(reporting(crowd.court.job.id, member) for member in crowd.members))
    assert all(result is None or isinstance(result, ResultNotFound | reports.Heard) for result in results), results
    async with crowd.database.transaction() as session:
        left = await session.scalar(select(func.count(Media.id)).where(Media.deleted_at.is_(None)))
        assert left == 0, "what is deleted stays deleted"
        case_id = await session.scalar(select(Case.id))
    if case_id is not None:
        (decision,) = await crowd.together(deciding(case_id, crowd.court.mod, Verdict.WARN))
        assert isinstance(decision, Decision), "the person can be warned all the same"
