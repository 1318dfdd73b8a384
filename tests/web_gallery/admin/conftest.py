"""Admins at work, and people for them to look after."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest
from fastapi import FastAPI

from core.audit.queries import Filter, Seen, entries
from core.auth import tokens
from core.auth.tokens import Scope
from core.clock import utc_now
from core.roles import Role
from core.users.models import User
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_moderation import promoted
from tests.web_gallery.visitors import browser, send
from web_gallery.site import Site


@dataclass(frozen=True, slots=True)
class Office:
    """An admin's browser, and what was put on record."""

    site: Site
    admin: User
    visitor: httpx.AsyncClient

    async def page(self, path: str, **headers: str) -> str:
        """Return a page that is there."""
        answer = await self.visitor.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form."""
        return await send(self.visitor, path, **fields)

    async def recorded(self, area: str) -> list[Seen]:
        """Return what is on record of an area, newest first."""
        async with self.site.database.transaction() as session:
            return await entries(session, Filter(area), limit=50)

    async def person(self, user: User) -> User:
        """Return somebody as they are now."""
        async with self.site.database.transaction() as session:
            return await session.get_one(User, user.id)

    async def token(self, user: User, *scopes: Scope) -> dict[str, str]:
        """Return the header of a program of somebody's."""
        async with self.site.database.transaction() as session:
            _, key = await tokens.mint(session, user, name="program", scopes=scopes or list(Scope), now=utc_now())
        return {"authorization": f"Bearer {key}"}


@pytest.fixture
async def office(app: FastAPI, site: Site, seeds: Seeds) -> AsyncIterator[Office]:
    """An admin who is signed in."""
    admin = await promoted(site, await seeds.person("Chief"), Role.ADMIN)
    async with browser(app, user=admin) as visitor:
        yield Office(site, await _fresh(site, admin), visitor)


async def _fresh(site: Site, user: User) -> User:
    async with site.database.transaction() as session:
        return await session.get_one(User, user.id)


def at_noon(hour: int = 12) -> datetime:
    """Return an hour of today."""
    return utc_now().replace(hour=hour, minute=0, second=0, microsecond=0)
