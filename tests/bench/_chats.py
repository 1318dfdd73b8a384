"""The chats' part of ``./run bench faults``: both platforms away for a while (R2), everything said three times (R3)."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count as numbers
from math import inf
from time import perf_counter
from typing import Any

from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy import text

from core.bus import OUTCOMES
from core.clock import utc_now
from core.db import Database
from tests.bench._folk import OnDiscord, OnTelegram, Town, Wish, town
from tests.bench._table import Row, median
from tests.beside import beside
from tests.bots.discord.payloads import interaction
from tests.bots.discord.server import rate_limited, refused
from tests.bots.telegram.chats import BOT, error
from tests.bots.telegram.people import Person
from tests.counting import count
from tests.stage import until

STORM_S, EACH = 20.0, 20  # seconds; wishes in each chat that meet the storm
TRIPLED = 100  # wishes in each chat, each said three times
_BROUGHT = text("SELECT count(*) FROM deliveries WHERE state = 'delivered'")
_BROUGHT_AFTER = text("""
    SELECT extract(epoch FROM d.delivered_at - j.finished_at)::float FROM deliveries d JOIN jobs j ON j.id = d.job_id
    WHERE d.state = 'delivered' AND j.finished_at BETWEEN :since AND :until
""")
_ANSWERED_S = 2.0  # S1's "update"
_NUMBERS = numbers(500_000)
Storm = Callable[[], web.Response | None]
Someone = OnTelegram | OnDiscord
Say = Callable[[], Awaitable[None]]


async def chats_failing() -> list[Row]:
    """R2: for some seconds every request to both platforms is answered with 429 and a time to wait, or with 5xx."""
    async with town() as there:
        people = [who for who in await there.people(12) if isinstance(who, OnTelegram | OnDiscord)]
        await asyncio.gather(*(who.ask("a fox") for who in people))  # everything is warm
        before = await asyncio.gather(*(who.ask("a hare") for who in people))
        begun = _standing(there)
        await _say([*_updates(there, EACH // 2), *_events(there, EACH // 2)])
        await asyncio.sleep(0.3)
        stormed = utc_now()
        there.telegram.storm, there.discord.storm = _on_telegram(random.Random(5)), _on_discord(random.Random(6))
        await asyncio.sleep(STORM_S / 2)
        await _say([*_updates(there, EACH // 2), *_events(there, EACH // 2)])
        await asyncio.sleep(STORM_S / 2)
        there.telegram.storm = there.discord.storm = lambda: None
        calm, ended = utc_now(), perf_counter()
        everything = 2 * EACH + 3 * len(people)  # who asks once it is calm may be served before who waits
        waited = asyncio.create_task(_until_brought(there.database, everything, ended))
        await asyncio.sleep(5.0)
        after = await asyncio.gather(*(who.ask("an owl") for who in people), return_exceptions=True)
        brought = await waited
        asked = 2 * EACH + sum(isinstance(who, OnDiscord) for who in people)  # Telegram's chats were emptied
        what = f"both chats answer 429 or 5xx for {STORM_S:.0f} s, {2 * EACH} wishes meet it"
        row = await _judged("R2", what, there, begun, asked)
        rest = Row(
            "R2", "the end of it → all that had waited is there, and what was asked 5 s later", f"{brought:.0f} s"
        )
        told = await _told(there.database, stormed, calm)
    return [row, *_answered(people, before, after), told, rest]


async def everything_thrice() -> list[Row]:
    """R3: each update, interaction, order and outcome comes three times."""
    async with town() as there, _orders_thrice(there.house.redis_url), _outcomes_thrice(there.house.redis_url):
        begun = _standing(there)
        events = _events(there, TRIPLED) * 3
        random.Random(3).shuffle(events)
        updates = [say for one in _updates(there, TRIPLED) for say in (one, one, one)]
        await _say([say for pair in zip(updates, events, strict=True) for say in pair])
        await _until_brought(there.database, 2 * TRIPLED, perf_counter())
        await asyncio.sleep(5.0)  # for what comes too often
        what = f"{2 * TRIPLED} wishes; each update, interaction, order and outcome comes three times"
        return [await _judged("R3", what, there, begun, 2 * TRIPLED)]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands in both chats."""

    pictures: int
    bare: int


def _standing(there: Town) -> _Standing:
    bot = [item for item in there.telegram.chats.messages.values() if item["from"] is BOT]
    messages = [*bot, *there.discord.messages.values()]
    pictures = sum(bool(item.get("photo") or item.get("attachments")) for item in messages)
    return _Standing(pictures, len(messages) - pictures)


async def _judged(bar: str, what: str, there: Town, begun: _Standing, asked: int) -> Row:
    """Compare what stands in the chats with what was asked: one picture a wish."""
    now = _standing(there)
    found = await count(there.database, there.house.folder / "store")
    pictures, bare = now.pictures - begun.pictures, now.bare - begun.bare
    wrong = (found.lost, found.charged_wrong, found.pictures_wrong, found.jobs - found.answered)
    figure = (
        f"{pictures} of {asked} answered, {found.lost} lost, {found.charged_wrong} charged wrong, "
        f"{max(0, pictures - asked)} twice, {bare} messages without a picture"
    )
    return Row(bar, what, figure, "all, 0, 0, 0", pictures == asked and not any(wrong))


def _answered(people: Sequence[Someone], before: Sequence[Wish], after: Sequence[Wish | BaseException]) -> list[Row]:
    """Compare how soon somebody is answered at all before the storm and five seconds after it."""
    rows = []
    for name, kind in (("Telegram", OnTelegram), ("Discord", OnDiscord)):
        mine = [index for index, who in enumerate(people) if isinstance(who, kind)]
        usual = median([before[index].acknowledged_s for index in mine])
        now = median([wish.acknowledged_s if isinstance(wish := after[index], Wish) else inf for index in mine])
        what = f"{name}: asked 5 s after the end of it → answered, p50"
        rows.append(Row("R2", what, f"{now:.2f} s (before: {usual:.2f} s)", "≤ 2 s", now <= _ANSWERED_S))
    return rows


async def _told(database: Database, begun: datetime, ended: datetime) -> Row:
    """Compare how soon what is drawn is in the chat: with what was drawn before the storm."""
    async with database.transaction() as session:
        usual = list(await session.scalars(_BROUGHT_AFTER, {"since": datetime.min.replace(tzinfo=UTC), "until": begun}))
        now = list(await session.scalars(_BROUGHT_AFTER, {"since": ended + timedelta(seconds=5), "until": utc_now()}))
    figure = f"{median(now):.2f} s, of {len(now)} (before: {median(usual):.2f} s)"
    return Row("R2", "drawn 5 s after the end of it → in the chat, p50", figure, "≤ 2 s", median(now) <= _ANSWERED_S)


async def _until_brought(database: Database, wanted: int, since: float) -> float:
    """Return the seconds from ``since`` until so many answers have arrived."""

    async def so() -> bool:
        async with database.transaction() as session:
            return (await session.scalar(_BROUGHT) or 0) >= wanted

    await until(so, f"{wanted} answers", within_s=900)
    return perf_counter() - since


async def _say(said: Sequence[Say]) -> None:
    for say in said:
        await say()


def _updates(there: Town, number: int) -> list[Say]:
    def one() -> Say:
        who = next(_NUMBERS)
        heard = Person(there.telegram, who, f"T{who}").written(f"/draw a goose {who}")
        return lambda: there.telegram.send(heard)

    return [one() for _ in range(number)]


def _events(there: Town, number: int) -> list[Say]:
    def one() -> Say:
        who = str(next(_NUMBERS))
        options = [{"name": "prompt", "type": 3, "value": f"a goose {who}"}]
        heard = interaction(2, {"id": "1", "name": "draw", "type": 1, "options": options}, number=who)
        heard["member"]["user"] |= {"id": who, "username": f"d{who}"}
        return lambda: there.discord.emit("INTERACTION_CREATE", heard)

    return [one() for _ in range(number)]


def _on_telegram(dice: random.Random) -> Storm:
    def answer() -> web.Response:
        if dice.random() < 0.5:
            return web.json_response(error(429, "Too Many Requests: retry after 1", retry_after=1), status=429)
        return web.Response(status=dice.choice((500, 502, 503)), body=b"<html>nginx</html>", content_type="text/html")

    return answer


def _on_discord(dice: random.Random) -> Storm:
    return lambda: rate_limited(1.0) if dice.random() < 0.5 else refused(dice.choice((500, 502, 503)), 0)


@asynccontextmanager
async def _outcomes_thrice(url: str) -> AsyncIterator[None]:
    """Add each entry of the stream of outcomes twice more."""
    async with Redis.from_url(url) as redis:

        async def copy() -> None:
            last, ours = "$", set()
            while True:
                found: Any = await redis.xread({OUTCOMES: last}, block=500)  # redis-py's type is that of all commands
                for _, entries in found or ():
                    for number, fields in entries:
                        last = number
                        if number not in ours:
                            ours |= {await redis.xadd(OUTCOMES, fields), await redis.xadd(OUTCOMES, fields)}

        async with beside(copy()):
            yield


@asynccontextmanager
async def _orders_thrice(url: str) -> AsyncIterator[None]:
    """Push each order that the conductor sends twice more."""
    async with Redis.from_url(url) as redis, Redis.from_url(url) as watching, watching.monitor() as monitor:

        async def copy() -> None:
            seen = set()
            async for command in monitor.listen():
                word, _, rest = command["command"].partition(" ")
                queue, _, order = rest.partition(" ")
                if word.upper() == "LPUSH" and queue.startswith("gpu") and order not in seen:
                    seen.add(order)
                    for _again in range(2):  # one by one, so that they are known here when they are heard
                        await redis.lpush(queue, order)

        async with beside(copy()):
            yield
