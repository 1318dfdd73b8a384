"""Completion while typing: commands, their options and the options' choices."""

from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bots.conversation.commands import COMMANDS
from bots.conversation.declaration import Command
from bots.conversation.names import commands_by_word, fold, option_name, options_by_word
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
        command = commands_by_word().get(fold(name))
        *before, typed = text.split(" ")
        if command is None:
            return []
        return (
            self._choices(command, before[-1], typed) if before[-1].startswith("--") else self._options(command, typed)
        )

    def _commands(self, typed: str) -> Iterable[Completion]:
        for command in COMMANDS:
            name = self._say.pgettext("command", command.name)
            if name.startswith(typed):
                yield Completion(name, -len(typed), display_meta=self._say.gettext(command.description))

    def _choices(self, command: Command, word: str, typed: str) -> Iterable[Completion]:
        option = options_by_word(command).get(fold(word.removeprefix("--")))
        for choice in option.choices if option else ():
            if choice.value.startswith(typed):
                yield Completion(choice.value, -len(typed), display_meta=self._say.gettext(choice.label))

    def _options(self, command: Command, typed: str) -> Iterable[Completion]:
        for option in command.options:
            if option.rest:
                continue
            word = f"--{option_name(option, self._say)}"
            if typed.startswith("-") and word.startswith(typed):
                yield Completion(word, -len(typed), display_meta=self._say.gettext(option.description))
