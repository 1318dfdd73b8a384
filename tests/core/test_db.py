"""One way into the database, one commit, and nothing is said before it."""

import asyncio

import pytest
from asyncpg import PostgresError
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from core.db import DATABASE_OUTAGES, Database, after_commit, will_pass
from core.nudges import Nudge
from core.users.models import User
from tests.core.conftest import Overheard
from tests.factories import person

HURRY = Nudge("somewhere", "hurry")


async def test_nudges_follow_the_commit_each_once(database: Database, overheard: Overheard) -> None:
    async with database.transaction() as session:
        for _ in range(3):
            after_commit(session, HURRY)
        after_commit(session, Nudge("elsewhere"))
        assert overheard.nudges == []
    assert overheard.nudges == [HURRY, Nudge("elsewhere")]


async def test_what_is_rolled_back_is_neither_kept_nor_told(database: Database, overheard: Overheard) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await person(session)
            after_commit(session, HURRY)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert overheard.nudges == []
    async with database.transaction() as session:
        assert list(await session.scalars(select(User))) == []


async def test_a_database_without_listeners_commits_all_the_same(database_url: str) -> None:
    database = Database(database_url)
    async with database.transaction() as session:
        await person(session)
        after_commit(session, HURRY)
    async with database.transaction() as session:
        assert len(list(await session.scalars(select(User)))) == 1
    await database.close()


async def error_of(database: Database, statement: str) -> DBAPIError:
    """Return what a statement ends with."""
    with pytest.raises(DBAPIError) as error:
        async with database.transaction() as session:
            await session.execute(text(statement))
    return error.value


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1/0", "SELECT nothing FROM nowhere", "SELECT 'x'::int", "INSERT INTO users (id) VALUES (NULL)"],
)
async def test_what_a_statement_itself_causes_will_not_pass(database: Database, statement: str) -> None:
    assert not will_pass(await error_of(database, statement))


async def test_a_broken_connection_will_pass(database: Database) -> None:
    assert will_pass(await error_of(database, "SELECT pg_terminate_backend(pg_backend_pid())"))
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT 1")) == 1


async def test_a_deadlock_will_pass_for_the_one_that_is_sacrificed(database: Database) -> None:
    async with database.transaction() as session:
        people = [(await person(session)).id for _ in range(2)]

    async def lock(first: int) -> bool:
        try:
            async with database.transaction() as session:
                for index in (first, 1 - first):
                    await session.execute(select(User).where(User.id == people[index]).with_for_update())
                    await asyncio.sleep(0.2)
        except DBAPIError as error:
            return will_pass(error)
        return False

    assert sorted(await asyncio.gather(lock(0), lock(1))) == [False, True]


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OperationalError("x", None, OSError("away")), True),
        (IntegrityError("x", None, PostgresError("twice")), False),
        (DBAPIError("x", None, OSError("no code")), False),
    ],
)
def test_an_outage_is_told_from_a_wrong_statement(error: DBAPIError, passes: bool) -> None:  # noqa: FBT001 - what is expected
    assert will_pass(error) is passes


async def test_an_answer_that_never_comes_is_given_up_and_the_next_question_is_answered_r2(database_url: str) -> None:
    """As on a connection that a firewall forgot: nothing comes back, not even an end."""
    database = Database(database_url, pool_size=1, answer_s=0.2)
    try:
        for _ in range(3):
            with pytest.raises(DATABASE_OUTAGES):
                async with database.transaction() as session:
                    await session.execute(text("SELECT pg_sleep(60)"))
        async with database.transaction() as session:
            assert await session.scalar(text("SELECT 1")) == 1
    finally:
        await database.close()
