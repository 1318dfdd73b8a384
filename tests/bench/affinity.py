"""Orders kept where their model is loaded, against first in, first out: P7; ``./run bench affinity``.

The dispatch is the real one on a real database; the workers are simulated on a clock of their own, so that loading a
model takes its seconds and the benchmark does not. Both sides draw the same seeded trace.
"""

import asyncio
import heapq
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID

from core.db import Database
from core.engines import ModelCard, WorkerCard
from core.jobs import outcomes
from core.jobs.dispatch import ORDERS_AHEAD, next_batches
from core.jobs.orders import Item
from core.roles import Role
from core.users.models import User
from launcher.servers.throwaway import running_postgres
from tests.bench._table import Row, show
from tests.factories import LEASE, NOON, job, person, spec, success
from tests.servers import migrate

PEOPLE = 20
WORKERS = 2
JOBS = 400
SEED = 7
LOADING_S = 20.0  # a model of 7 to 24 GB from an SSD
DRAWING_S = 4.0
BETWEEN_S = 1.5  # between two people's requests, on average: more than the workers draw if they load at every order
BATCH = 4
SWAPS, MAKESPAN, JAIN = 0.67, 0.85, 0.95
# How often a model is asked for: everybody's favourite, and three others.
MODELS = {ModelCard(name=f"model{number}", engine="diffusers", batch_width=BATCH): 4 - number for number in range(4)}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the trace."""

    at_s: float
    person: int
    card: ModelCard


@dataclass(slots=True)
class Desk:
    """A simulated worker: one model loaded, a short queue of orders."""

    name: str
    loaded: str = ""
    queue: deque[str] = field(default_factory=deque)
    free_at: float = 0.0
    busy: bool = False
    swaps: int = 0

    def begin(self, now: float) -> float:
        """Begin the next order; return when it is done."""
        target = self.queue[0]
        self.busy = True
        self.swaps += target != self.loaded
        took = DRAWING_S + (LOADING_S if target != self.loaded else 0.0)
        self.loaded = target
        return now + took


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one run: models loaded, seconds until all was drawn, and how long each request waited."""

    swaps: int
    makespan_s: float
    waits: dict[int, list[float]]

    @property
    def jain(self) -> float:
        """Jain's fairness index of the speed with which each person was served (R4)."""
        speeds = [len(waits) / sum(waits) for waits in self.waits.values()]
        return sum(speeds) ** 2 / (len(speeds) * sum(speed**2 for speed in speeds))


def trace() -> list[Asked]:
    """Return the seeded trace: each person likes one model and sometimes asks for another."""
    dice = Random(SEED)
    cards, shares = list(MODELS), list(MODELS.values())
    liked = [dice.choices(cards, shares)[0] for _ in range(PEOPLE)]
    asked, now = [], 0.0
    for _ in range(JOBS):
        now += dice.expovariate(1 / BETWEEN_S)
        who = dice.randrange(PEOPLE)
        card = liked[who] if dice.random() < 2 / 3 else dice.choices(cards, shares)[0]
        asked.append(Asked(now, who, card))
    return asked


class Line:
    """The rival: the oldest request first, what is alike in batches as wide, two orders sent ahead as well."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        """Stand empty."""
        self._asked = asked
        self._desks = [Desk(f"w{number}") for number in range(WORKERS)]
        self._batches: list[deque[list[int]]] = [deque() for _ in self._desks]
        self._waiting: list[int] = []
        self._waits: dict[int, list[float]] = {}

    def draw(self) -> Told:
        """Draw the trace."""
        events = [(one.at_s, -1, index) for index, one in enumerate(self._asked)]
        heapq.heapify(events)
        now = 0.0
        while events:
            now, number, index = heapq.heappop(events)
            if number < 0:
                self._waiting.append(index)
            else:
                self._finish(number, now)
            for free in sorted(range(WORKERS), key=lambda one: len(self._desks[one].queue)):
                self._fill(free)
                _start(self._desks[free], free, now, events)
        return Told(sum(desk.swaps for desk in self._desks), now, self._waits)

    def _fill(self, number: int) -> None:
        desk = self._desks[number]
        while self._waiting and len(desk.queue) < ORDERS_AHEAD:
            card = self._asked[self._waiting[0]].card
            batch = [index for index in self._waiting if self._asked[index].card is card][:BATCH]
            self._waiting = [index for index in self._waiting if index not in batch]
            desk.queue.append(card.target)
            self._batches[number].append(batch)

    def _finish(self, number: int, now: float) -> None:
        desk = self._desks[number]
        desk.queue.popleft()
        desk.busy = False
        for index in self._batches[number].popleft():
            one = self._asked[index]
            self._waits.setdefault(one.person, []).append(now - one.at_s)


def _start(desk: Desk, number: int, now: float, events: list[tuple[float, int, int]]) -> None:
    if desk.queue and not desk.busy:
        heapq.heappush(events, (desk.begin(now), number, 0))


class House:
    """The real dispatch with simulated workers."""

    def __init__(self, database: Database) -> None:
        """Stand empty."""
        self._database = database
        self._desks = [Desk(f"w{number}") for number in range(WORKERS)]
        self._orders: dict[str, deque[tuple[Item, ...]]] = {desk.name: deque() for desk in self._desks}
        self._asked_at: dict[UUID, tuple[int, float]] = {}
        self._waits: dict[int, list[float]] = {}
        self._people: list[User] = []

    async def draw(self, asked: Sequence[Asked]) -> Told:
        """Draw the trace."""
        async with self._database.transaction() as session:
            self._people = [await person(session, role=Role.SUPER_ADMIN) for _ in range(PEOPLE)]
        events = [(one.at_s, -1, index) for index, one in enumerate(asked)]
        heapq.heapify(events)
        now = 0.0
        while events:
            now, number, index = heapq.heappop(events)
            if number < 0:
                await self._take(asked[index], now)
            else:
                await self._finish(number, now)
            await self._send(now, events)
        return Told(sum(desk.swaps for desk in self._desks), now, self._waits)

    async def _take(self, asked: Asked, now: float) -> None:
        async with self._database.transaction() as session:
            made = await job(
                session, self._people[asked.person], wanted=spec(cards=[asked.card]), now=NOON + timedelta(seconds=now)
            )
            self._asked_at[made.id] = (asked.person, now)

    async def _send(self, now: float, events: list[tuple[float, int, int]]) -> None:
        moment = NOON + timedelta(seconds=now)
        async with self._database.transaction() as session:
            sent = await next_batches(session, [self._card(desk) for desk in self._desks], lease=LEASE, now=moment)
        for one in sent:
            number = int(one.queue.removeprefix("gpu.w"))
            self._desks[number].queue.append(one.order.items[0].spec.target)
            self._orders[self._desks[number].name].append(one.order.items)
        for number, desk in enumerate(self._desks):
            _start(desk, number, now, events)

    async def _finish(self, number: int, now: float) -> None:
        desk = self._desks[number]
        desk.queue.popleft()
        desk.busy = False
        items = self._orders[desk.name].popleft()
        async with self._database.transaction() as session:
            for item in items:
                await outcomes.finish(session, success(item), now=NOON + timedelta(seconds=now))
        for item in items:
            who, at = self._asked_at[item.job]
            self._waits.setdefault(who, []).append(now - at)

    def _card(self, desk: Desk) -> WorkerCard:
        warm = (desk.loaded,) if desk.loaded else ()
        return WorkerCard(
            name=desk.name, incarnation="1", queue=f"gpu.{desk.name}", slots=1, models=tuple(MODELS), warm=warm
        )


async def measure() -> list[Row]:
    """Draw the trace both ways."""
    asked = trace()
    with running_postgres() as postgres:
        postgres.create_database("affinity")
        migrate(postgres.url_of("affinity"))
        database = Database(postgres.url_of("affinity"), pool_size=1)
        ours = await House(database).draw(asked)
        await database.close()
    fifo = Line(asked).draw()
    swaps, makespan = ours.swaps / fifo.swaps, ours.makespan_s / fifo.makespan_s
    shown = f"{ours.swaps} : {fifo.swaps}, {swaps:.2f} ×", f"{ours.makespan_s:.0f} : {fifo.makespan_s:.0f} s"
    return [
        Row("P7", "models loaded, ours : first in, first out", shown[0], f"≤ {SWAPS} ×", swaps <= SWAPS),
        Row("P7", "makespan", f"{shown[1]}, {makespan:.2f} ×", f"≤ {MAKESPAN} ×", makespan <= MAKESPAN),
        Row("R4", f"Jain's index over {PEOPLE} people", f"{ours.jain:.3f}", f"≥ {JAIN}", ours.jain >= JAIN),
        Row("", "the same, first in, first out", f"{fifo.jain:.3f}"),
    ]


def main() -> None:
    """Print the table."""
    counts = Counter(one.card.name for one in trace())
    title = f"{JOBS} requests of {PEOPLE} people for {len(counts)} models on {WORKERS} simulated workers"
    show(title, asyncio.run(measure()))


if __name__ == "__main__":
    main()
