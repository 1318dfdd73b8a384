"""What a command is: declared once, from which each platform builds its own form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bots.conversation.replies import Reply, Suggestion
from bots.conversation.turns import Context
from core.roles import Permission

Value = str | int | bool | None
Options = Mapping[str, Value]
Handler = Callable[[Context, Options], Awaitable[Reply]]
Completer = Callable[[Context, str], Awaitable[list[Suggestion]]]


class Kind(StrEnum):
    """What an option takes."""

    TEXT = "text"
    NUMBER = "number"
    PICTURE = "picture"


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
    line where a platform has no named options. A picture reaches the handler as its key in the object store.
    """

    name: str
    description: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    rest: bool = False
    complete: Completer | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``name`` with the catalogue context "command"; ``private`` answers only the asker."""

    name: str
    description: str
    handler: Handler
    options: tuple[Option, ...] = ()
    permission: Permission = Permission.LOOK
    private: bool = True

    def option(self, name: str) -> Option | None:
        """Return an option by its English name."""
        return next((option for option in self.options if option.name == name), None)
