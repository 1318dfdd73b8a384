"""Somebody signed in, and a model that can start from a picture."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest

from core.clock import utc_now
from core.engines import STORYBOARD, ModelCard, WorkerCard
from core.jobs.editing import Mode
from core.jobs.models import Worker
from core.users.models import User
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_signing_in import FROM_HERE, signed_in
from web_gallery.site import Site

SCRIPT = "Panel 1: A cat at an empty bowl\nCAT: Breakfast is late.\n\nPanel 2: The bowl, closer\nCAT: Four minutes.\n"


@dataclass
class Desk:
    """A signed-in browser without scripts."""

    client: httpx.AsyncClient
    user: User
    csrf: str

    async def send(self, path: str, *, by_script: bool = False, files: object = None, **fields: str) -> httpx.Response:
        """Send one of our forms."""
        headers = FROM_HERE | ({"accept": "application/json"} if by_script else {})
        data = {"csrf": self.csrf, **fields}
        return await self.client.post(path, data=data, files=files, headers=headers)  # type: ignore[arg-type]  # httpx's own forms of a file


Signs = Callable[[str], Awaitable[Desk]]


@pytest.fixture
async def desk(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> Desk:
    """Ada's browser."""
    ada = await seeds.person("Ada")
    return Desk(client, ada, await signed_in(site, client, ada))


@pytest.fixture
async def painter(site: Site) -> ModelCard:
    """A model that starts from pictures, whose worker is awake."""
    card = ModelCard(name="painter", engine="diffusers", title="Painter", edits=(Mode.IMAGE,), cost=3)
    worker = WorkerCard(name="pc", incarnation="1", queue="gpu.pc", slots=1, models=(STORYBOARD, card))
    async with site.database.transaction() as session:
        session.add(Worker(name="pc", incarnation="1", card=worker.model_dump(mode="json"), seen_at=utc_now()))
    return card
