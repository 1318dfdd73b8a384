"""What other machines say the time is: signed links, codes and sessions fail where two clocks differ."""

import asyncio
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import asyncpg
import redis

from core.addresses import address_of
from launcher.configuration import DATABASE, REDIS, is_given

_PATIENCE_S = 5.0
# Whose servers are asked where their token is given: platform, its token, the setting of its address, its own address.
_PLATFORMS = (
    ("Telegram", "TELEGRAM_TOKEN", "TELEGRAM_API_URL", "https://api.telegram.org"),
    ("Discord", "DISCORD_TOKEN", "DISCORD_API_URL", "https://discord.com"),
)
_Ask = Callable[[], datetime]


def skews(given: Mapping[str, str]) -> Mapping[str, timedelta]:
    """Return by whom how far this machine's clock is ahead (behind: negative); who does not answer is left out.

    Asked are only servers that the settings name, since embedded ones share this clock. An HTTP date is good to a
    second (RFC 9110, § 6.6.1).
    """
    found = {}
    for name, ask in _clocks(given):
        with suppress(OSError, ValueError, HTTPException, redis.RedisError, asyncpg.PostgresError):
            before = datetime.now(UTC)
            told = ask()
            found[name] = before + (datetime.now(UTC) - before) / 2 - told
    return found


def _clocks(given: Mapping[str, str]) -> Iterator[tuple[str, _Ask]]:
    if given.get(DATABASE) and address_of(given[DATABASE]).plain.host:
        yield "Postgres", lambda: asyncio.run(_of_postgres(given[DATABASE]))
    if given.get(REDIS) and not given[REDIS].startswith("unix://"):
        yield "Redis", lambda: _of_redis(given[REDIS])
    if given.get("S3_ENDPOINT"):
        scheme = "http" if given.get("S3_SECURE", "").lower() == "false" else "https"
        yield "S3", lambda: _of_http(f"{scheme}://{given['S3_ENDPOINT']}/", given.get("S3_CA_FILE"))
    for name, token, setting, own in _PLATFORMS:
        if is_given(given, token):
            place = urlsplit(given.get(setting) or own)
            yield name, lambda place=place: _of_http(f"{place.scheme}://{place.netloc}/")  # type: ignore[misc]  # bound now


async def _of_postgres(url: str) -> datetime:
    connection = await address_of(url).connect(timeout_s=_PATIENCE_S)
    try:
        told: datetime = await connection.fetchval("SELECT clock_timestamp()")
        return told
    finally:
        await connection.close()


def _of_redis(url: str) -> datetime:
    with redis.Redis.from_url(url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S) as client:
        seconds, micros = client.time()
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros)


def _of_http(url: str, ca_file: str | None = None) -> datetime:
    """Return the date of an answer, whatever else it says."""
    asked = Request(url, method="HEAD")  # noqa: S310 - a platform's address, or the owner's own
    opener = build_opener(ProxyHandler(), HTTPSHandler(context=ssl.create_default_context(cafile=ca_file)))
    try:
        with opener.open(asked, timeout=_PATIENCE_S) as answer:
            date = answer.headers["Date"]
    except HTTPError as error:
        date = error.headers["Date"]
        error.close()
    return parsedate_to_datetime(str(date)) + timedelta(seconds=0.5)  # it was cut to its second
