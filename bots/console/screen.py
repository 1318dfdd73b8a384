"""What a terminal shows of a reply: text, buttons by number, pictures."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from babel.dates import format_timedelta
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bots.console.pictures import Inline, as_png, blocks, escape_sequence, save, squares, terminal_inline
from bots.conversation.replies import Button, Picture, Reply, Tone
from core.i18n import Translator

_EMBER = "#d9772b"
_INDENT = (0, 0, 0, 2)
_WORTH_SAYING = timedelta(seconds=1)


class Screen:
    """Prints replies and remembers which button has which number."""

    def __init__(self, folder: Path, say: Translator) -> None:
        """Name the folder that pictures are saved in, and the reader's language."""
        self._folder = folder
        self.console = Console(highlight=False, soft_wrap=True)
        self.say = say
        self.buttons: list[Button] = []
        self.stays = True  # whether anybody can press what is offered, after it

    def show(self, reply: Reply) -> None:
        """Print a reply; its buttons get numbers from 1."""
        if reply.text:
            self.console.print(Text(reply.text))
        if reply.quote:
            self.console.print(Padding(Text(reply.quote, style="italic"), _INDENT))
        if reply.eta and (left := reply.eta - datetime.now(UTC)) > _WORTH_SAYING:
            wait = format_timedelta(left, locale=self.say.locale, add_direction=True)
            self.console.print(Text(self.say.gettext("expected {wait}", wait=wait), style="dim"))
        for line in reply.lines:
            self.console.print(Padding(Text(line), _INDENT))
        if reply.small:
            self.console.print(Padding(Text(reply.small, style="dim"), _INDENT))

    def offer(self, rows: Sequence[Sequence[Button]]) -> None:
        """Print buttons, one line a row; they stay valid until the next ones are offered."""
        self.buttons = [button for row in rows for button in row if button.action]
        numbers = {button: number for number, button in enumerate(self.buttons, 1)}
        for row in rows if self.stays else ():
            line = Text("  ")
            for button in row:
                mark = f"[{numbers[button]}]" if button in numbers else ""
                line.append(mark, style=f"bold {_EMBER}")
                line.append(f" {button.emoji} " if button.emoji else " ")
                line.append(button.label, style="bold" if button.tone is Tone.STRONG else "")
                line.append(f" {button.url}   " if button.url else "   ", style="dim")
            self.console.print(line)

    def picture(self, picture: Picture, data: bytes, *, prompt: str, still: bytes = b"") -> None:
        """Save a picture, show it where the terminal can, and print where it lies; a secret one is only shown.

        ``still`` is what is shown of a clip.
        """
        if picture.squares:
            self.console.print(Padding(squares(data, picture.squares), _INDENT, expand=False), soft_wrap=False)
            return
        path = save(data, self._folder, prompt=prompt, extension=picture.name.rpartition(".")[2])
        visible = as_png(still) if picture.moves and still else b"" if picture.moves else data
        inline = terminal_inline(is_terminal=self.console.is_terminal) if visible else Inline.NOT
        if inline is Inline.BLOCKS:
            self.console.print(Padding(blocks(visible), _INDENT), soft_wrap=False)
        elif inline is not Inline.NOT:
            sys.stdout.write(escape_sequence(visible, inline))
        self.console.print(Padding(Text(str(path.resolve()), style=_EMBER), _INDENT))
        if picture.alt:
            self.console.print(Padding(Text(picture.alt, style="dim"), _INDENT))
