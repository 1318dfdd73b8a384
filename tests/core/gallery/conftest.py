"""People, pictures and comics to find, over the real database."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from core.db import Database
from core.gallery.listing import list_next
from core.storage import FolderStore
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import Seeds

KEY = SecretStr("a signing key of the tests of 32 or more")


@pytest.fixture
def seeds(database: Database, data_folder: Path) -> Seeds:
    """What plants people and pictures."""
    return Seeds(database, FolderStore(data_folder, base_url="http://gallery.test", signing_key=KEY))


@pytest.fixture
def comics(database: Database, seeds: Seeds) -> ComicSeeds:
    """What plants comics."""
    return ComicSeeds(database, seeds)


async def listed(database: Database) -> int:
    """Bring the shelves in step; return how many pictures were out of it."""
    async with database.transaction() as session:
        return await list_next(session)
