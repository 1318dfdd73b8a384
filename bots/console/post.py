"""Answers and progress in a terminal."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bots.console.screen import Screen
from bots.conversation.replies import Picture, Reply
from bots.deliveries import Later
from core.storage import MissingObject, Store

_UNKNOWN = ""


class Terminal:
    """The courier's way to the screen: one job may be followed with a bar, the rest is printed as it comes."""

    def __init__(self, screen: Screen, store: Store) -> None:
        """Hold the screen and the store that pictures come from."""
        self._screen = screen
        self._store = store
        self._followed: UUID | None = None
        self._arrived = asyncio.Event()
        self._bar: Progress | None = None

    async def answer(self, channel_id: str, message_id: str | None, reply: Reply) -> str:
        """Print an answer: below the bar's place if it is the followed one, else above the prompt."""
        del channel_id
        try:
            files = [await self._fetched(picture) for picture in reply.pictures]
        except (MissingObject, OSError) as error:
            raise Later(str(error)) from error
        if self._bar is not None and reply.job == self._followed:
            self._bar.stop()
            self._bar = None
        self._screen.show(reply)
        for picture, data, still in files:
            self._screen.picture(picture, data, prompt=reply.quote, still=still)
        self._screen.offer(reply.rows)
        if reply.job == self._followed:
            self._arrived.set()
        return message_id or _UNKNOWN

    async def is_age_restricted(self, channel_id: str) -> bool:
        """Return False: it is one's own terminal, which has a rule of its own."""
        del channel_id
        return False

    async def progress(self, channel_id: str, message_id: str, reply: Reply) -> None:
        """Move the bar of the followed job."""
        del channel_id, message_id
        if self._bar is not None and reply.job == self._followed and reply.done is not None:
            doing = re.split("[▰▱]", reply.text)[0].strip()  # the terminal draws a bar of its own
            self._bar.update(self._bar.task_ids[0], completed=reply.done, description=f"{doing}…")

    @contextmanager
    def following(self, job: UUID, accepted: Reply) -> Iterator[None]:
        """Show a bar for a job until the block ends."""
        self._followed = job
        self._arrived.clear()
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(complete_style="#d9772b"),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn(accepted.small, style="dim"),
            console=self._screen.console,
            transient=True,
        )
        self._bar.add_task(accepted.text, total=1.0)
        self._bar.start()
        try:
            yield
        finally:
            if self._bar is not None:
                self._bar.stop()
            self._bar = None
            self._followed = None

    async def arrival(self, job: UUID) -> None:
        """Wait until the followed job's answer is printed, or the person stops following."""
        del job
        await self._arrived.wait()

    def stop_following(self) -> None:
        """Let go of the followed job; its answer is printed when it comes."""
        if self._followed is not None:
            self._screen.console.print(self._screen.say.gettext("I go on drawing and show it when it is done."))
        self._arrived.set()

    async def show_pictures(self, reply: Reply) -> None:
        """Save and show the pictures of a direct answer."""
        for picture in reply.pictures:
            try:
                _, data, still = await self._fetched(picture)
            except MissingObject:
                continue
            self._screen.picture(picture, data, prompt=reply.quote or picture.alt, still=still)

    async def _fetched(self, picture: Picture) -> tuple[Picture, bytes, bytes]:
        """Return a picture with its bytes, and those of what is shown of it where it is a clip: its poster."""
        data = picture.data or await self._store.get(picture.key)
        posters = [twin for twin in picture.twins if not twin.moves]
        return picture, data, await self._store.get(posters[0].key) if posters else b""
