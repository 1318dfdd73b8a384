"""``/cast``: characters that keep their looks over panels and comics."""

from typing import cast

from bots.conversation.declaration import Options
from bots.conversation.replies import Reply, Suggestion
from bots.conversation.turns import Context
from core.comics import cast as characters
from core.comics import queries
from core.comics.script.vocabulary import fold
from core.jobs.service import require_making

_SUGGESTIONS = 25


async def add(context: Context, options: Options) -> Reply:
    """Add a character, or give one other looks."""
    require_making(context.person, closed=context.closed)
    name, looks = _text(options, "name"), _text(options, "looks")
    if not looks and "=" in name:
        name, _, looks = name.partition("=")
    added = await characters.add(
        context.session, context.person, name, looks=looks, now=context.now, allowed=context.allowed
    )
    text = context.say.gettext("{name} is in your cast and looks so in every comic from now on.", name=added.name)
    return Reply(text=text, quote=added.looks, private=True)


async def list_all(context: Context, _options: Options) -> Reply:
    """List the characters."""
    found = await queries.cast(context.session, context.person.id)
    if not found:
        return Reply(text=context.say.gettext("Your cast is empty. Add somebody with /cast add."), private=True)
    lines = tuple(f"{one.name} = {one.looks}" for one in found)
    return Reply(text=context.say.gettext("Your cast:"), lines=lines, private=True)


async def show(context: Context, options: Options) -> Reply:
    """Show one character's looks."""
    found = await characters.find(context.session, context.person, _text(options, "name"))
    return Reply(text=found.name, quote=found.looks, private=True)


async def remove(context: Context, options: Options) -> Reply:
    """Take a character out of the cast."""
    gone = await characters.remove(context.session, context.person, _text(options, "name"))
    text = context.say.gettext("{name} is no longer in your cast. Finished comics stay as they are.", name=gone.name)
    return Reply(text=text, private=True)


async def complete(context: Context, typed: str) -> list[Suggestion]:
    """Suggest characters by name."""
    wanted = fold(typed)
    found = await queries.cast(context.session, context.person.id)
    return [Suggestion(one.name, one.name) for one in found if wanted in one.word][:_SUGGESTIONS]


def _text(options: Options, name: str) -> str:
    return (cast("str | None", options.get(name)) or "").strip()
