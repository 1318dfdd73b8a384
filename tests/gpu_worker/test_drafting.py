"""Drafts are drawn beside the queue, the newest of each page alone, and answered whatever comes."""

import asyncio
import json
import time
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from random import Random

import pytest
from PIL import Image
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from core.bus import DRAFTS, draft_answer
from core.jobs.drafts import DRAFT_CARD, Draft, DraftsAsleep, DraftsTooFast, drafted
from core.jobs.pages import Pages
from core.jobs.specs import DrawSpec, Wish, draw_spec
from gpu_worker.drafting import Drafter, Keeper
from launcher.folders import REPOSITORY

SCRIPT = "Panel 1: A cat at an empty bowl\nCAT: Breakfast is late.\n\nPanel 2: The bowl, closer\nCAT: Four minutes.\n"


def wanted(prompt: str = "a fox under a tree") -> DrawSpec:
    """Return the order of a draft."""
    return draw_spec(Wish(prompt, seed=1), [DRAFT_CARD], dice=Random(0))


@pytest.fixture
def drafter(redis_url: str) -> Iterator[Drafter]:
    """What draws drafts, in this very process."""
    with Redis.from_url(redis_url) as redis:
        yield Drafter(redis, REPOSITORY / "node_modules")


async def _asked(redis_url: str, drafter: Drafter, *specs: DrawSpec) -> list[Draft]:
    """Ask for drafts of one page, one right after the other, before any is drawn; return the answers in order."""
    async with AsyncRedis.from_url(redis_url) as redis:
        asking = []
        for number, spec in enumerate(specs):
            asking.append(asyncio.create_task(drafted(redis, "page", spec, asked_at=time.time())))
            while await redis.llen(DRAFTS) <= number:  # noqa: ASYNC110 - another server's list
                await asyncio.sleep(0.01)
        with ThreadPoolExecutor(1) as pool:
            for _ in specs:
                await asyncio.get_running_loop().run_in_executor(pool, drafter.serve_one)
        return await asyncio.gather(*asking)


async def test_only_the_last_of_a_page_s_drafts_is_drawn(redis_url: str, drafter: Drafter) -> None:
    first, last = await _asked(redis_url, drafter, wanted("a fox"), wanted("a fox with a xylophagous quux"))
    assert first == Draft()
    (picture,) = last.pictures
    with Image.open(BytesIO(b64decode(picture.data))) as seen:
        assert seen.size == (picture.width, picture.height) == (672, 448)
        assert len(seen.convert("RGB").getcolors(1 << 20) or []) > 50, "something is drawn"
    assert "fox" in picture.alt["en"].lower()
    assert "quux" in last.left_out


async def test_a_comic_s_draft_is_its_lettered_pages(redis_url: str, drafter: Drafter) -> None:
    pages = Pages(script=SCRIPT, size="square", draft=True)
    (made,) = await _asked(redis_url, drafter, wanted().model_copy(update={"pages": pages}))
    assert [picture.width for picture in made.pictures] == [760]
    assert "Breakfast is late." in made.pictures[0].alt["en"]


async def test_what_can_t_be_drawn_or_read_is_answered_or_passed_over(redis_url: str, drafter: Drafter) -> None:
    broken = wanted().model_copy(update={"pages": Pages(script="", size="square", draft=True)})
    assert await _asked(redis_url, drafter, broken) == [Draft()]
    with Redis.from_url(redis_url) as redis:
        redis.lpush(DRAFTS, "nonsense")
    assert drafter.serve_one()
    assert not drafter.serve_one(wait_s=1)


async def test_nobody_waits_long_for_a_draft_that_nobody_draws(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.drafts.PATIENCE_S", 0.2)
    async with AsyncRedis.from_url(redis_url) as redis:
        with pytest.raises(DraftsAsleep):
            await drafted(redis, "page", wanted(), asked_at=100)
        await redis.incrby("inkhearth:draft-rate:page:10", 60)
        with pytest.raises(DraftsTooFast):
            await drafted(redis, "page", wanted(), asked_at=100)


async def test_an_answer_that_is_not_understood_is_none(redis_url: str) -> None:
    async with AsyncRedis.from_url(redis_url) as redis:
        asking = asyncio.create_task(drafted(redis, "page", wanted(), asked_at=time.time()))
        taken = await redis.brpop([DRAFTS], timeout=30)
        assert taken is not None
        await redis.rpush(draft_answer(json.loads(taken[1])["id"]), "nonsense")
        with pytest.raises(DraftsAsleep):
            await asking


async def test_the_process_starts_when_somebody_asks_and_ends_with_its_keeper(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("SIGNING_KEY", "k" * 40)
    keeper, made = Keeper(), Draft()
    with Redis.from_url(redis_url) as redis:
        keeper.look(redis)
        keeper.stop()  # nothing runs, for nobody asks
        async with AsyncRedis.from_url(redis_url) as waiting:
            try:
                while not made.pictures:  # whoever comes first waits while the art is loaded
                    asking = asyncio.create_task(drafted(waiting, "page", wanted(), asked_at=time.time() + 60))
                    await asyncio.sleep(0.1)
                    keeper.look(redis)
                    (answer,) = await asyncio.gather(asking, return_exceptions=True)
                    made = answer if isinstance(answer, Draft) else made
            finally:
                keeper.stop()
    assert len(made.pictures) == 1
