"""The conductor: sends orders, writes outcomes down, renews leases, sweeps; five loops that survive any outage."""

import asyncio
import contextlib
import logging
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from celery import Celery
from kombu.exceptions import KombuError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from core import bus as messages
from core.bus import Bus, Letter
from core.clock import utc_now
from core.db import Database, will_pass
from core.engines import WorkerCard
from core.jobs import outcomes, sweeps
from core.jobs.celery import GENERAL_QUEUE, order_queue
from core.jobs.dispatch import Dispatch, jobs_of, next_batches
from core.jobs.orders import DERIVE_TASK, RENDER_TASK, Beat, Event, Failure, Outcome
from core.logs import about
from core.loops import OUTAGES, PATIENCE_S, TICK_S, forever
from core.media import service as media_service
from core.stopping import heed_stop
from core.storage import STORE_OUTAGES, Store

# Postgres restarting, Redis away, the broker's connection lost, the store out of reach.
_OUTAGES = (*OUTAGES, *STORE_OUTAGES, KombuError)
_MINUTE = 60.0
_HOUR = 3600.0
_log = logging.getLogger(__name__)


class Conductor:
    """Runs the loops of one conductor; several may run, the database keeps them apart."""

    def __init__(self, *, database: Database, bus: Bus, celery: Celery, store: Store, lease: timedelta) -> None:
        """Hold the collaborators; nothing runs yet."""
        self._database = database
        self._bus = bus
        self._celery = celery
        self._store = store
        self._lease = lease
        self._name = f"conductor-{uuid4().hex[:8]}"
        self._wake = asyncio.Event()
        self._workers: tuple[WorkerCard, ...] = ()

    async def run(self) -> None:
        """Run until cancelled."""
        endless, quick = partial(forever, outages=_OUTAGES), partial(forever, outages=_OUTAGES, within_s=PATIENCE_S)
        async with asyncio.TaskGroup() as group:
            group.create_task(endless(self._hear_nudges))
            group.create_task(quick(self._look_for_workers, every_s=TICK_S))
            group.create_task(quick(self._dispatch))
            group.create_task(endless(self._take_outcomes))
            group.create_task(endless(self._hear_beats))
            group.create_task(quick(self._sweep_leases, every_s=TICK_S))
            group.create_task(endless(self._sweep_jobs, every_s=_MINUTE))
            group.create_task(endless(self._sweep_files, every_s=_HOUR))

    async def _hear_nudges(self) -> None:
        async with self._bus.listen(messages.JOBS) as subscription:
            while True:
                heed_stop()
                if await subscription.get_message(timeout=1) is not None:
                    self._wake.set()

    async def _dispatch(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), TICK_S)
        self._wake.clear()
        async with self._database.transaction() as session:
            batches = await next_batches(session, self._workers, lease=self._lease, now=utc_now())
        for batch in batches:
            await self._send(batch)

    async def _look_for_workers(self) -> None:
        cards = []
        for announced in await self._bus.announced_workers():
            try:
                cards.append(_card(announced))
            except ValueError as error:
                _log.warning("a worker announces itself in a way that is not understood: %s", error)
        if cards:
            async with self._database.transaction() as session:
                await sweeps.note_workers(session, cards, now=utc_now())
        if tuple(cards) != self._workers:
            self._workers = tuple(cards)
            self._wake.set()

    async def _send(self, batch: Dispatch) -> None:
        try:
            await self._bus.mark_attempts(jobs_of([batch]))
            await asyncio.to_thread(self._publish, batch)
        except _OUTAGES as error:
            _log.warning("order %s could not be sent and goes back: %s", batch.order.id, error)
            async with self._database.transaction() as session:
                await outcomes.requeue(session, jobs_of([batch]))
            await asyncio.sleep(TICK_S)

    def _publish(self, batch: Dispatch) -> None:
        order = batch.order.model_dump(mode="json")
        self._send_task(RENDER_TASK, [order], queue=batch.queue, task_id=str(batch.order.id))

    def _send_task(self, name: str, args: list[object], *, queue: str, task_id: str | None = None) -> None:
        route: Any = order_queue(queue)  # celery-types knows names only; Celery takes a Queue as well
        self._celery.send_task(name, args=args, queue=route, task_id=task_id, retry=False)

    async def _take_outcomes(self) -> None:
        letters = await self._bus.read_outcomes(self._name)
        done: list[Letter] = []
        for letter in letters:
            await self._write_down(letter)
            done.append(letter)
        await self._bus.acknowledge(done)
        if done:
            self._wake.set()

    async def _write_down(self, letter: Letter) -> None:
        try:
            outcome = Outcome.model_validate_json(letter.body)
        except ValidationError as error:
            _log.error("an outcome is not understood and is dropped: %s", error)
            return
        with about(job=outcome.job):
            await self._apply(outcome)

    async def _apply(self, outcome: Outcome) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S), self._database.transaction() as session:
                current = await outcomes.apply(session, outcome, lease=self._lease, now=utc_now())
        except DBAPIError as error:
            if will_pass(error):
                raise
            current = await self._give_up(outcome)
        if not current:
            await self._note_useless(outcome)
            _log.info("outcome %s of attempt %d comes too late for %s", outcome.event, outcome.attempt, outcome.job)

    async def _note_useless(self, outcome: Outcome) -> None:
        """Have the files of an outcome that came too late deleted, unless something needs them after all."""
        keys = [
            key
            for artefact in outcome.artefacts
            for key in (artefact.key, *(rendition.key for rendition in artefact.renditions))
        ]
        if keys:
            async with self._database.transaction() as session:
                await media_service.note_useless(session, keys, now=utc_now())

    async def _give_up(self, outcome: Outcome) -> bool:
        """End a job whose outcome the database will never take, so that it holds up nobody else's."""
        _log.exception("an outcome of job %s can't be written down", outcome.job)
        failed = outcome.model_copy(update={"event": Event.FAILED, "error": Failure.ENGINE, "passing": False})
        async with self._database.transaction() as session:
            return await outcomes.fail(session, failed, now=utc_now())

    async def _hear_beats(self) -> None:
        async with self._bus.listen(messages.BEATS) as subscription:
            while True:
                heed_stop()
                beats = []
                message = await subscription.get_message(timeout=1)
                while message is not None:
                    beats.extend(_beat(message["data"]))
                    message = await subscription.get_message(timeout=0)
                if beats:
                    await self._renew(beats)

    async def _renew(self, beats: list[Beat]) -> None:
        items = [item for beat in beats for item in beat.items]
        async with self._database.transaction() as session:
            await outcomes.renew(session, items, {beat.worker for beat in beats}, until=utc_now() + self._lease)

    async def _sweep_leases(self) -> None:
        async with self._database.transaction() as session:
            await sweeps.end_leases(session, now=utc_now())
        if await self._bus.is_new():
            async with self._database.transaction() as session:
                lost = await sweeps.forget_orders(session)
            _log.warning("Redis starts empty: %d orders are sent again", lost)

    async def _sweep_jobs(self) -> None:
        async with self._database.transaction() as session:
            await sweeps.expire(session, now=utc_now())
        await sweeps.purge_deleted(self._database, self._store, now=utc_now())
        if self._workers:
            await self._send_missing_renditions()

    async def _send_missing_renditions(self) -> None:
        async with self._database.transaction() as session:
            missing = await sweeps.missing_renditions(session, now=utc_now())
        for item, artefact in missing:
            args: list[object] = [item.model_dump(mode="json"), artefact.model_dump(mode="json")]
            await asyncio.to_thread(self._send_task, DERIVE_TASK, args, queue=GENERAL_QUEUE)

    async def _sweep_files(self) -> None:
        await sweeps.remove_orphans(self._database, self._store, now=utc_now())


def _card(announced: bytes) -> WorkerCard:
    """Return a worker's card.

    Raises:
        ValueError: it is none (ValidationError), or one that no row can hold, which would keep the others from theirs.
    """
    if b"\\u0000" in announced:
        msg = "a null character, which Postgres takes nowhere"
        raise ValueError(msg)
    return WorkerCard.model_validate_json(announced)


def _beat(body: bytes) -> list[Beat]:
    try:
        return [Beat.model_validate_json(body)]
    except ValidationError as error:
        _log.warning("a beat is not understood: %s", error)
        return []
