"""What a command is: declared once, from which each platform builds its own form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bots.conversation.actions import Action
from bots.conversation.replies import Reply, Suggestion
from bots.conversation.turns import Context
from core.roles import Permission

Value = str | int | bool | None
Options = Mapping[str, Value]
Handler = Callable[[Context, Options], Awaitable[Reply]]
Completer = Callable[[Context, str], Awaitable[list[Suggestion]]]
Press = Callable[[Context, Action], Awaitable[Reply]]
Submit = Callable[[Context, Action, dict[str, str]], Awaitable[Reply]]


class Kind(StrEnum):
    """What an option takes."""

    TEXT = "text"
    NUMBER = "number"
    PICTURE = "picture"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of an option's fixed values with its English label."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command.

    ``name`` and ``description`` are English and looked up in the catalogues (names with the context "option").
    ``least`` and ``most`` bound a number, or the length of a text. ``rest`` marks the option that takes a whole
    line where a platform has no named options; ``verbatim`` says that it may hold two hyphens of its own. A picture
    reaches the handler as its key in the object store, a file (text only) as what it says.
    """

    name: str
    description: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    rest: bool = False
    verbatim: bool = False
    complete: Completer | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A word before several commands ("/home on", "/home off"); ``name`` with the catalogue context "command"."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``name`` with the catalogue context "command"; ``private`` answers only the asker.

    ``group`` is the word that stands before the name. ``asks`` says that the answer may be a form: Discord shows one
    only as the first answer, so such a command is not deferred at once.
    """

    name: str
    description: str
    handler: Handler
    options: tuple[Option, ...] = ()
    permission: Permission = Permission.LOOK
    private: bool = True
    group: Group | None = None
    asks: bool = False

    @property
    def key(self) -> str:
        """The English words that call it: "draw", "home on"."""
        return f"{self.group.name} {self.name}" if self.group else self.name

    def option(self, name: str) -> Option | None:
        """Return an option by its English name."""
        return next((option for option in self.options if option.name == name), None)


@dataclass(frozen=True, slots=True)
class Feature:
    """What one capability adds to the conversation: its commands, and what its buttons and forms do, by verb.

    ``asking`` are the verbs of buttons that may be answered with a form, ``making`` those that make something new
    and so wait for the notice as a command does.
    """

    commands: tuple[Command, ...] = ()
    presses: Mapping[str, Press] = field(default_factory=lambda: MappingProxyType({}))
    forms: Mapping[str, Submit] = field(default_factory=lambda: MappingProxyType({}))
    asking: frozenset[str] = frozenset()
    making: frozenset[str] = frozenset()
