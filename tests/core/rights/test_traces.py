"""Nothing of a person is left in any memory: database, store, Redis, search, logs (issue 6, line 7; R6)."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.audit.verifying import verify
from core.clock import utc_now
from core.errands import service as errands
from core.gallery.models import Tag, Tagging
from core.media.models import Media
from core.platforms import Platform
from core.rights import erasure, exports
from core.rights.forgetting import forget_due
from core.rights.purging import purge
from core.users.models import User
from tests.core.conftest import AUDIT_KEY
from tests.core.rights import traces
from tests.core.rights.conftest import PLANTED, WALRUS, House
from tests.core.rights.corners import COINED, empty_corners, fill_corners
from tests.factories import NOON, SEALING

DAY = timedelta(days=1)


async def _forget(house: House, person: User) -> int:
    async with house.database.transaction() as session:
        await erasure.ask(session, person, platform=Platform.DISCORD, locale="pl", at_once=True, now=NOON)
    done = await forget_due(house.database, house.bus, house.folder, now=NOON)
    await purge(house.database, house.store, now=utc_now() + DAY)
    return done


async def _tidy(house: House) -> None:
    """Take the messages away, as the bots do next."""
    async with house.database.transaction() as session:
        for platform in (Platform.DISCORD, Platform.TELEGRAM):
            claimed = await errands.claim_due(session, platform, limit=50, now=NOON)
            await errands.done(session, [errand.id for errand in claimed])


async def test_nothing_of_a_person_is_left_in_any_memory(
    house: House, wanda: User, caplog: pytest.LogCaptureFixture
) -> None:
    """Each table has something of hers before, and what moderators and others wrote of her goes as well."""
    await fill_corners(house, wanda)
    async with house.database.transaction() as session:
        await exports.ask(session, wanda, platform=Platform.DISCORD, locale="pl", now=NOON)
        assert await empty_corners(session, wanda) == [], "plant a row in tests/core/rights/corners.py"
    await exports.pack_next(house.database, house.store, house.folder / "exports", sealing=SEALING, now=NOON)
    words = (*PLANTED, str(wanda.id))
    found = set(await traces.in_database(house.database, *words))
    assert {"users.name", "jobs.spec", "identities.external_id", "exports.user_id", "asked.options"} <= found
    assert {"listings.words", "tags.label", "mail_keys.address", "case_notes.words", "decisions.reason"} <= found
    assert await traces.in_redis(house.bus.redis, *words) != []
    assert house.files() != []
    with caplog.at_level(logging.DEBUG):
        assert await _forget(house, wanda) == 1
    assert await traces.in_database(house.database, *words) == ["errands.place"], "the private chat to be tidied"
    await _tidy(house)
    assert await traces.in_database(house.database, *words) == []
    assert await traces.in_redis(house.bus.redis, *words) == []
    assert traces.in_files(house.folder, *words) == []
    assert house.files() == []
    assert [
        record.getMessage() for record in caplog.records if any(word in record.getMessage() for word in words)
    ] == []
    async with house.database.transaction() as session:
        verdict = await verify(session, AUDIT_KEY)
    assert (verdict.broken, verdict.entries >= 4) == (None, True)


async def test_a_tag_that_only_they_bore_is_forgotten_with_them_and_a_shared_one_counts_one_less(
    house: House, wanda: User
) -> None:
    friend = await house.person("55", "Friend")
    shared = await house.picture(friend, "a fox", colour="#00aa00")
    await fill_corners(house, wanda)
    async with house.database.transaction() as session:
        hers = (await session.scalars(select(Media).where(Media.owner_id == wanda.id))).one()
        session.add(Tagging(media_id=hers.id, tag="odd-fox", label="odd fox", own=True, published_at=NOON))
        theirs = (await session.scalars(select(Media).where(Media.job_id == shared.id))).one()
        session.add(Tagging(media_id=theirs.id, tag="odd-fox", label="odd fox", own=True, published_at=NOON))
        session.add(Tag(tag="odd-fox", label="odd fox", pictures=2))
    await _forget(house, wanda)
    async with house.database.transaction() as session:
        assert (await session.get_one(Tag, "odd-fox")).pictures == 1
        assert await session.scalar(select(func.count()).where(Tag.label == COINED)) == 0


async def test_what_was_asked_but_not_drawn_is_found_before_it_is_gone(house: House, wanda: User) -> None:
    """The scan itself can see: it finds the prompt in the broker's base64 and in JSON columns."""
    assert await traces.in_redis(house.bus.redis, WALRUS) == ["gpu.pc"]
    assert {"jobs.spec", "media.prompt", "asked.options"} <= set(await traces.in_database(house.database, WALRUS))
