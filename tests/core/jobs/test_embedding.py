"""A prompt goes into a file only where its owner shares it."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.jobs import outcomes
from core.jobs.orders import Event, Rendition
from core.jobs.sweeps import missing_renditions
from core.media import queries
from core.users import service as users
from tests.factories import NOON, artefact, job, order, person, report, success


@pytest.mark.parametrize(
    ("embeds", "hides", "embedded"),
    [(None, None, False), (True, None, True), (True, True, False), (None, True, False), (False, False, False)],
)
async def test_a_prompt_is_embedded_only_for_who_wants_it_and_hides_none(
    session: AsyncSession, *, embeds: bool | None, hides: bool | None, embedded: bool
) -> None:
    """Marks: the default is no."""
    owner = await person(session)
    await users.set_defaults(session, owner, embed_prompts=embeds, hide_prompts=hides)
    await job(session, owner)
    claimed = await order(session)
    assert claimed is not None
    assert [item.embed_prompt for item in claimed.items] == [embedded]


async def test_copies_that_are_made_later_follow_the_choice_of_then(session: AsyncSession) -> None:
    owner = await person(session)
    await users.set_defaults(session, owner, embed_prompts=True)
    await job(session, owner)
    claimed = await order(session)
    assert claimed is not None
    await outcomes.finish(session, success(claimed.items[0]), now=NOON)
    await users.set_defaults(session, owner, embed_prompts=False)
    ((item, _artefact),) = await missing_renditions(session, now=NOON + timedelta(minutes=5))
    assert item.embed_prompt


async def test_a_picture_gets_its_fingerprint_with_its_copies(session: AsyncSession) -> None:
    await job(session, await person(session))
    claimed = await order(session)
    assert claimed is not None
    (item,) = claimed.items
    await outcomes.finish(session, success(item), now=NOON)
    copy = Rendition(key=f"00/{'2' * 64}.webp", media_type="image/webp", width=32, height=24, bytes=9)
    looks = artefact("1").model_copy(update={"renditions": (copy,), "fingerprint": -(2**63), "thumbhash": "x"})
    assert await outcomes.add_renditions(session, report(item, Event.RENDITIONS, artefacts=(looks,)), now=NOON)
    (media,) = await queries.of_job(session, item.job)
    await session.refresh(media)
    assert media.fingerprint == -(2**63)
