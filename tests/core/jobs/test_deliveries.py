"""Answers that are owed: one bot at a time holds one, and it is tried until it arrives or can't."""

import asyncio
import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.jobs import deliveries
from core.jobs.deliveries import CLAIM, LONGEST_WAIT, MOST_TRIES, Due
from core.jobs.models import Delivery
from core.jobs.service import cancel
from core.platforms import Platform
from tests.factories import NOON, finished, job, person

SECOND = timedelta(seconds=1)
DISCORD = Platform.DISCORD


async def owed(session: AsyncSession, platform: Platform = DISCORD) -> Due:
    """Return the one answer that is due, claimed."""
    anna = await person(session)
    made = await job(session, anna, platform=platform)
    await cancel(session, anna, made.id, now=NOON)
    (due,) = await deliveries.claim_due(session, platform, limit=5, now=NOON)
    return due


async def due_at(session: AsyncSession, moment: timedelta) -> list[Due]:
    """Claim what is due on Discord some time after noon."""
    return await deliveries.claim_due(session, DISCORD, limit=5, now=NOON + moment)


async def row(session: AsyncSession) -> Delivery:
    """Return the one delivery as it is stored."""
    return (await session.scalars(select(Delivery).execution_options(populate_existing=True))).one()


async def test_an_answer_is_due_only_when_its_job_is_finished_and_only_there(session: AsyncSession) -> None:
    anna = await person(session)
    made = await job(session, anna, platform=DISCORD)
    assert await due_at(session, SECOND) == []
    await cancel(session, anna, made.id, now=NOON)
    assert await deliveries.claim_due(session, Platform.TELEGRAM, limit=5, now=NOON) == []
    (due,) = await due_at(session, SECOND)
    assert (due.job.id, due.channel_id, due.message_id, due.locale, due.tries) == (made.id, "channel", None, "en", 1)


async def test_a_terminal_takes_what_is_owed_to_another_only_once_nobody_sits_there(session: AsyncSession) -> None:
    """``./run draw`` beside an open chat: each shows its own, and what a closed one left is shown by the next."""
    anna = await person(session)
    made = await job(session, anna, platform=Platform.CONSOLE)
    await cancel(session, anna, made.id, now=NOON)

    async def claim(channel: str, moment: timedelta) -> list[Due]:
        return await deliveries.claim_due(session, Platform.CONSOLE, limit=5, now=NOON + moment, channel=channel)

    assert await claim("another", SECOND) == []
    (own,) = await claim("channel", SECOND)
    await deliveries.postpone(session, own, error="away", wait=SECOND, now=NOON)
    assert await claim("another", deliveries.ORPHANED - SECOND) == []
    assert [due.job.id for due in await claim("another", deliveries.ORPHANED)] == [made.id]


async def test_two_bots_never_hold_the_same_answer_r3(database: Database) -> None:
    async with database.transaction() as session:
        anna = await person(session)
        for _ in range(10):
            made = await job(session, anna, platform=DISCORD)
            await cancel(session, anna, made.id, now=NOON)

    async def claim() -> list[Due]:
        async with database.transaction() as session:
            return await deliveries.claim_due(session, DISCORD, limit=4, now=NOON)

    taken = [due.id for held in await asyncio.gather(*(claim() for _ in range(6))) for due in held]
    assert len(taken) == len(set(taken)) == 10


async def test_a_claim_that_a_dead_bot_held_ends_after_a_minute(session: AsyncSession) -> None:
    first = await owed(session)
    assert await due_at(session, CLAIM - SECOND) == []
    (again,) = await due_at(session, CLAIM)
    assert (again.id, again.tries) == (first.id, 2)


async def test_what_arrived_is_never_given_again(session: AsyncSession) -> None:
    due = await owed(session)
    await deliveries.arrived(session, due.id, message_id="m1", now=NOON)
    assert await due_at(session, timedelta(days=9)) == []
    kept = await row(session)
    assert (kept.state, kept.message_id, kept.delivered_at) == ("delivered", "m1", NOON)


async def test_an_answer_waits_as_long_as_the_platform_says(session: AsyncSession) -> None:
    due = await owed(session)
    await deliveries.postpone(session, due, error="x" * 900, wait=timedelta(seconds=90), now=NOON)
    assert await due_at(session, timedelta(seconds=89)) == []
    assert len(await due_at(session, timedelta(seconds=90))) == 1
    assert len((await row(session)).error or "") == 500


async def test_without_the_platforms_word_the_pauses_double_up_to_ten_minutes_then_it_is_given_up(
    session: AsyncSession,
) -> None:
    due = await owed(session)
    now = NOON
    waits = []
    while (await row(session)).state == "due":
        await deliveries.postpone(session, due, error="away", wait=None, now=now)
        after = await row(session)
        if after.state == "due":
            assert after.not_before is not None
            waits.append(after.not_before - now)
            now = after.not_before
            (due,) = await deliveries.claim_due(session, DISCORD, limit=1, now=now)
    assert waits[:4] == [timedelta(seconds=pause) for pause in (2, 4, 8, 16)]
    assert max(waits) == LONGEST_WAIT
    assert len(waits) == MOST_TRIES - 1
    assert (await row(session)).state == "abandoned"


async def test_an_abandoned_answer_is_not_tried_again(session: AsyncSession) -> None:
    due = await owed(session)
    await deliveries.abandon(session, due.id, error="the channel is gone")
    assert await due_at(session, timedelta(days=1)) == []
    assert (await row(session)).error == "the channel is gone"


@pytest.mark.parametrize("platform", [Platform.DISCORD, Platform.TELEGRAM])
async def test_the_message_that_becomes_the_answer_is_noted_once(session: AsyncSession, platform: Platform) -> None:
    made = await job(session, await person(session), platform=platform)
    assert await deliveries.watched(session, platform, made.id) is None, "there is nothing to edit yet"
    assert await deliveries.note_message(session, made.id, platform, message_id="first")
    assert not await deliveries.note_message(session, made.id, platform, message_id="second")
    assert await deliveries.note_message(session, made.id, platform, message_id="first")
    assert await deliveries.note_message(session, made.id, Platform.CONSOLE, message_id="x"), "nothing is owed there"
    watched = await deliveries.watched(session, platform, made.id)
    assert watched is not None
    await session.refresh(watched)
    assert watched.message_id == "first"
    assert await deliveries.watched(session, Platform.CONSOLE, made.id) is None
    assert [one.id for one in await deliveries.of_job(session, made.id, platform)] == [watched.id]
    assert await deliveries.of_job(session, made.id, Platform.CONSOLE) == []


async def test_an_answer_that_became_another_is_owed_again_where_it_was(session: AsyncSession) -> None:
    """A result that a moderator hides is edited in its message, also long after it arrived."""
    anna = await person(session)
    made = await finished(session, anna, platform=Platform.DISCORD)
    first = (await deliveries.claim_due(session, Platform.DISCORD, limit=9, now=NOON))[0]
    await deliveries.arrived(session, first.id, message_id="77", renewed_at=first.renewed_at, now=NOON)
    assert await deliveries.claim_due(session, Platform.DISCORD, limit=9, now=NOON) == []
    await deliveries.renew(session, made.id, now=NOON)
    again = (await deliveries.claim_due(session, Platform.DISCORD, limit=9, now=NOON))[0]
    assert (again.message_id, again.job.id) == ("77", made.id)


async def test_what_changes_while_it_is_under_way_comes_again_after_it(session: AsyncSession) -> None:
    anna = await person(session)
    made = await finished(session, anna, platform=Platform.DISCORD)
    first = (await deliveries.claim_due(session, Platform.DISCORD, limit=9, now=NOON))[0]
    await deliveries.renew(session, made.id, now=NOON)
    assert await deliveries.claim_due(session, Platform.DISCORD, limit=9, now=NOON) == [], "two never write at once"
    await deliveries.arrived(session, first.id, message_id="77", renewed_at=first.renewed_at, now=NOON)
    again = await deliveries.claim_due(session, Platform.DISCORD, limit=9, now=NOON)
    assert [due.message_id for due in again] == ["77"]
    await deliveries.arrived(session, again[0].id, message_id="77", renewed_at=again[0].renewed_at, now=NOON)
    assert await deliveries.claim_due(session, Platform.DISCORD, limit=9, now=NOON) == []


async def test_a_message_is_found_by_any_of_its_ids_in_its_chat_alone(session: AsyncSession) -> None:
    """An album is several messages, and Telegram counts messages in each chat from one; topics are no chats."""
    anna = await person(session)
    made = await finished(session, anna, platform=Platform.TELEGRAM)
    await session.execute(update(Delivery).values(channel_id="-100:7", message_id="12,9,10"))
    for message_id, chat, expected in (
        ("12", "-100", made.id), ("10", "-100", made.id), ("1", "-100", None), ("12", "-101", None)
    ):  # fmt: skip
        assert await deliveries.by_message(session, Platform.TELEGRAM, chat, message_id=message_id) == expected
    assert await deliveries.by_message(session, Platform.DISCORD, "-100", message_id="12") is None


@pytest.mark.parametrize(
    ("noted", "brought", "spare"),
    [(None, "77", None), ("77", "77", None), ("77", "77,78", None), ("66", "77,78", "66")],
)
async def test_a_message_noted_while_its_answer_went_into_another_is_told(
    session: AsyncSession, noted: str | None, brought: str, spare: str | None
) -> None:
    made = await finished(session, await person(session), platform=Platform.DISCORD)
    (due,) = await deliveries.claim_due(session, Platform.DISCORD, limit=9, now=NOON)
    if noted:
        await deliveries.note_message(session, made.id, Platform.DISCORD, message_id=noted)
    assert await deliveries.noted_meanwhile(session, due, message_id=brought) == spare
    await deliveries.arrived(session, due.id, message_id=brought, now=NOON)
    stands = [await deliveries.note_message(session, made.id, Platform.DISCORD, message_id=one) for one in ("77", "7")]
    assert stands == [True, False], "each message of the answer's own, and no other"
    known = dataclasses.replace(due, message_id="55")
    assert await deliveries.noted_meanwhile(session, known, message_id="99") is None, "it was known, and is gone"
