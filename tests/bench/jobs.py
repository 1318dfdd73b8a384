"""The queue's figures: P1, P2, P3, P6 and P9 of performance.md; ``./run bench jobs``."""

import asyncio
import subprocess
import tempfile
import time
from pathlib import Path
from random import Random

from PIL import Image
from pydantic import SecretStr
from redis import Redis
from sqlalchemy import select, text

from core.bus import OUTCOMES
from core.clock import utc_now
from core.db import Database
from core.engines import STORYBOARD
from core.jobs import outcomes, service
from core.jobs.celery import broker_url
from core.jobs.models import Job
from core.jobs.states import State
from core.pictures.writing import COMPOSITE, Marks, write_picture
from core.platforms import Platform
from core.roles import Role
from core.storage import FolderStore
from core.users.models import User
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.settings import WorkerSettings
from launcher.servers.postgres import DATABASE
from launcher.servers.throwaway import running_postgres, running_valkey
from tests.bench._plain_celery import APP, QUEUE, STARTS
from tests.bench._table import Row, median, percentile, show
from tests.counting import still_open
from tests.factories import LEASE, job, order, person, spec, success, worker
from tests.servers import migrate
from tests.stage import CELERY, Stage, stage, until

ROUNDS = 60
SMALL = {"width": 384, "height": 256}
_PAUSE_S = 0.15


async def main_() -> list[Row]:
    """Run all, on servers of their own."""
    with running_postgres() as postgres, running_valkey() as valkey, tempfile.TemporaryDirectory() as folder:
        for name in (DATABASE, "claims"):
            postgres.create_database(name)
            migrate(postgres.url_of(name))
        rows = await claims(postgres.url_of("claims"))
        with stage(postgres.url, valkey.url, Path(folder), lease_s=10) as house:
            house.start("conductor")
            house.start("worker")
            async with house.database() as database:
                await _warm(database)
                rows += await starts(house, database)
                rows += await overhead(house, database)
                rows += await cancels(database)
        return rows


async def claims(url: str) -> list[Row]:
    """P3: claim + finish + charge on one connection, and the claim among few and many waiting."""
    database = Database(url, pool_size=1)
    async with database.transaction() as session:
        owner = await person(session, role=Role.SUPER_ADMIN)
        for index in range(400):
            await job(session, owner, key=f"claims:{index}")
    begun = time.perf_counter()
    done = 0
    while done < 400:
        async with database.transaction() as session:
            claimed = await order(session, worker(width=1), now=utc_now())
        if claimed is None:
            break
        async with database.transaction() as session:
            await outcomes.finish(session, success(claimed.items[0]), now=utc_now())
        done += 1
    rate = done / (time.perf_counter() - begun)
    few = await _claim_ms(database, 1_000)
    many = await _claim_ms(database, 100_000)
    await database.close()
    return [
        Row("P3", "claim + finish + charge, one connection", f"{rate:.0f} a second", "≥ 500", rate >= 500),
        Row("P3", "claim with 100,000 waiting : with 1,000", f"{many:.2f} : {few:.2f} ms", "≤ 1.3×", many <= 1.3 * few),
    ]


async def _claim_ms(database: Database, waiting: int) -> float:
    async with database.transaction() as session:
        owner = await person(session, role=Role.SUPER_ADMIN)
        await job(session, owner, key=f"seed:{waiting}")
        await session.execute(text(_FILL), {"number": waiting, "tag": f"fill{waiting}"})
    async with database.transaction() as session:
        await session.execute(text("ANALYZE jobs"))
        await session.execute(text("ANALYZE turns"))
    times = []
    for _ in range(100):
        async with database.transaction() as session:
            begun = time.perf_counter()
            await order(session, worker(width=1), now=utc_now())
            times.append((time.perf_counter() - begun) * 1000)
            await session.rollback()
    return median(times)


# A thousand people, each with their share of what waits.
_FILL = """
WITH template AS (SELECT * FROM jobs WHERE state = 'queued' LIMIT 1),
people AS (
    INSERT INTO users (id, name, role, default_visibility, hide_prompts, created_at)
    SELECT gen_random_uuid(), :tag || n, 2, 'private', false, now() FROM generate_series(1, 1000) n RETURNING id
),
turn AS (
    INSERT INTO turns (user_id, waiting, since, weight, most_running) SELECT id, true, now(), 2, 2 FROM people
)
INSERT INTO jobs (id, key, owner_id, kind, state, spec, target, batch_key, pictures, cost, visibility, hide_prompt,
                  created_at, expires_at, attempt, failures)
SELECT gen_random_uuid(), :tag || p.id || n, p.id, 'image', 'queued', t.spec, t.target, t.batch_key, 1, 1, 'private',
       false, now(), now() + interval '1 day', 0, 0
FROM people p, template t, generate_series(1, GREATEST(CAST(:number AS int) / 1000, 1)) n
"""


async def starts(house: Stage, database: Database) -> list[Row]:
    """P2 and P6: from submitting to the start of drawing, beside plain Celery's late-acknowledged prefork."""
    redis = Redis.from_url(house.redis_url)
    APP.conf.update(broker_url=broker_url(house.redis_url))
    argv = [CELERY, "-A", "tests.bench._plain_celery", "worker", "-Q", QUEUE, "-c", "1", "--without-mingle"]
    plain = await asyncio.create_subprocess_exec(
        *argv, env=house.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _plain_start(redis)
        ours, theirs, dispatched = await _interleaved(redis, database)
    finally:
        plain.terminate()
        await plain.wait()
    figure = f"{median(ours):.1f} : {median(theirs):.1f} ms"
    wait = median(dispatched)
    return [
        Row("P2", "durable submit → start : plain Celery, p50", figure, "≤ 1.0×", median(ours) <= median(theirs)),
        Row("P6", "an idle system waits to form a batch, p50", f"{wait:.1f} ms", "≤ 5 ms", wait <= 5),
    ]


async def _interleaved(redis: Redis, database: Database) -> tuple[list[float], list[float], list[float]]:
    """Return, in milliseconds: our starts, plain Celery's, and from our jobs' asking to their dispatch."""
    ours, theirs, dispatched = [], [], []
    async with database.transaction() as session:
        owner = await person(session, role=Role.SUPER_ADMIN)
    for number in range(ROUNDS):
        last = _last_outcome(redis)
        made, asked = await _ask(database, owner, number)
        ours.append((await asyncio.to_thread(_begun, redis, last) - asked) * 1000)
        ended = await _ended(database, made)
        assert ended.dispatched_at is not None
        dispatched.append((ended.dispatched_at - ended.created_at).total_seconds() * 1000)
        await asyncio.sleep(_PAUSE_S)
        theirs.append(_plain_start(redis))
    return ours, theirs, dispatched


def _last_outcome(redis: Redis) -> str:
    info = redis.xinfo_stream(OUTCOMES)
    assert isinstance(info, dict)
    return str(info["last-generated-id"].decode())


def _begun(redis: Redis, after: str) -> float:
    """Wait for a worker's next report, which is the first thing it says of a job, and return when it was heard."""
    if not redis.xread({OUTCOMES: after}, count=1, block=20_000):
        raise TimeoutError(OUTCOMES)
    return time.time()


def _plain_start(redis: Redis) -> float:
    begun = time.time()
    APP.send_task("plain", queue=QUEUE)
    answer = redis.blpop([STARTS], timeout=20)
    if not isinstance(answer, tuple):
        raise TimeoutError(STARTS)
    return (float(answer[1]) - begun) * 1000


async def overhead(house: Stage, database: Database) -> list[Row]:
    """P1: from the accepted event to the outcome on record, less drawing, coding and storing the same picture."""
    bare = await _bare_ms(house.folder / "bare")
    async with database.transaction() as session:
        owner = await person(session, role=Role.SUPER_ADMIN)
    whole = []
    for number in range(ROUNDS):
        made, asked = await _ask(database, owner, number)
        ended = await _ended(database, made)
        whole.append((ended.finished_at.timestamp() - asked) * 1000 - bare)  # type: ignore[union-attr]  # it ended
        await asyncio.sleep(_PAUSE_S)
    p50, p99 = median(whole), percentile(whole, 99)
    return [
        Row("P1", "event → result on record, less the bare work, p50", f"{p50:.1f} ms", "≤ 15 ms", p50 <= 15),
        Row("P1", "the same, p99", f"{p99:.1f} ms", "≤ 60 ms", p99 <= 60),
    ]


async def _bare_ms(folder: Path) -> float:
    from gpu_worker.engines.engine import Wanted  # noqa: PLC0415 - beside its use

    engine = StoryboardEngine(WorkerSettings.model_fields["node_modules"].default)
    engine.warm()
    times = []
    store = FolderStore(folder, base_url="http://127.0.0.1", signing_key=SecretStr("x" * 32))
    for number in range(ROUNDS):
        wanted = Wanted(spec(f"a fox {number}", seed=number).model_copy(update=SMALL), number)
        begun = time.perf_counter()
        drawn = engine.render([wanted], _Unwatched())
        data = write_picture(Image.fromarray(drawn[0].pixels), "image/png", Marks(COMPOSITE))
        await store.put(data, "image/png")
        times.append((time.perf_counter() - begun) * 1000)
    return median(times)


class _Unwatched:
    def step(self, done: float, previews: object = ()) -> None:
        """Nobody watches."""


async def cancels(database: Database) -> list[Row]:
    """P9: cancelled jobs end at once for their owner, are refunded once, and free the worker."""
    dice = Random(1)
    async with database.transaction() as session:
        owner = await person(session, role=Role.SUPER_ADMIN)
    cancelled = 0
    for number in range(100):
        made, _ = await _ask(database, owner, number)
        await asyncio.sleep(dice.uniform(0, 0.05))
        try:
            async with database.transaction() as session:
                await service.cancel(session, owner, made.id, now=utc_now())
            cancelled += 1
        except service.JobEnded:
            continue
    await until(lambda: _nothing_open(database), "all end")
    async with database.transaction() as session:
        refunds = await session.scalar(text(_REFUNDS)) or 0
    figure = f"{cancelled} cancelled, {refunds} refunds"
    return [Row("P9", "100 cancelled at random moments: one refund each", figure, "equal", cancelled == refunds)]


_REFUNDS = """
SELECT count(*) FROM ledger l JOIN jobs j ON j.id = l.job_id WHERE j.state = 'cancelled' AND l.kind = 'refund'
"""


async def _ask(database: Database, owner: User, number: int) -> tuple[Job, float]:
    asked = time.time()
    async with database.transaction() as session:
        wanted = spec(f"a fox {number}", seed=number).model_copy(update=SMALL)
        return await job(session, owner, wanted=wanted, platform=Platform.CONSOLE, now=utc_now()), asked


async def _ended(database: Database, made: Job) -> Job:
    while True:
        async with database.transaction() as session:
            found = (await session.scalars(select(Job).where(Job.id == made.id))).one()
        if found.state not in {State.QUEUED, State.DISPATCHED, State.RUNNING}:
            return found
        await asyncio.sleep(0.03)


async def _warm(database: Database) -> None:
    async with database.transaction() as session:
        owner = await person(session, role=Role.SUPER_ADMIN)
    for number in range(5):
        await _ended(database, (await _ask(database, owner, number))[0])


async def _nothing_open(database: Database) -> bool:
    return await still_open(database) == 0


def main() -> None:
    """Print the table."""
    show(f"the queue, {STORYBOARD.name} at 384 × 256, lease {LEASE.total_seconds():.0f} s", asyncio.run(main_()))


if __name__ == "__main__":
    main()
