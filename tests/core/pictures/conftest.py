"""A house's keys, made once."""

from pathlib import Path

import pytest

from core.pictures.credentials import found, read_credentials
from core.pictures.provenance import Inspector
from core.pictures.seal import Seal
from tests.factories import NOON


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house's keys; nobody writes to it."""
    folder = tmp_path_factory.mktemp("marks")
    found(folder, now=NOON)
    return folder


@pytest.fixture(scope="session")
def seal(keys: Path) -> Seal:
    """The seal of that house."""
    credentials = read_credentials(keys)
    assert credentials is not None
    return Seal(credentials)


@pytest.fixture(scope="session")
def inspector(keys: Path) -> Inspector:
    """Who knows that house's files."""
    credentials = read_credentials(keys)
    assert credentials is not None
    return Inspector(credentials.roots)
