"""Both object stores, so that one suite says what a store does."""

from pathlib import Path

import pytest
from minio import Minio
from pydantic import SecretStr

from core.settings import ProcessSettings
from core.storage import FolderStore, S3Store, Store
from tests.servers import S3Server

SIGNING_KEY = SecretStr("a-signing-key-for-tests-of-forty-letters")


def s3_settings(server: S3Server, folder: Path, **changed: object) -> ProcessSettings:
    """Return settings that name the S3 server of the tests."""
    return ProcessSettings.model_validate(
        {
            "redis_url": "redis://127.0.0.1:1",
            "signing_key": SIGNING_KEY,
            "data_folder": folder,
            "s3_endpoint": server.endpoint,
            "s3_access_key": server.access_key,
            "s3_secret_key": server.secret_key,
            "s3_bucket": server.bucket,
            "s3_secure": False,
            **changed,
        }
    )


@pytest.fixture
def folder_store(tmp_path: Path) -> FolderStore:
    """The embedded store over a folder that does not exist yet."""
    return FolderStore(tmp_path / "store", base_url="https://gallery.test/", signing_key=SIGNING_KEY)


@pytest.fixture
def s3_store(s3: S3Server, tmp_path: Path) -> S3Store:
    """The S3 store over an empty bucket of a real server."""
    client = Minio(s3.endpoint, access_key=s3.access_key, secret_key=s3.secret_key, secure=False)
    for item in client.list_objects(s3.bucket, recursive=True):
        client.remove_object(s3.bucket, str(item.object_name))
    return S3Store(s3_settings(s3, tmp_path))


@pytest.fixture(params=["folder_store", "s3_store"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each store in turn."""
    made: Store = request.getfixturevalue(request.param)
    return made
