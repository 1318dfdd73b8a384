"""``/cast``: characters that keep their looks over panels and comics."""

from io import BytesIO
from typing import cast

from PIL import Image

from bots.conversation.declaration import Options
from bots.conversation.replies import Picture, Reply, Suggestion
from bots.conversation.turns import Context
from core.comics import cast as characters
from core.comics import queries
from core.comics.models import Character
from core.comics.script.vocabulary import fold
from core.jobs.permits import require_making
from core.roles import Permission, require
from core.storage import MissingObject

_SUGGESTIONS = 25


async def add(context: Context, options: Options) -> Reply:
    """Add a character, or give one other looks."""
    require_making(context.person, closed=context.closed)
    name, looks = _text(options, "name"), _text(options, "looks")
    if not looks and "=" in name:
        name, _, looks = name.partition("=")
    picture = _text(options, "picture") or None
    if picture is not None:
        require(context.person.role, Permission.REFERENCE, closed=context.closed)
        known = await queries.characters(context.session, context.person.id, [fold(name)])
        looks = looks or (known[0].looks if known else "")
    added = await characters.add(
        context.session, context.person, name, looks=looks, picture=picture, now=context.now, allowed=context.allowed
    )
    text = context.say.gettext("{name} is in your cast and looks so in every comic from now on.", name=added.name)
    return Reply(text=text, quote=added.looks, pictures=await _portrait(context, added), private=True)


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
    return Reply(text=found.name, quote=found.looks, pictures=await _portrait(context, found), private=True)


async def _portrait(context: Context, one: Character) -> tuple[Picture, ...]:
    """Return the picture of a character, veiled since nobody has rated it; none where the store has lost it."""
    if one.picture is None:
        return ()
    try:
        data = await context.setting.store.get(one.picture)
    except MissingObject:
        return ()
    with Image.open(BytesIO(data)) as seen:
        width, height = seen.size
    return (Picture(one.picture, "image/png", "character.png", width, height, len(data), one.name, spoiler=True),)


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
