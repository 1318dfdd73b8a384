"""A place in order, for each test its own."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.core.moderation.court import Court, convened


@pytest.fixture
async def court(session: AsyncSession) -> Court:
    """One open transaction with a result and a moderator in it."""
    return await convened(session)
