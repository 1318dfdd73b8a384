"""The library, loaded once for all storyboard tests."""

import pytest

from gpu_worker.engines.storyboard import Library, load


@pytest.fixture(scope="session")
def library() -> Library:
    return load()
