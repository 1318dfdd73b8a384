"""What admins pause stands still, whoever asks for it, until they let it go on (issue 7, line 1: the queue monitor)."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.jobs import pausing, queries
from core.jobs.dispatch import next_batches
from core.jobs.models import Job
from core.jobs.pausing import Breadth
from core.jobs.states import Kind
from core.jobs.sweeps import note_workers
from tests.factories import LEASE, NOON, job, person, worker


async def sent(session: AsyncSession, *cards: object) -> list[str]:
    """Return the queues that orders go to now."""
    workers = [worker(name) for name in (cards or ("pc",))]  # type: ignore[arg-type]  # names
    batches = await next_batches(session, workers, lease=LEASE, now=NOON)
    return [batch.queue for batch in batches]


async def of_kind(session: AsyncSession, kind: Kind) -> Job:
    """Return somebody's job of a kind."""
    made = await job(session, await person(session))
    made.kind_name = kind.value
    await session.flush()
    return made


async def test_a_paused_queue_sends_nothing_and_goes_on_where_it_was(session: AsyncSession) -> None:
    await job(session, await person(session))
    assert await pausing.pause(session, Breadth.QUEUE, "", reason="New card.", now=NOON) is None
    assert await sent(session) == []
    assert await pausing.pause(session, Breadth.QUEUE, "", reason="Newer card.", now=NOON + LEASE) == "New card."
    (one,) = await pausing.pauses(session)
    assert (one.reason, one.since) == ("Newer card.", NOON), "it stands still since the first pause"
    assert await pausing.resume(session, Breadth.QUEUE, "") == "Newer card."
    assert await pausing.resume(session, Breadth.QUEUE, "") is None
    assert await sent(session) == ["gpu.pc"]


async def test_a_paused_kind_lets_the_others_by_and_a_comic_stops_its_panels(session: AsyncSession) -> None:
    panel = await of_kind(session, Kind.PANEL)
    image = await of_kind(session, Kind.IMAGE)
    await pausing.pause(session, Breadth.KIND, Kind.COMIC, reason="", now=NOON)
    assert await sent(session) == ["gpu.pc"]
    for one in (panel, image):
        await session.refresh(one)
    assert (panel.state_name, image.state_name) == ("queued", "dispatched"), "even where they could share a batch"


async def test_a_paused_worker_is_sent_nothing_and_the_others_are(session: AsyncSession) -> None:
    for _ in range(4):
        await of_kind(session, Kind.IMAGE)
    await pausing.pause(session, Breadth.WORKER, "pc", reason="", now=NOON)
    assert set(await sent(session, "pc", "attic")) == {"gpu.attic"}


async def test_who_waits_is_told_why_and_gets_no_estimate(session: AsyncSession) -> None:
    await note_workers(session, [worker()], now=NOON)
    waiting = await of_kind(session, Kind.IMAGE)

    async def place() -> tuple[float | None, str | None]:
        found = await queries.place(session, waiting, now=NOON + timedelta(seconds=1))
        assert found is not None
        return found.seconds, found.paused

    seconds, paused = await place()
    assert seconds is not None
    assert paused is None
    await pausing.pause(session, Breadth.KIND, Kind.VIDEO, reason="Clips rest.", now=NOON)
    assert (await place())[1] is None, "another kind's pause is none of theirs"
    await pausing.pause(session, Breadth.KIND, Kind.IMAGE, reason="Cleaning.", now=NOON)
    assert await place() == (None, "Cleaning.")
    await pausing.resume(session, Breadth.KIND, Kind.IMAGE)
    await pausing.pause(session, Breadth.WORKER, "pc", reason="", now=NOON)
    assert await place() == (None, None), "the only worker is paused, so nobody knows when"


async def test_a_pause_outlives_whoever_made_it(database: Database) -> None:
    async with database.transaction() as session:
        await job(session, await person(session))
        await pausing.pause(session, Breadth.QUEUE, "", reason="", now=NOON)
    async with database.transaction() as session:
        assert await sent(session) == []
