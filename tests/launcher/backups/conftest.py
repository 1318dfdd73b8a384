"""A house with people, pictures and a log, and an empty one to restore it into."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from minio import Minio
from pydantic import SecretStr

from core.audit.service import record
from core.auth.sessions import open_session
from core.db import Database
from core.jobs import outcomes
from core.storage import FolderStore
from launcher.backups.envelopes import Identity, make_identity
from launcher.backups.places import BucketPlace, FolderPlace, Place
from launcher.folders import Folders
from launcher.servers.postgres import USER, Postgres
from tests.core.conftest import AUDIT_KEY
from tests.factories import NOON, artefact, job, order, person, success
from tests.servers import S3Server

SIGNING_KEY = "a-signing-key-for-tests-of-forty-letters"
PICTURE = b"\x89PNG the only picture of this house"


@dataclass
class House:
    """A house's folders and settings, its database at hand, and a browser session that somebody has open."""

    folders: Folders
    given: dict[str, str]
    database: Database
    cookie: str = ""

    @property
    def store(self) -> FolderStore:
        """Where its pictures are."""
        folder = self.folders.data / "store"
        return FolderStore(folder, base_url="http://test", signing_key=SecretStr(SIGNING_KEY))


def _house(folder: Path, url: str) -> House:
    folder.mkdir(parents=True)
    given = {
        "DATA_FOLDER": str(folder),
        "DATABASE_URL": url,
        "SIGNING_KEY": SIGNING_KEY,
        "AUDIT_KEY": AUDIT_KEY.get_secret_value(),
        "SEALING_KEYS": "a-sealing-key-for-tests-of-forty-letters",
    }
    return House(Folders(folder), given, Database(url, audit_key=AUDIT_KEY))


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """A house in which Maya has a picture and a browser that is signed in."""
    house = _house(tmp_path / "house", database_url)
    async with house.database.transaction() as session:
        maya = await person(session, "Maya")
        await job(session, maya)
        orders = await order(session)
        assert orders is not None
        kept = artefact().model_copy(update={"key": await house.store.put(PICTURE, "image/png")})
        await outcomes.finish(session, success(orders.items[0], kept), now=NOON)
        house.cookie = await open_session(session, maya, device="Firefox", now=NOON)
        await record(
            session, maya.id, "role.changed", f"user:{maya.id}", old="user", new="creator", origin="cli", now=NOON
        )
    yield house
    await house.database.close()


@pytest.fixture
async def empty(tmp_path: Path, postgres_server: Postgres) -> AsyncIterator[House]:
    """A house with nothing in it, not even tables."""
    name = "restored"
    postgres_server.create_database(name)
    house = _house(tmp_path / "empty", postgres_server.url_of(name))
    house.given = {key: house.given[key] for key in ("DATA_FOLDER", "DATABASE_URL")}
    yield house
    await house.database.close()
    connection = await asyncpg.connect(host=str(postgres_server.sockets), user=USER, database="postgres")
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    """The key of the backups."""
    return make_identity(tmp_path / "backup.key")


@pytest.fixture
def folder_place(tmp_path: Path) -> FolderPlace:
    """A folder that is not there yet."""
    return FolderPlace(tmp_path / "elsewhere" / "backups")


@pytest.fixture
def bucket_place(s3: S3Server) -> BucketPlace:
    """A bucket that is not there yet."""
    client = Minio(endpoint=s3.endpoint, access_key=s3.access_key, secret_key=s3.secret_key, secure=False)
    if client.bucket_exists(bucket_name="backups"):
        for item in client.list_objects(bucket_name="backups", recursive=True):
            client.remove_object(bucket_name="backups", object_name=str(item.object_name))
        client.remove_bucket(bucket_name="backups")
    return BucketPlace(client, "backups", "house/")


@pytest.fixture(params=["folder_place", "bucket_place"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each kind of place in turn."""
    made: Place = request.getfixturevalue(request.param)
    return made
