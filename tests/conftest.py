"""Fixtures that every area shares: real servers, one of each a test process, and a clean database a test."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from launcher.folders import REPOSITORY
from launcher.servers.postgres import USER, Postgres
from tests.servers import S3Server, migrate, running_postgres, running_s3, running_valkey

TEMPLATE = "template_inkhearth"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A running Postgres of this test process."""
    with running_postgres(in_memory=True) as server:
        yield server


@pytest.fixture(scope="session")
def template_database(postgres_server: Postgres) -> str:
    """The name of a migrated, empty database that is only ever copied."""
    postgres_server.create_database(TEMPLATE)
    if (REPOSITORY / "migrations" / "env.py").exists():
        migrate(postgres_server.url_of(TEMPLATE))
    return TEMPLATE


@pytest.fixture
async def database_url(postgres_server: Postgres, template_database: str) -> AsyncIterator[str]:
    """The SQLAlchemy address of a migrated, empty database for this test alone."""
    name = "test_case"
    await _administer(
        postgres_server,
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
        f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY",
    )
    yield postgres_server.url_of(name)
    await _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def shared_database_url(postgres_server: Postgres, template_database: str) -> Iterator[str]:
    """The SQLAlchemy address of a migrated database, empty at first, for all tests of a file."""
    name = "test_file"
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    copy = f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY"
    asyncio.run(_administer(postgres_server, drop, copy))
    yield postgres_server.url_of(name)
    asyncio.run(_administer(postgres_server, drop))


async def _administer(server: Postgres, *statements: str) -> None:
    connection = await asyncpg.connect(host=str(server.sockets), user=USER, database="postgres")
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
        await asyncio.sleep(0)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a running Valkey of this test process."""
    with running_valkey() as server:
        yield server.url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty Valkey, as redis-py writes it."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """A running S3-compatible server with an empty bucket."""
    with running_s3() as server:
        yield server


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """An empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder
