"""The database: one way in, one commit, and what is told to others only after it."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from asyncpg import Connection, PostgresError, Record
from pydantic import SecretStr
from sqlalchemy import AdaptedConnection, MetaData, Text, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import DeclarativeBase

from core.addresses import make_engine
from core.happenings import Happening
from core.nudges import Nudge

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_log = logging.getLogger(__name__)
Json = dict[str, Any]
Announce = Callable[[Sequence[Nudge]], Awaitable[None]]
Count = Callable[[Sequence[Happening]], None]
Step = Callable[[AsyncSession], Awaitable[None]]
AUDIT_KEY = "audit key"  # where a session carries the key that seals the audit log
_NUDGES = "nudges"
_HAPPENINGS = "happenings"
_STEPS = "last steps"
# Raised while Postgres is away or restarts; asyncpg's own come through where SQLAlchemy is still connecting.
DATABASE_OUTAGES = (SQLAlchemyError, PostgresError, OSError, TimeoutError)
ANSWER_S = 300.0  # what isn't answered by then never is: a connection that a firewall forgot says nothing
_CONNECT: dict[str, object] = {
    "timeout": 5,
    "server_settings": {"jit": "off"},
}  # our statements are short: compiling costs more than it saves
# What is asked with every page is planned once a connection: planning takes four times as long as the answer, and left
# to choose, Postgres plans anew as soon as tables have grown (measured: 1.0 beside 0.24 ms, from 10⁵ rows on).
_ASK: dict[str, object] = {**_CONNECT, "server_settings": {"jit": "off", "plan_cache_mode": "force_generic_plan"}}
_PASSING_CLASSES = {"08", "40", "53", "57"}  # connection, rollback, resources, operator: Postgres manual, appendix A


class Model(DeclarativeBase):
    """Base of every table: text without length, aware UTC times, UUIDs, JSONB."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {
        str: Text(),
        datetime: TIMESTAMP(timezone=True),
        UUID: Uuid(),
        Json: JSONB(),
    }


def _refuse_closed(connection: AdaptedConnection, _record: object, _proxy: object) -> None:
    """Have the pool take another connection for one that the server has closed, which asyncpg knows without asking.

    A ping before each use (``pool_pre_ping``) costs three round trips.
    """
    if connection.driver_connection is None or connection.driver_connection.is_closed():
        raise DisconnectionError


def _engine(url: str, size: int, arguments: dict[str, object]) -> AsyncEngine:
    """Return a pool; what people wrote is in the statements' parameters, which errors therefore don't tell."""
    return make_engine(
        url, pool_size=size, max_overflow=0, pool_timeout=10, connect_args=arguments, hide_parameters=True
    )


async def _say_nothing(nudges: Sequence[Nudge]) -> None:
    _log.debug("nobody listens to %d nudges", len(nudges))


def _count_nothing(happenings: Sequence[Happening]) -> None:
    _log.debug("nobody counts %d happenings", len(happenings))


class Database:
    """A connection pool whose only door is ``transaction``."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        announce: Announce = _say_nothing,
        count: Count = _count_nothing,
        audit_key: SecretStr | None = None,
        answer_s: float = ANSWER_S,
    ) -> None:
        """Prepare the pool; nothing is connected yet. After each commit ``announce`` sends nudges, ``count`` counts.

        Without ``audit_key`` nothing that must be on record can be done through this database. A statement that has no
        answer after ``answer_s`` raises ``TimeoutError``, one of ``DATABASE_OUTAGES``.
        """
        given_up = {"command_timeout": answer_s}
        self._engine = _engine(url, pool_size, _CONNECT | given_up)
        self._asking = _engine(url, max(1, pool_size // 2), _ASK | given_up)
        for engine in (self._engine, self._asking):
            event.listen(engine.sync_engine, "checkout", _refuse_closed)
        self._announce = announce
        self._count = count
        self._info = {AUDIT_KEY: audit_key}

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Yield a session; commit when the block ends, roll back when it raises, then send the nudges."""
        info = dict(self._info)
        async with AsyncSession(self._engine, expire_on_commit=False, info=info) as session, session.begin():
            yield session
            for step in session.info.pop(_STEPS, ()):
                await step(session)
        if happenings := session.info.pop(_HAPPENINGS, None):
            self._count(happenings)
        nudges = session.info.pop(_NUDGES, None)
        if nudges:
            await self._announce(list(nudges))

    async def ask(self, question: str, *values: object) -> list[Record]:
        """Answer one read-only question straight from the driver, without a transaction of its own.

        For questions that are asked with every page: beside these, SQLAlchemy's share would be the larger one.
        Parameters are ``$1``, ``$2``…; what comes back are asyncpg's records. Connections for it are a pool of its own,
        half as large as the other, and opened only where something is asked.
        """
        async with self._asking.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            if not isinstance(driver, Connection):
                raise TypeError(type(driver))
            return await driver.fetch(question, *values)

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()
        await self._asking.dispose()


def before_commit(session: AsyncSession, step: Step) -> None:
    """Have ``step`` done once, as the last thing of the transaction: for locks that everybody waits for."""
    session.info.setdefault(_STEPS, {})[step] = None


def after_commit(session: AsyncSession, nudge: Nudge) -> None:
    """Have ``nudge`` sent if, and only once, the transaction is committed."""
    session.info.setdefault(_NUDGES, {})[nudge] = None


def happened(session: AsyncSession, happening: Happening) -> None:
    """Have ``happening`` counted if the transaction is committed."""
    session.info.setdefault(_HAPPENINGS, []).append(happening)


def will_pass(error: DBAPIError) -> bool:
    """Tell an outage, after which the same statement works, from one that the statement itself causes."""
    if error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError)):
        return True
    return str(getattr(error.orig, "sqlstate", None) or "")[:2] in _PASSING_CLASSES
