"""Whether everything that a page needs is within reach."""

import asyncio
from collections.abc import Awaitable, Callable

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.errors import DomainError
from core.revision import newest_revision
from core.storage import STORE_OUTAGES
from web_gallery.reading import reading
from web_gallery.site import Site

OK = "ok"
_PATIENCE_S = 3.0
_PROBE = f"00/{'0' * 64}.png"  # no object of ours: nothing has this hash
_AWAY = (TimeoutError, RedisError, SQLAlchemyError, *STORE_OUTAGES, DomainError)


async def findings(site: Site) -> dict[str, str]:
    """Return "ok" or the reason for each thing that pages depend on; reasons name no address and no secret."""
    checks: dict[str, Callable[[Site], Awaitable[str]]] = {
        "database": _database,
        "migrations": _migrations,
        "redis": _redis,
        "store": _store,
    }
    results = await asyncio.gather(*(_checked(check, site) for check in checks.values()))
    return dict(zip(checks, results, strict=True))


async def _checked(check: Callable[[Site], Awaitable[str]], site: Site) -> str:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await check(site)
    except TimeoutError:
        return f"no answer within {_PATIENCE_S:g} s"
    except _AWAY as error:
        return type(error.__cause__ or error).__name__


async def _database(site: Site) -> str:
    async with reading(site.database) as session:
        await session.execute(text("SELECT 1"))
    return OK


async def _migrations(site: Site) -> str:
    expected = await asyncio.to_thread(newest_revision)
    async with reading(site.database) as session:
        found = await session.scalar(text("SELECT version_num FROM alembic_version"))
    return OK if found == expected else f"at {found}, expected {expected}"


async def _redis(site: Site) -> str:
    await site.bus.redis.ping()
    return OK


async def _store(site: Site) -> str:
    await site.store.exists(_PROBE)
    if site.settings.s3_endpoint is None and not site.settings.data_folder.is_dir():
        return "the data folder is missing"
    return OK
