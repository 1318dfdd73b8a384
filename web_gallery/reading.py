"""Reading from the database, with its absence told as a refusal."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from asyncpg import InterfaceError as RawInterfaceError
from asyncpg import InternalClientError
from asyncpg import exceptions as postgres
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import InterfaceError as WrappedInterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from web_gallery.refusals import StoreAway

# What Postgres and its driver say while a server is down, stopping, starting or full (SQLSTATE classes 08, 53, 57).
_RAW = (
    OSError,
    TimeoutError,
    RawInterfaceError,
    InternalClientError,  # the driver's own bookkeeping, where the line is cut while an answer is awaited
    postgres.PostgresConnectionError,
    postgres.InsufficientResourcesError,
    postgres.OperatorInterventionError,
)


@asynccontextmanager
async def reading(database: Database) -> AsyncIterator[AsyncSession]:
    """Yield a session for questions.

    Raises:
        StoreAway: Postgres can't be reached, or went away on the way.
    """
    with outages_told():
        async with database.transaction() as session:
            yield session


@contextmanager
def outages_told() -> Iterator[None]:
    """Tell of a database that is away as a refusal.

    Raises:
        StoreAway: as in ``reading``.
    """
    try:
        yield
    except (*_RAW, DBAPIError, PoolTimeout) as error:
        if is_outage(error):
            raise StoreAway from error
        raise


def is_outage(error: BaseException) -> bool:
    """Tell a database that is away from a question that is wrong."""
    if isinstance(error, DBAPIError):
        wrapped = error.orig.__cause__ if error.orig is not None else None
        known = isinstance(error, OperationalError | WrappedInterfaceError) or error.connection_invalidated
        return known or isinstance(wrapped, _RAW)
    return isinstance(error, (*_RAW, PoolTimeout))
