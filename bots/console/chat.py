"""A chat in the terminal, with the same commands as the bots: ``python -m bots console [command …]``."""

import asyncio
import getpass
import locale
import os
import re
import signal
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout

from bots.console.completion import CommandCompleter
from bots.console.post import Terminal
from bots.console.screen import Screen
from bots.conversation.assistant import Assistant
from bots.conversation.declaration import Command, Group, Value
from bots.conversation.names import find
from bots.conversation.replies import Button, Form, Reply, Upload
from bots.conversation.turns import Turn, speech
from bots.conversation.typed import file_option, read
from bots.deliveries import Courier
from bots.house import HouseCourier
from bots.settings import BotSettings
from core.bus import Bus
from core.clock import new_id
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.pictures.reading import check_size
from core.platforms import Platform
from core.rights.forgetting import CONSOLE_HISTORY, CONSOLE_PICTURES
from core.roles import Role
from core.users.service import Face

CHANNEL = "console"
_WAYS_OUT = {"/quit", "/exit", "/q", "/koniec"}
_NUMBER = re.compile(r"[0-9]{1,2}")
_DRAW_IT = "=draw"  # no action of the conversation starts with "=": the words are those that were said last
_ONE_COMMAND = 2  # argv: python -m bots, "console", then words of one command


async def run_console(assistant: Assistant, bus: Bus, settings: BotSettings) -> None:
    """Talk until the person leaves; with words on the command line, answer these and leave."""
    # Whoever sits at this terminal can read the database's password: the machine's owner.
    owner = Assistant(replace(assistant.setting, first_role=Role.SUPER_ADMIN, asks_consent=False))
    chat = Chat(owner, settings.data_folder)
    courier = Courier(Platform.CONSOLE, assistant=owner, bus=bus, post=chat.terminal, channel=chat.answers_in)
    house = HouseCourier(Platform.CONSOLE, database=owner.setting.database, bus=bus, post=chat.terminal)
    bringing = asyncio.gather(courier.run(), house.run())
    try:
        await chat.run(sys.argv[_ONE_COMMAND:])
    finally:
        bringing.cancel()
        await asyncio.gather(bringing, return_exceptions=True)


class FileNotReadable(DomainError):
    """The file of a picture option can't be read."""

    refusal = Refusal.INVALID
    code = "file-not-readable"
    msgid = N_("I can't read {path}: {reason}.")


class NoSuchButton(DomainError):
    """A number that stands before none of the buttons."""

    refusal = Refusal.INVALID
    code = "button-unknown"
    msgid = N_("There is no button {number} here: they go from 1 to {most}. Type /draw {number} if it shall be drawn.")


class Chat:
    """One conversation at one terminal."""

    def __init__(self, assistant: Assistant, folder: Path) -> None:
        """Name the data folder, in which pictures and history are kept."""
        self._window = new_id().hex[-8:]  # two terminals on one data folder each show what was asked in them
        self._assistant = assistant
        self._face = _who()
        say = speech(assistant.setting, self._turn())
        self.screen = Screen(folder / CONSOLE_PICTURES, say)
        self.terminal = Terminal(self.screen, assistant.setting.store)
        self._history = folder / CONSOLE_HISTORY
        self._said = ""

    @property
    def answers_in(self) -> str:
        """The channel to which this terminal's answers go."""
        return self._turn().answers_in

    async def run(self, words: list[str]) -> None:
        """Answer one command, or whatever is typed until the end."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self.terminal.stop_following)
        if (notice := await self._assistant.first_notice(self._turn())) is not None:
            self.screen.show(notice)
        if words:
            self.screen.stays = False
            await self._command(words[0], " ".join(words[1:]))
        elif sys.stdin.isatty():
            await self._talk()
        else:
            for line in await asyncio.to_thread(sys.stdin.readlines):
                await self.hear(line.strip())

    async def hear(self, line: str) -> None:
        """Answer one line: a command, a button's number, or plain words, which are a prompt."""
        if line.startswith("/"):
            word, _, rest = line[1:].partition(" ")
            await self._command(word, rest.strip())
        elif _NUMBER.fullmatch(line) and self.screen.buttons:
            await self._press_numbered(int(line))
        elif line:
            await self._say(line)

    async def _press_numbered(self, number: int) -> None:
        """Press a button by its number; one that there is not is a slip, not a picture to be paid for."""
        if 1 <= number <= len(self.screen.buttons):
            await self._press(self.screen.buttons[number - 1].action)
        else:
            slip = NoSuchButton(number=number, most=len(self.screen.buttons))
            self.screen.show(Reply(text=self.screen.say.error(slip)))

    async def _press(self, action: str) -> None:
        if action == _DRAW_IT:
            await self._command("draw", self._said)
        else:
            await self._show(await self._assistant.press(self._turn(), action))

    async def _say(self, line: str) -> None:
        """Take plain words: for the house where they are meant so, else as a prompt."""
        heard = await self._assistant.said(self._turn(), line)
        if heard is None:
            await self._command("draw", line)
            return
        self._said = line
        button = Button(self.screen.say.gettext("Draw it"), _DRAW_IT, "🎨")
        await self._show(replace(heard, rows=(*heard.rows, (button,))))

    async def _talk(self) -> None:
        say = self.screen.say
        self.screen.console.print(say.gettext("Describe a picture, or type /help. Leave with /quit."))
        session: PromptSession[str] = PromptSession(
            history=FileHistory(str(self._history)), completer=CommandCompleter(say), complete_while_typing=True
        )
        while True:
            try:
                with patch_stdout(raw=True):
                    line = (await session.prompt_async(HTML("<ansiyellow>❯</ansiyellow> "))).strip()
            except (EOFError, KeyboardInterrupt):
                return
            if line in _WAYS_OUT:
                return
            await self.hear(line)

    async def _command(self, word: str, rest: str) -> None:
        command, rest = find(word, rest)
        if command is None or isinstance(command, Group):
            await self._show(await self._assistant.command(self._turn(), command.name if command else word, {}))
            return
        try:
            said = read(command, rest, paths=True, say=self.screen.say)
            uploads = await asyncio.to_thread(_uploads, command, said.options)
        except DomainError as refusal:
            self.screen.show(Reply(text=self.screen.say.error(refusal)))
            return
        options = dict(said.options)
        if said.missing is not None and sys.stdin.isatty():
            options[said.missing.name] = await self._ask(self.screen.say.gettext(said.missing.description), "")
        await self._show(await self._assistant.command(self._turn(), command.key, options, uploads=uploads))

    async def _show(self, reply: Reply) -> None:
        if reply.form is not None:
            await self._fill(reply.form)
            return
        if reply.job is not None and not reply.pictures and not reply.in_place:
            await self._follow(reply, reply.job)
            return
        self.screen.show(reply)
        if not reply.in_place:  # what changed in place was shown before
            await self.terminal.show_pictures(reply)
        if reply.rows:
            self.screen.offer(reply.rows)
        await self._follow_language()

    async def _follow(self, reply: Reply, job: UUID) -> None:
        """Show the progress of a job until its answer is there or the person presses Ctrl-C."""
        # Each prompt takes the signal for itself and leaves none behind.
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self.terminal.stop_following)
        with self.terminal.following(job, reply):
            await self._assistant.posted(reply, Platform.CONSOLE, message_id=str(job))
            await self.terminal.arrival(job)

    async def _fill(self, form: Form) -> None:
        self.screen.console.print(form.title)
        fields = {field.name: await self._ask(field.label, field.value, hidden=field.secret) for field in form.fields}
        await self._show(await self._assistant.form(self._turn(), form.action, fields))

    async def _ask(self, question: str, default: str, *, hidden: bool = False) -> str:
        session: PromptSession[str] = PromptSession(is_password=hidden)
        try:
            return await session.prompt_async(f"{question}: ", default=default)
        except (EOFError, KeyboardInterrupt):
            return ""

    async def _follow_language(self) -> None:
        """Speak the language that the person may just have chosen."""
        self.screen.say = await self._assistant.language_of(self._turn())

    def _turn(self) -> Turn:
        return Turn(self._face, event=str(new_id()), channel_id=CHANNEL, window=self._window)


def _who() -> Face:
    name = getpass.getuser()
    language = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0]
    return Face(Platform.CONSOLE, name, name, language)


def _uploads(command: Command, options: dict[str, Value]) -> dict[str, Upload]:
    """Read the picture or text that an option names as a file.

    Raises:
        FileNotReadable: there is no such file, or it may not be read.
    """
    option = file_option(command)
    path = options.pop(option.name, None) if option else None
    if option is None or not isinstance(path, str):
        return {}
    file = Path(path).expanduser()
    try:
        check_size(file.stat().st_size)
        return {option.name: Upload(file.name, file.read_bytes())}
    except OSError as error:
        raise FileNotReadable(path=path, reason=error.strerror) from error
