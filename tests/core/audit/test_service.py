"""Writing to the audit log: one chain, append-only, by pseudonym."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.audit.models import AuditActor, AuditEntry
from core.audit.queries import Filter, entries
from core.audit.service import AuditKeyMissing, checkpoint, forget_actor, prune, record
from core.audit.verifying import Verdict, verify
from core.clock import utc_now
from core.db import Database
from core.users.models import Identity, User
from tests.core.conftest import AUDIT_KEY
from tests.factories import NOON, person


async def _somebody(database: Database) -> User:
    async with database.transaction() as session:
        return await person(session)


async def _note(database: Database, user: User | None, resource: str = "lamp", **values: object) -> None:
    async with database.transaction() as session:
        told: Mapping[str, object] = {"origin": "discord", "now": NOON, **values}
        await record(session, user.id if user else None, "home.intent", resource, **told)  # type: ignore[arg-type]  # as given


async def test_an_entry_says_who_did_what_and_from_where(database: Database) -> None:
    user = await _somebody(database)
    await _note(database, user, old={"state": "off"}, new={"state": "on", "ąę": [1, 2.5, None, True]})
    async with database.transaction() as session:
        (seen,) = await entries(session, limit=10)
        (entry,) = (await session.scalars(select(AuditEntry))).all()
    assert (seen.seq, seen.at, seen.user_id, seen.action, seen.resource) == (1, NOON, user.id, "home.intent", "lamp")
    assert (seen.old, seen.new, seen.origin) == (
        {"state": "off"},
        {"state": "on", "ąę": [1, 2.5, None, True]},
        "discord",
    )
    assert entry.actor not in {None, user.id}


async def test_an_entry_is_written_with_its_transaction_or_not_at_all(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await record(session, None, "a.b", "c", origin="cli", now=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.transaction() as session:
        assert await entries(session, limit=10) == []


async def test_what_can_not_be_put_on_record_does_not_happen(database: Database) -> None:
    """H9: no entry, no action."""
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE audit_log ADD CHECK (action <> 'no.such')"))

    async def act() -> None:
        async with database.transaction() as session:
            await person(session, "never")
            await record(session, None, "no.such", "c", origin="cli", now=NOON)

    with pytest.raises(SQLAlchemyError):
        await act()
    async with database.transaction() as session:
        assert (await session.scalars(select(User))).all() == []


async def test_without_the_key_nothing_can_be_recorded(database_url: str) -> None:
    keyless = Database(database_url)
    with pytest.raises(AuditKeyMissing):
        await _note(keyless, None)
    await keyless.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET action = 'x'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "UPDATE audit_log SET seq = 9",
    ],
)
async def test_the_database_refuses_to_change_what_is_written(database: Database, statement: str) -> None:
    await _note(database, None, now=utc_now())
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.transaction() as session:
            await session.execute(text(statement))


async def test_writers_at_once_make_one_chain_without_gaps(database: Database) -> None:
    users = [await _somebody(database) for _ in range(3)]
    await asyncio.gather(*(_note(database, users[number % 3], f"lamp {number}") for number in range(40)))
    async with database.transaction() as session:
        verdict = await verify(session, AUDIT_KEY)
    assert (verdict.entries, verdict.seq, verdict.broken) == (40, 40, None)
    async with database.transaction() as session:
        assert len((await session.scalars(select(AuditActor))).all()) == 3


async def test_writers_who_lock_other_rows_as_well_do_not_stop_each_other(database: Database) -> None:
    """The chain's lock is taken last, so that two who hold a row the other wants can't wait in a circle."""
    user = await _somebody(database)
    met = asyncio.Barrier(2)

    async def first() -> None:
        async with database.transaction() as session:
            await record(session, user.id, "a.b", "first", origin="cli", now=NOON)
            await met.wait()
            await session.get_one(User, user.id, with_for_update=True)

    async def second() -> None:
        async with database.transaction() as session:
            await session.get_one(User, user.id, with_for_update=True)
            await met.wait()
            await record(session, user.id, "a.b", "second", origin="cli", now=NOON)

    await asyncio.gather(first(), second())
    async with database.transaction() as session:
        assert {seen.resource for seen in await entries(session, limit=9)} == {"first", "second"}


async def test_erasing_a_person_leaves_a_chain_that_verifies_and_names_nobody(database: Database) -> None:
    """R6: erasure leaves no trace and the chain verifies."""
    gone, stays = await _somebody(database), await _somebody(database)
    await _note(database, gone)
    await _note(database, stays)
    async with database.transaction() as session:
        assert await forget_actor(session, gone.id) == 1
        await session.execute(delete(Identity).where(Identity.user_id == gone.id))
        await session.delete(await session.get_one(User, gone.id))
    async with database.transaction() as session:
        assert (await verify(session, AUDIT_KEY)).broken is None
    async with database.transaction() as session:
        assert [seen.user_id for seen in await entries(session, limit=9)] == [stays.id, None]
        written = (await session.scalars(text("SELECT audit_log::text FROM audit_log"))).all()
    assert not any(str(gone.id) in row or gone.name in row for row in written)


@pytest.mark.parametrize("words", ["a\0b", "lone \ud800 surrogate", "𝔲𝔫𝔦", "", "x" * 100_000])
async def test_any_words_can_be_recorded(database: Database, words: str) -> None:
    await _note(database, None, words, new={"said": words}, origin=words)
    async with database.transaction() as session:
        assert (await verify(session, AUDIT_KEY)).broken is None


async def test_pages_and_filters_find_entries(database: Database) -> None:
    one, other = await _somebody(database), await _somebody(database)
    for number in range(5):
        await _note(database, one if number % 2 else other, f"lamp {number}", now=NOON + timedelta(hours=number))
    async with database.transaction() as session:
        await record(session, one.id, "homes.x", "lamp 1", origin="cli", now=NOON)
    async with database.transaction() as session:

        async def found(wanted: Filter, **page: int) -> list[int]:
            return [seen.seq for seen in await entries(session, wanted, **{"limit": 9, **page})]

        assert await found(Filter("home")) == [5, 4, 3, 2, 1]
        assert await found(Filter("home"), limit=2, before=4) == [3, 2]
        assert await found(Filter(user_id=one.id)) == [6, 4, 2]
        assert await found(Filter(resource="lamp 1")) == [6, 2]
        assert await found(Filter(since=NOON + timedelta(hours=3))) == [5, 4]


async def test_old_entries_are_pruned_and_the_rest_still_verifies(database: Database) -> None:
    now = utc_now()
    for days in (500, 450, 401, 399, 1):
        await _note(database, None, f"{days} days ago", now=now - timedelta(days=days))
    async with database.transaction() as session:
        assert await prune(session, now=now) == 3
    async with database.transaction() as session:
        verdict = await verify(session, AUDIT_KEY)
    assert (verdict.entries, verdict.seq, verdict.broken) == (3, 6, None)
    async with database.transaction() as session:
        assert await prune(session, now=now) == 0
        assert [seen.seq for seen in await entries(session, limit=9)] == [6, 5, 4]


async def test_the_database_refuses_to_prune_what_is_young(database: Database) -> None:
    for _ in range(3):
        await _note(database, None, now=utc_now())
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.transaction() as session:
            await prune(session, now=utc_now() + timedelta(days=500))


async def test_an_empty_log_verifies_and_has_no_checkpoint(database: Database) -> None:
    async with database.transaction() as session:
        assert (await verify(session, AUDIT_KEY)).entries == 0
    async with database.transaction() as session:
        assert await checkpoint(session, now=NOON) is None
        assert await prune(session, now=NOON) == 0


async def test_whom_it_is_done_to_stands_there_by_pseudonym_and_is_read_by_id(database: Database) -> None:
    actor, target = await _somebody(database), await _somebody(database)
    await _note(database, actor, f"user:{target.id}")
    async with database.transaction() as session:
        (kept,) = await session.scalars(select(AuditEntry.resource))
        assert str(target.id) not in kept
        (seen,) = await entries(session, Filter(resource=f"user:{target.id}"), limit=5)
        assert seen.resource == f"user:{target.id}"
        await forget_actor(session, target.id)
    async with database.transaction() as session:
        (later,) = await entries(session, limit=5)
        assert later.resource == kept, "nobody knows any more who it was"
        assert (await verify_in(database)).broken is None


@pytest.mark.parametrize("resource", ["user:", "user:ann", "user:019ac53e-0000-7000-8000-000000000000"])
async def test_a_person_who_is_not_there_is_nobody(database: Database, resource: str) -> None:
    await _note(database, None, resource)
    async with database.transaction() as session:
        (seen,) = await entries(session, limit=5)
    assert seen.resource == (resource if len(resource) < 20 else "user:gone")


async def verify_in(database: Database) -> Verdict:
    """Verify the log in a transaction of its own."""
    async with database.transaction() as session:
        return await verify(session, AUDIT_KEY)
