"""Completion while typing: commands, their options and the options' choices."""

from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bots.conversation.commands import COMMANDS
from bots.conversation.declaration import Command, Kind
from bots.conversation.typed import find_command
from core.i18n import Translator


class CommandCompleter(Completer):
    """Completes what the declaration knows."""

    def __init__(self, say: Translator) -> None:
        """Take the language in which names are offered."""
        self._say = say

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Offer commands at the start of the line, then options and choices."""
        del complete_event
        text = document.text_before_cursor
        if not text.startswith("/"):
            return []
        name, space, _ = text[1:].partition(" ")
        if not space:
            return self._commands(name)
        command = find_command(name)
        return self._options(command, text.rpartition(" ")[2]) if command else []

    def _commands(self, typed: str) -> Iterable[Completion]:
        for command in COMMANDS:
            name = self._say.pgettext("command", command.name)
            if name.startswith(typed):
                yield Completion(name, -len(typed), display_meta=self._say.gettext(command.description))

    def _options(self, command: Command, typed: str) -> Iterable[Completion]:
        for option in command.options:
            if option.rest or option.kind is Kind.PICTURE:
                continue
            name = self._say.pgettext("option", option.name)
            words = [f"{name}:{choice.value}" for choice in option.choices] or [f"{name}:"]
            for word in words:
                if typed and word.startswith(typed):
                    yield Completion(word, -len(typed), display_meta=self._say.gettext(option.description))
