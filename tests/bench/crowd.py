"""S1 of performance.md: a hundred people at once, on both chats and the web: ``./run bench crowd`` (four minutes)."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import text

from core.db import Database
from tests.bench._folk import OnDiscord, OnTelegram, OnTheWeb, Somebody, Town, Wish, town
from tests.bench._table import Row, percentile, show
from tests.counting import count

PEOPLE, ROUNDS = 100, 3
PAUSE_S = (20.0, 60.0)
_FRONTS = {"Telegram": OnTelegram, "Discord": OnDiscord, "web": OnTheWeb}
_PICKED_UP = text(
    "SELECT extract(epoch FROM started_at - created_at)::float FROM jobs WHERE started_at IS NOT NULL AND id > :after"
)
_TOLD = text("""
    SELECT extract(epoch FROM d.delivered_at - j.finished_at)::float
    FROM deliveries d JOIN jobs j ON j.id = d.job_id WHERE d.state = 'delivered' AND j.id > :after
""")
_NEWEST = text(
    "SELECT coalesce((SELECT id FROM jobs ORDER BY id DESC LIMIT 1), '00000000-0000-0000-0000-000000000000')"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody saw of their wishes; ``failed`` are those that nothing came of."""

    who: Somebody
    wishes: Sequence[Wish]
    failed: int


async def live(who: Somebody, number: int, *, rounds: int) -> Told:
    """Ask for a picture, look at it for a while, and ask for another."""
    dice, seen, failed = random.Random(number), [], 0
    for turn in range(rounds):
        if rounds > 1:
            await asyncio.sleep(dice.uniform(*PAUSE_S) if turn else dice.uniform(0, PAUSE_S[1]))
        try:
            seen.append(await who.ask(f"a fox reading under a tree, {number} {turn}"))
        except (TimeoutError, OSError, ValueError):
            failed += 1
    return Told(who, seen, failed)


async def measured(there: Town, people: Sequence[Somebody], what: str, *, rounds: int) -> list[Row]:
    """Have everybody live for some rounds and return what they saw."""
    async with there.database.transaction() as session:
        after = await session.scalar(_NEWEST)
    for who in people:
        if isinstance(who, OnTheWeb):
            who.times.clear()
    begun = monotonic()
    told = await asyncio.gather(*(live(who, number, rounds=rounds) for number, who in enumerate(people)))
    took = monotonic() - begun
    asked = len(people) * rounds
    got = asked - sum(one.failed for one in told)
    rows = [
        Row("S1", f"{what}: pictures that arrived", f"{got} of {asked} in {took:.0f} s", "> 99 %", got > 0.99 * asked),
        _within(
            f"{what}: asked → being drawn", await _seconds(there.database, _PICKED_UP, after), 5.0, judged=rounds > 1
        ),
        _within(f"{what}: drawn → in the chat", await _seconds(there.database, _TOLD, after), 2.0),
    ]
    api = [spent for who in people if isinstance(who, OnTheWeb) for spent in who.times]
    rows.append(_within(f"{what}: the API's answers", api, 0.2))
    for name, kind in _FRONTS.items():
        wishes = [wish for one in told if isinstance(one.who, kind) for wish in one.wishes]
        rows += _as_seen(f"{what}, {name}", wishes)
    return rows


def _within(what: str, seconds: list[float], most: float, *, judged: bool = True) -> Row:
    """Hold a time against its goal; where all ask in one moment, when one is drawn is a matter of the queue."""
    p50, p95 = percentile(seconds, 50), percentile(seconds, 95)
    if not judged:
        return Row("", what, f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    return Row(
        "S1", what, f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms", f"p95 < {most * 1000:.0f} ms", p95 < most
    )


def _as_seen(what: str, wishes: Sequence[Wish]) -> list[Row]:
    answered = [wish.acknowledged_s for wish in wishes]
    there = [wish.there_s for wish in wishes]
    figure = (
        f"{percentile(answered, 50):.2f} s ({percentile(answered, 95):.2f}) : "
        f"{percentile(there, 50):.1f} s ({percentile(there, 95):.1f})"
    )
    return [Row("", f"{what}: answered : picture there, p50 (p95)", figure)]


async def _seconds(database: Database, query: object, after: object) -> list[float]:
    async with database.transaction() as session:
        return list(await session.scalars(query, {"after": after}))  # type: ignore[call-overload]  # a text


async def main_() -> list[Row]:
    """A hundred people through some minutes, then all of them in the same moment."""
    async with town() as there:
        people = await there.people(PEOPLE)
        await asyncio.gather(*(who.ask("a fox") for who in people[:6]))  # everything is warm
        rows = await measured(there, people, f"{PEOPLE} people, {ROUNDS} wishes each", rounds=ROUNDS)
        rows += await measured(there, people, "all in one moment", rounds=1)
        found = await count(there.database, there.house.folder / "store")
        wrong = (found.lost, found.charged_wrong, found.pictures_wrong, len(there.telegram.complaints))
        figure = f"{found.lost} lost, {found.charged_wrong} charged wrong, {found.pictures_wrong} pictures wrong"
        rows.append(Row("S1", f"of {found.jobs} jobs", figure, "0, 0, 0", not any(wrong)))
    return rows


def main() -> None:
    """Print the table."""
    show(f"{PEOPLE} people at once on both chats and the web, storyboard at 768 × 512", asyncio.run(main_()))


if __name__ == "__main__":
    main()
