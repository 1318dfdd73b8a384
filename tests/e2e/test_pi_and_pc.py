"""A small box and a PC: the worker in a network of its own, with nothing but what docs/operating.md gives it."""

import hashlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import redis
from sqlalchemy import select, update

from bots.conversation.assistant import Assistant
from bots.conversation.turns import Setting, Turn
from core.bus import worker_key
from core.clock import utc_now
from core.db import Database
from core.jobs.deliveries import claim_due
from core.jobs.models import Job, Worker
from core.jobs.service import Policy
from core.jobs.states import State
from core.platforms import Platform
from core.settings import ProcessSettings
from core.storage import open_store
from core.users.service import Face
from launcher.folders import REPOSITORY
from tests.apart import BOX, Namespace, cable, door, listeners, possible
from tests.factories import worker
from tests.ha_bridge.certificates import self_signed
from tests.servers import S3Server
from tests.stage import PROGRAMS, SIGNING_KEY, Stage, stage, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not possible(), reason="making networks needs root, and Linux that lets us"),
]
PASSWORD = "a-worker-password-of-its-own"  # noqa: S105 - of a server that lives for this test
ACL = (REPOSITORY / "deploy" / "worker.acl").read_text(encoding="utf-8")


@dataclass
class Apart:
    """The box with everything but the worker, and the PC with nothing but it."""

    box: Stage
    inside: Namespace
    settings: dict[str, str]
    worker: subprocess.Popen[bytes] | None = None

    def wake(self) -> None:
        """Start the worker on the PC, with its own settings and no others."""
        with (self.box.folder / "pc.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [*self.inside.enter, *PROGRAMS["worker"]],
                cwd=REPOSITORY,
                env={"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore", **self.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def sleep(self) -> None:
        """Switch the PC off at the wall."""
        if self.worker is not None:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None


@pytest.fixture
async def apart(database_url: str, redis_url: str, s3: S3Server, tmp_path: Path) -> AsyncIterator[Apart]:
    """Two machines; between them Redis over TLS with a user of its own, and the object store."""
    (tmp_path / "pc").mkdir()
    shared = {
        "S3_BUCKET": s3.bucket,
        "S3_ACCESS_KEY": s3.access_key,
        "S3_SECRET_KEY": s3.secret_key,
        "S3_SECURE": "false",
    }
    with redis.Redis.from_url(redis_url) as admin:
        admin.execute_command("ACL", "SETUSER", *ACL.replace("PASSWORD", PASSWORD).split()[1:])
    certificate = self_signed(tmp_path / "box.pem", address=IPv4Address(BOX))
    host, port = s3.endpoint.split(":")
    broker = Path(redis_url.removeprefix("unix://"))
    with (
        cable() as inside,
        stage(database_url, redis_url, tmp_path, settings=shared | {"S3_ENDPOINT": s3.endpoint}) as box,
    ):
        async with door(broker, certificate=certificate) as tls, door((host, int(port))) as files:
            address = f"rediss://worker:{PASSWORD}@{BOX}:{tls}/0?ssl_ca_certs={certificate}"
            box.start("conductor")
            whole = Apart(box, inside, shared | _of_pc(address, f"{BOX}:{files}", tmp_path / "pc"))
            yield whole
            whole.sleep()
    with redis.Redis.from_url(redis_url) as admin:
        admin.execute_command("ACL", "DELUSER", "worker")


def _of_pc(redis_url: str, store: str, folder: Path) -> dict[str, str]:
    """Return what the PC is told besides the store's keys."""
    return {
        "REDIS_URL": redis_url,
        "S3_ENDPOINT": store,
        "SIGNING_KEY": SIGNING_KEY,
        "WORKER_NAME": "pc",
        "DATA_FOLDER": str(folder),
    }


def _assistant(apart: Apart, database: Database) -> Assistant:
    mine = ("S3_", "DATA_", "REDIS", "SIGN")
    given = {name.lower(): value for name, value in apart.box.environment.items() if name.startswith(mine)}
    settings = ProcessSettings.model_validate(given)
    return Assistant(Setting(database, open_store(settings), Policy(), "http://gallery.test"))


async def _draw(assistant: Assistant, event: str) -> tuple[Job, str]:
    turn = Turn(Face(Platform.DISCORD, "7", "Anna", "en"), event, "channel")
    reply = await assistant.command(turn, "draw", {"prompt": "a fox"})
    assert reply.job is not None, reply
    async with assistant.setting.database.transaction() as session:
        return await session.get_one(Job, reply.job), reply.text


async def _until_state(database: Database, job: Job, state: State) -> Job:
    found = job

    async def reached() -> bool:
        nonlocal found
        async with database.transaction() as session:
            found = await session.get_one(Job, job.id)
        return found.state is state

    await until(reached, f"the job is {state}", within_s=90)
    return found


async def test_the_pc_dials_out_draws_sleeps_and_wakes(apart: Apart) -> None:
    """L2: no database, no listening socket, no other way than Redis over TLS and the store."""
    async with apart.box.database() as database:
        assistant = _assistant(apart, database)
        apart.wake()
        first, _ = await _draw(assistant, "1")
        await _until_state(database, first, State.SUCCEEDED)
        assert apart.worker is not None
        assert listeners(apart.inside) == []
        seen = _environment(apart.worker)
        assert b"DATABASE_URL" not in seen
        assert b"AUDIT_KEY" not in seen
        assert not list((apart.box.folder / "pc").rglob("*.png")), "files are in the store"

        apart.sleep()
        await until(lambda: _forgotten(apart), "its announcement has ended", within_s=60)
        async with database.transaction() as session:
            await session.execute(update(Worker).values(seen_at=utc_now() - timedelta(minutes=5)))
        second, told = await _draw(assistant, "2")
        assert "asleep" in told
        await _until_state(database, second, State.QUEUED)
        apart.wake()
        await _until_state(database, second, State.SUCCEEDED)
    assert PASSWORD not in (apart.box.folder / "pc.log").read_text(encoding="utf-8")


async def _forgotten(apart: Apart) -> bool:
    with redis.Redis.from_url(apart.box.redis_url) as admin:
        return not admin.exists(worker_key("pc"))


def _environment(process: subprocess.Popen[bytes]) -> bytes:
    return Path(f"/proc/{process.pid}/environ").read_bytes()


async def test_who_waits_for_a_pc_that_stays_asleep_is_told_and_pays_nothing(apart: Apart) -> None:
    async with apart.box.database() as database:
        assistant = _assistant(apart, database)
        async with database.transaction() as session:
            session.add(_asleep())
        job, _ = await _draw(assistant, "1")
        async with database.transaction() as session:
            await session.execute(update(Job).values(expires_at=utc_now()))
        apart.box.kill("conductor")
        apart.box.start("conductor")  # it sweeps at its start, else once a minute
        await _until_state(database, job, State.EXPIRED)
        async with database.transaction() as session:
            (due,) = await claim_due(session, Platform.DISCORD, limit=9, now=utc_now())
            left = await session.scalar(select(Job.error).where(Job.id == job.id))
        assert left is None
        reply = await assistant.outcome(due, Platform.DISCORD)
        assert "Your credits are back" in reply.text


def _asleep() -> Worker:
    card = worker("pc")
    return Worker(
        name=card.name, incarnation="1", card=card.model_dump(mode="json"), seen_at=utc_now() - timedelta(hours=1)
    )


@pytest.mark.parametrize(
    "command",
    [
        ("KEYS", "*"),
        ("FLUSHALL",),
        ("CONFIG", "GET", "*"),
        ("ACL", "LIST"),
        ("MONITOR",),
        ("SCAN", "0"),
        ("GET", "inkhearth:mark"),
        ("SET", "inkhearth:cancel:1", "1"),
        ("GET", "session:1"),
        ("XREADGROUP", "GROUP", "conductor", "me", "STREAMS", "inkhearth:outcomes", ">"),
        ("PUBLISH", "inkhearth:jobs", ""),
        ("SUBSCRIBE", "inkhearth:owner:1"),
        ("EVAL", "return redis.call('KEYS', '*')", "0"),
    ],
    ids=lambda command: " ".join(command)[:40],
)
def test_a_stolen_worker_password_opens_no_more_than_a_worker_needs(redis_url: str, command: tuple[str, ...]) -> None:
    """R5: the ACL file of the guide, in the server that it is for."""
    digest = hashlib.sha256(PASSWORD.encode()).hexdigest()
    with redis.Redis.from_url(redis_url) as admin:
        admin.execute_command("ACL", "SETUSER", *ACL.replace(">PASSWORD", f"#{digest}").split()[1:])
        try:
            path = redis_url.removeprefix("unix://")
            thief = redis.Redis(unix_socket_path=path, username="worker", password=PASSWORD, protocol=2)
            with thief, pytest.raises(redis.ResponseError, match=r"(?i)permission|can't run|ACL"):
                thief.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py types it not
        finally:
            admin.execute_command("ACL", "DELUSER", "worker")
