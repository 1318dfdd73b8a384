"""The classifiers, loaded once for all tests."""

import pytest

from gpu_worker.safety.judge import Judge


@pytest.fixture(scope="session")
def judge() -> Judge:
    """A judge whose classifiers work."""
    judge = Judge(threads=1)
    assert judge.trouble() is None
    return judge
