"""Writers beside what draws: a comic is never drawn by a model that makes no pictures."""

from core.comics.continuing import card_of
from core.comics.models import Comic
from core.db import Database
from core.engines import STORYBOARD, ModelCard
from core.jobs import sweeps
from core.jobs.states import Kind
from tests.factories import NOON, worker

WRITER = ModelCard(name="local", engine="transformers", makes=(Kind.SCRIPT,))
SCALER = ModelCard(name="scaler", engine="upscale", makes=(Kind.UPSCALE,))


async def test_a_comic_is_drawn_by_what_draws_whoever_else_is_awake(database: Database) -> None:
    card = worker().model_copy(update={"models": (WRITER, SCALER, STORYBOARD)})
    async with database.transaction() as session:
        await sweeps.note_workers(session, [card], now=NOON)
        assert (await card_of(session, Comic(target=""), now=NOON)).target == STORYBOARD.target
        assert (await card_of(session, Comic(target=WRITER.target), now=NOON)).target == STORYBOARD.target
