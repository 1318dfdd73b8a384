"""Whoever watches their own jobs hears of each change, once it is committed."""

from datetime import timedelta

from core import bus
from core.db import Database
from core.jobs import outcomes, sweeps
from core.jobs.orders import Event, Failure, Rendition
from core.jobs.service import cancel
from core.nudges import Nudge
from core.roles import Role
from tests.core.conftest import Overheard
from tests.factories import LEASE, NOON, artefact, job, order, person, report, success


async def test_start_end_copies_failure_cancel_and_expiry_are_told_to_the_owner_g16(
    database: Database, overheard: Overheard
) -> None:
    """G16: no change of one's own job passes unheard."""
    async with database.transaction() as session:
        ada = await person(session)
        made = await job(session, ada)
    told = Nudge(bus.owner_channel(ada.id), str(made.id))
    assert told in overheard.nudges
    async with database.transaction() as session:
        claimed = await order(session)
    assert claimed is not None
    (item,) = claimed.items
    copy = Rendition(key="00/" + "2" * 64 + ".webp", media_type="image/webp", width=32, height=24, bytes=9)
    outcome = success(item, artefact())
    copied = success(item, artefact().model_copy(update={"renditions": (copy,)}))
    for each in (
        report(item, Event.STARTED),
        outcome,
        copied.model_copy(update={"event": Event.RENDITIONS}),
    ):
        overheard.nudges.clear()
        async with database.transaction() as session:
            assert await outcomes.apply(session, each, lease=LEASE, now=NOON)
        assert told in overheard.nudges, each.event


async def test_what_ends_badly_or_waits_again_is_told_too(database: Database, overheard: Overheard) -> None:
    async with database.transaction() as session:
        ada = await person(session, role=Role.CREATOR)
        failing, dropped, late = [await job(session, ada) for _ in range(3)]
    channel = bus.owner_channel(ada.id)
    async with database.transaction() as session:
        claimed = await order(session)
        assert claimed is not None
        items = {item.job: item for item in claimed.items}
        failed = report(items[failing.id], Event.FAILED, error=Failure.ENGINE)
        await outcomes.fail(session, failed, now=NOON)
        await outcomes.requeue(session, [(late.id, items[late.id].attempt)])
        await cancel(session, ada, dropped.id, now=NOON)
    assert {nudge.text for nudge in overheard.nudges if nudge.channel == channel} == {
        str(each.id) for each in (failing, dropped, late)
    }
    overheard.nudges.clear()
    async with database.transaction() as session:
        await sweeps.expire(session, now=NOON + timedelta(days=2))
    assert Nudge(channel, str(late.id)) in overheard.nudges
