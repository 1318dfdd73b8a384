"""What time does to moderation: strangers are forgotten, deletions become final (issue 6, lines 3 and 5)."""

from datetime import timedelta

from sqlalchemy import select, update

from core.audit.queries import Filter, entries
from core.media.models import Media
from core.moderation import service as moderation
from core.moderation import trust
from core.moderation.effects import UNTIL_PURGED
from core.moderation.models import Case, Decision, Report
from core.moderation.service import APPEALABLE
from core.moderation.words import CaseState, Concern, Verdict
from core.rights import retention
from core.rights.chores import Chores
from tests.core.moderation.court import NOW, convened
from tests.core.rights.conftest import House
from tests.factories import SEALING

DAY = timedelta(days=1)


async def test_what_stands_for_a_stranger_is_forgotten_after_a_week_and_the_reports_count_no_more_by_that(
    house: House,
) -> None:
    async with house.database.transaction() as session:
        court = await convened(session)
        for number in range(20):
            await court.report(f"stranger {number}", Concern.HATE)
    for after, marked in ((7 * DAY, 20), (7 * DAY + timedelta(seconds=1), 0)):
        await retention.sweep(house.database, house.folder, now=NOW + after, dry=False)
        async with house.database.transaction() as session:
            rows = list(await session.scalars(select(Report)))
            assert (len(rows), sum(row.stranger is not None for row in rows)) == (20, marked)
            case_id = (await session.scalars(select(Case.id))).one()
            assert await trust.weight_against(session, case_id) == trust.STRANGERS_COUNT


async def test_the_conductor_makes_old_deletions_final(house: House) -> None:
    async with house.database.transaction() as session:
        court = await convened(session)
        (bea,) = await court.members(1)
        await court.report(bea)
        await court.decide(Verdict.DELETE)
        job_id = court.job.id
        await session.execute(update(Decision).values(purge_at=NOW - UNTIL_PURGED))
    await Chores(house.database, house.bus, house.store, house.folder, SEALING).make_decisions_final()
    async with house.database.transaction() as session:
        pictures = list(await session.scalars(select(Media).where(Media.job_id == job_id)))
        assert pictures
        assert all(picture.deleted_at for picture in pictures)


async def test_a_decided_case_is_closed_when_it_can_be_appealed_no_more(house: House) -> None:
    """trust.md: new → assigned → decided → appealed → closed; what was decided stands."""
    async with house.database.transaction() as session:
        court = await convened(session)
        (bea,) = await court.members(1)
        await court.report(bea)
        await court.decide(Verdict.HIDE)
        case_id = (await session.scalars(select(Case.id))).one()
        job = court.job
    for after, state in ((APPEALABLE - DAY, CaseState.DECIDED), (APPEALABLE, CaseState.CLOSED)):
        async with house.database.transaction() as session:
            await moderation.close_old(session, now=NOW + after)
            case = await session.get_one(Case, case_id)
            assert case.state is state
    async with house.database.transaction() as session:
        assert await moderation.close_old(session, now=NOW + APPEALABLE + DAY) == 0
        hidden = await session.scalars(select(Media.hidden_at).where(Media.job_id == job.id))
        assert all(hidden)
        seen = await entries(session, Filter("case"), limit=20)
    assert [entry.resource for entry in seen if entry.action == "case.closed"] == [f"case:{case_id}"]
