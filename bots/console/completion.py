"""Completion while typing: commands, their options and the options' choices."""

from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bots.conversation.commands import entries
from bots.conversation.declaration import Command, Group
from bots.conversation.folding import fold
from bots.conversation.names import find
from bots.conversation.options import choice_word, option_name, options_by_word
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
        name, space, rest = text[1:].partition(" ")
        if not space:
            return self._entries((entry for entry, _ in entries()), name)
        command, rest = find(name, rest)
        *before, typed = text.split(" ")
        if isinstance(command, Group):
            members = (member for entry, there in entries() if entry is command for member in there)
            return self._entries(members, rest) if " " not in rest else []
        if command is None:
            return []
        return (
            self._choices(command, before[-1], typed) if before[-1].startswith("--") else self._options(command, typed)
        )

    def _entries(self, there: Iterable[Command | Group], typed: str) -> Iterable[Completion]:
        for command in there:
            name = self._say.pgettext("command", command.name)
            if name.startswith(typed):
                yield Completion(name, -len(typed), display_meta=self._say.gettext(command.description))

    def _choices(self, command: Command, word: str, typed: str) -> Iterable[Completion]:
        option = options_by_word(command).get(fold(word.removeprefix("--")))
        if option is None:
            return
        for choice in option.choices:
            word = choice_word(option, choice, self._say)
            if fold(word).startswith(fold(typed)) or choice.value.startswith(typed):
                yield Completion(word, -len(typed), display_meta=self._say.gettext(choice.label))

    def _options(self, command: Command, typed: str) -> Iterable[Completion]:
        for option in command.options:
            if option.rest:
                continue
            word = f"--{option_name(option, self._say)}"
            if typed.startswith("-") and word.startswith(typed):
                yield Completion(word, -len(typed), display_meta=self._say.gettext(option.description))
