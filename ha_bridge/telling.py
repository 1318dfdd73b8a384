"""Telling the database how the house is: its names, its states, the bridge's own health, and who must be told."""

import asyncio
import contextlib
import logging
from dataclasses import replace

from pydantic import ValidationError

from core.clock import utc_now
from core.db import DATABASE_OUTAGES, Database
from core.home import seeing, watching
from core.home.seeing import Health
from core.home.states import Mode
from core.home.watching import Change
from ha_bridge.client import Client, Hello
from ha_bridge.connection import Connection
from ha_bridge.live import Live, areas_of, entities_of, labels_of, seen_state
from ha_bridge.metrics import Metrics
from ha_bridge.registries import REGISTRY_EVENTS, read_house
from ha_bridge.troubles import Declined, HomeTrouble
from ha_bridge.wire import Event, StateChange

BEAT_S = 5.0
KEEP_EVERY_S = 0.25  # states that change meanwhile are written down together
SETTLE_S = 1.0  # a registry that changes once mostly changes again at once
STARTING, STOPPED = "starting", "stopped"
_log = logging.getLogger(__name__)


class Teller:
    """Hears the socket's events and writes down what they say."""

    def __init__(self, *, database: Database, client: Client, live: Live, metrics: Metrics, first_mode: Mode) -> None:
        """Hold the collaborators; ``first_mode`` is how far a bridge goes that was never here before."""
        self._database = database
        self._client = client
        self._live = live
        self._metrics = metrics
        self._first_mode = first_mode
        self._health = Health(connected=False, error=STARTING)
        self._met: Health | None = None  # told once the house is written down: before, nothing in it can be found
        self._stirred, self._outdated, self._is_other = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def welcome(self, connection: Connection, hello: Hello) -> None:
        """Subscribe on a new connection and read the house in."""
        await connection.subscribe("state_changed", self._hear_state)
        for event_type in REGISTRY_EVENTS:
            with contextlib.suppress(Declined):  # older versions keep some of them from plain users
                await connection.subscribe(event_type, self._hear_registry)
        self._live.read_in(await read_house(connection))
        self._met = Health(
            connected=True,
            version=hello.config.version,
            house_name=hello.config.location_name or None,
            time_zone=hello.config.time_zone,
            token_is_admin=hello.person.is_admin,
            token_ends_at=hello.token_ends_at,
        )
        self._stirred.set()
        if hello.person.is_admin:
            _log.warning("the token belongs to an administrator of Home Assistant: give the bridge a plain user's")

    async def farewell(self, why: str) -> None:
        """Note that there is no connection."""
        self._metrics.losses.labels(why).inc()
        self._met = None
        self._note(replace(self._health, connected=False, error=why))

    async def beat(self) -> None:
        """Write down how the bridge is, at least every five seconds, so that its silence shows."""
        self._is_other.clear()
        async with self._database.transaction() as session:
            await seeing.note_health(session, self._health, mode=self._first_mode, now=utc_now())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._is_other.wait(), BEAT_S)

    async def say_goodbye(self) -> None:
        """Write down that the bridge stops."""
        gone = replace(self._health, connected=False, error=STOPPED)
        with contextlib.suppress(*DATABASE_OUTAGES):
            async with self._database.transaction() as session:
                await seeing.note_health(session, gone, mode=self._first_mode, now=utc_now())

    async def read_again(self) -> None:
        """Read the house in again when its registries have changed."""
        await self._outdated.wait()
        await asyncio.sleep(SETTLE_S)
        self._outdated.clear()
        try:
            self._live.read_in(await self._client.read(read_house))
        except HomeTrouble as trouble:
            _log.warning("the registries can't be read again: %s", trouble)
            return
        self._stirred.set()

    async def keep(self) -> None:
        """Write down what has changed, and who must be told of it."""
        await self._stirred.wait()
        if not self._live.is_stale:
            await asyncio.sleep(KEEP_EVERY_S)  # an answer that somebody waits for goes first
        self._stirred.clear()
        changes = self._live.take_changes()
        try:
            await self._keep_house() if self._live.is_stale else await self._keep_states(changes)
            await self._tell_watchers(changes)
        except DATABASE_OUTAGES:
            self._live.put_back(changes)
            self._stirred.set()
            raise

    def _note(self, health: Health) -> None:
        self._health = health
        self._metrics.connected.set(health.connected)
        self._is_other.set()

    def _hear_state(self, event: Event) -> None:
        try:
            change = StateChange.model_validate(event.data)
        except ValidationError as error:
            _log.warning("a change of state is not understood: %d fields", error.error_count())
            return
        if change.new_state is None or change.entity_id not in self._live.states:
            self._outdated.set()
        self._live.change(change)
        self._stirred.set()

    def _hear_registry(self, _event: Event) -> None:
        self._outdated.set()

    async def _keep_house(self) -> None:
        house, now = self._live.house, utc_now()
        if house is None:
            return
        entities = entities_of(house, self._live.states, now=now)
        self._live.is_stale = False
        try:
            async with self._database.transaction() as session:
                await seeing.keep_house(
                    session, areas=areas_of(house), labels=labels_of(house), entities=entities, now=now
                )
        except DATABASE_OUTAGES:
            self._live.is_stale = True
            raise
        self._metrics.entities.set(len(entities))
        if self._met:
            self._note(self._met)
            self._met = None

    async def _keep_states(self, changes: list[StateChange]) -> None:
        async with self._database.transaction() as session:
            for change in changes:
                if change.new_state:
                    await seeing.note_state(session, seen_state(change.new_state), now=utc_now())

    async def _tell_watchers(self, changes: list[StateChange]) -> None:
        told = [
            Change(change.entity_id, change.new_state.state, change.new_state.last_changed)
            for change in changes
            if change.new_state and (change.old_state is None or change.old_state.state != change.new_state.state)
        ]
        if told:
            async with self._database.transaction() as session:
                self._metrics.notices.inc(await watching.note_changes(session, told, now=utc_now()))
