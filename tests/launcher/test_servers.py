"""The embedded servers start, keep what they are given, and leave nothing behind."""

import asyncpg
import redis
from minio import Minio

from tests.servers import S3Server


async def test_every_test_gets_an_empty_database_of_its_own(database_url: str) -> None:
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    await connection.execute("CREATE TABLE mine (id int)")
    await connection.close()


async def test_what_another_test_wrote_is_gone(database_url: str) -> None:
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    assert await connection.fetchval("SELECT to_regclass('mine')") is None
    await connection.close()


def test_valkey_refuses_to_forget_queued_work(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_the_s3_server_has_its_bucket(s3: S3Server) -> None:
    client = Minio(s3.endpoint, access_key=s3.access_key, secret_key=s3.secret_key, secure=False)
    assert client.bucket_exists(s3.bucket)
