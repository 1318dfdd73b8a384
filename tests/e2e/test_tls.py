"""Over networks: Redis, Postgres and the object store by TLS whose certificate is checked, and the doctor's words."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr
from redis.exceptions import RedisError
from sqlalchemy import text

from core.audit.service import record
from core.bus import Bus
from core.clock import utc_now
from core.db import Database
from core.dumps import dump
from core.jobs.celery import make_celery
from core.settings import ProcessSettings
from core.storage import open_store
from core.storage.__main__ import conforms
from launcher.backups.places import open_place
from launcher.doctor import _broker, _database, _store
from launcher.folders import Folders
from launcher.lock import held
from launcher.sentences import Trouble
from tests.ha_bridge.certificates import self_signed
from tests.servers import migrate, running_s3
from tests.stage import AUDIT_KEY, SIGNING_KEY
from tests.tls import newest_with_tls, postgres_over_tls

BINARIES = newest_with_tls()


def complaint(look: Callable[[Folders, Mapping[str, str]], str], folder: Path, **given: str) -> str:
    """Return what the doctor says is broken."""
    with held(Folders(folder).lock), pytest.raises(Trouble) as told:
        look(Folders(folder), given)
    return told.value.msgid.format(**told.value.fields)


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def over_tls(upstream: Path, certificate: Path) -> AsyncIterator[int]:
    """Stand before a socket file with TLS, on a loopback port: the embedded Valkey is built without it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_unix_connection(upstream)
        try:
            await asyncio.gather(pump(reader, up_writer), pump(up_reader, writer))
        finally:
            for side in (writer, up_writer):
                side.transport.abort()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(serve(reader, writer))
        serving.add(task)
        task.add_done_callback(serving.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tuple(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


async def test_redis_is_reached_over_tls_and_a_stranger_is_not(redis_url: str, tmp_path: Path) -> None:
    ours, theirs = self_signed(tmp_path / "ours.pem"), self_signed(tmp_path / "theirs.pem")
    upstream = Path(redis_url.removeprefix("unix://"))
    async with over_tls(upstream, ours) as port:
        address = f"rediss://127.0.0.1:{port}/0?ssl_cert_reqs=required&ssl_ca_certs="
        bus = Bus(f"{address}{ours}")
        assert await bus.redis.ping()
        await bus.close()
        stranger = Bus(f"{address}{theirs}")
        with pytest.raises(RedisError, match="certificate"):
            await stranger.redis.ping()
        await stranger.close()
        app = make_celery(f"{address}{ours}")
        await asyncio.to_thread(app.send_task, "a.task", queue="gpu")
        await asyncio.to_thread(app.close)
        said = await asyncio.to_thread(complaint, _broker, tmp_path, REDIS_URL=f"{address}{theirs}")
    assert "nobody trusted here vouches" in said
    with redis.Redis.from_url(redis_url) as plain:
        assert plain.llen("gpu") == 1, "Celery's order came through"


@pytest.mark.skipif(BINARIES is None, reason="no Postgres with TLS (Debian: apt-get install postgresql)")
async def test_postgres_is_reached_over_tls_and_a_stranger_is_not(tmp_path: Path) -> None:
    """Migrated, written to, dumped: a house as the processes, Alembic, pg_dump and the doctor reach it."""
    assert BINARIES is not None
    ours, theirs = self_signed(tmp_path / "ours.pem"), self_signed(tmp_path / "theirs.pem")
    with postgres_over_tls(BINARIES, ours) as server:
        url = server.url(f"ssl=verify-full&sslrootcert={ours}")
        await asyncio.to_thread(migrate, url)
        database = Database(url, pool_size=1, audit_key=SecretStr(AUDIT_KEY))
        async with database.transaction() as session:
            await record(session, None, "a.b", "c", origin="cli", now=utc_now())
            assert await session.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
        assert len(await database.ask("SELECT 1 AS one")) == 1
        await database.close()
        await asyncio.to_thread(dump, url, tmp_path / "whole.dump")
        assert (tmp_path / "whole.dump").read_bytes().startswith(b"PGDMP")
        with held(Folders(tmp_path).lock):
            assert "migration" in await asyncio.to_thread(_database, Folders(tmp_path), {"DATABASE_URL": url})
        for words, told in (
            ("ssl=verify-full", "nobody trusted here vouches"),
            (f"sslrootcert={theirs}", "nobody trusted here vouches"),
            (f"sslrootcert={tmp_path / 'missing.pem'}", "missing.pem"),
            ("ssl=verify", "ssl=verify"),
        ):
            said = await asyncio.to_thread(complaint, _database, tmp_path, DATABASE_URL=server.url(words))
            assert told in said
            assert "a-password" not in said
        elsewhere = server.url(f"sslrootcert={ours}", host="localhost")
        assert "localhost" in await asyncio.to_thread(complaint, _database, tmp_path, DATABASE_URL=elsewhere)


async def test_the_object_store_is_reached_over_tls_and_a_stranger_is_not(tmp_path: Path) -> None:
    """Pictures and backups; a file of one's own vouches for the store alone, and for nobody else that is asked."""
    ours, theirs = self_signed(tmp_path / "ours.pem"), self_signed(tmp_path / "theirs.pem")
    with running_s3(ours) as server:
        given = {"S3_ENDPOINT": server.endpoint, "S3_BUCKET": server.bucket, "S3_ACCESS_KEY": server.access_key,
                 "S3_SECRET_KEY": server.secret_key, "S3_CA_FILE": str(ours), "REDIS_URL": "redis://nobody",
                 "SIGNING_KEY": SIGNING_KEY, "DATA_FOLDER": str(tmp_path), "PATH": "/bin:/usr/bin"}  # fmt: skip
        settings = ProcessSettings.model_validate({name.lower(): value for name, value in given.items()})
        assert await conforms(open_store(settings)) == ""
        assert server.endpoint in await asyncio.to_thread(_store, Folders(tmp_path), given)
        said = await asyncio.to_thread(complaint, _store, tmp_path, **given | {"S3_CA_FILE": str(theirs)})
        assert "S3_CA_FILE" in said
        backups = {f"BACKUP_{name}": value for name, value in given.items() if name.startswith("S3_")}
        place = open_place({"BACKUP_TO": "s3://backups/house", **backups}, tmp_path)
        (tmp_path / "file").write_text("kept", encoding="utf-8")
        await asyncio.to_thread(place.put, "bundles/one", tmp_path / "file")
        assert await asyncio.to_thread(place.names, "bundles/") == {"bundles/one"}
