"""Buttons and forms that outlive every restart: their custom_id is the action string itself."""

import re
from typing import Protocol, Self, cast

import discord
from discord import ui

from bots.conversation.replies import Button, Form, Reply, Tone
from bots.discord.rendering import LONGEST_LABEL, rows, shortened
from bots.discord.turns import PREFIX, Said

_STYLES = {
    Tone.PLAIN: discord.ButtonStyle.secondary,
    Tone.STRONG: discord.ButtonStyle.primary,
    Tone.DANGER: discord.ButtonStyle.danger,
}
_LONGEST_TITLE = 45
_LONGEST_FIELD = 4000
_MOST_FIELDS = 5


class PressTaker(Protocol):
    """The client that answers presses; discord.py gives a button no other way to its surroundings."""

    async def take_press(self, interaction: Said, action: str) -> None:
        """Answer a press of the button with this action string."""


class ActionButton(ui.DynamicItem[ui.Button[ui.View]], template=r"ik:(?P<action>.{1,90})"):
    """A button of ours, recognised by its custom_id in any message of any age."""

    def __init__(self, button: Button, *, row: int | None = None) -> None:
        """Draw the button."""
        self.action = button.action
        super().__init__(
            ui.Button(
                label=shortened(button.label, LONGEST_LABEL) or None,
                style=_STYLES[button.tone],
                emoji=button.emoji or None,
                custom_id=PREFIX + button.action,
                row=row,
            )
        )

    @classmethod
    async def from_custom_id(cls, _interaction: Said, _item: ui.Item[ui.View], match: re.Match[str], /) -> Self:
        """Make the button again from what a press tells of it."""
        return cls(Button("·", match["action"]))

    async def callback(self, interaction: Said) -> None:
        """Hand the press on."""
        await cast("PressTaker", interaction.client).take_press(interaction, self.action)


def view_of(reply: Reply, *, with_links: bool = True) -> ui.View | None:
    """Return the buttons of an answer, or None where there are none.

    The view is stopped at once: discord.py need not keep it in memory, presses are recognised by pattern.
    """
    view = ui.View(timeout=None)
    for number, row in enumerate(rows(reply)):
        for button in row:
            if button.action:
                view.add_item(ActionButton(button, row=number))
            elif with_links:
                view.add_item(_link(button, number))
    view.stop()
    return view if view.children else None


def modal_of(form: Form) -> ui.Modal:
    """Return a form as a modal; stopped like every view, its answer is recognised by its custom_id."""
    modal = ui.Modal(title=shortened(form.title, _LONGEST_TITLE), custom_id=PREFIX + form.action, timeout=None)
    for field in form.fields[:_MOST_FIELDS]:
        most = min(field.most, _LONGEST_FIELD)
        text: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id=field.name,
            style=discord.TextStyle.paragraph if field.long else discord.TextStyle.short,
            default=field.value[:most] or None,
            required=field.required,
            max_length=most,
        )
        modal.add_item(ui.Label(text=shortened(field.label, _LONGEST_TITLE), component=text))
    modal.stop()
    return modal


def filled(data: object) -> dict[str, str]:
    """Return the fields of a submitted modal by name, however deep the layout nests them."""
    found: dict[str, str] = {}
    if isinstance(data, list):
        for part in data:
            found |= filled(part)
    elif isinstance(data, dict):
        if isinstance(data.get("value"), str) and isinstance(data.get("custom_id"), str):
            found[data["custom_id"]] = data["value"]
        found |= filled(data.get("components")) | filled(data.get("component"))
    return found


def _link(button: Button, row: int) -> ui.Button[ui.View]:
    label = shortened(button.label, LONGEST_LABEL) or None
    return ui.Button(label=label, emoji=button.emoji or None, url=button.url, row=row)
