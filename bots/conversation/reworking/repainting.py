"""Changing a part of a picture: ``/repaint`` with a mask, or with the name of what is to change."""

import asyncio
from typing import cast

from bots.conversation.declaration import Options
from bots.conversation.folding import fold
from bots.conversation.replies import Reply
from bots.conversation.reworking.subject import Subject, subject_of
from bots.conversation.reworking.submitting import hand_in, known_models, wished_reach
from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.editing import Edit, Mode
from core.jobs.specs import Wish, draw_spec
from core.pictures.masks import Box, mask_of
from core.storage import Store

_NAMES = ("words", "name", "concept")  # of a thing in a scene graph
_ROOM = 0.08  # of a thing's size, that is repainted around it, so that nothing of its edge stays


class WhichPart(DomainError):
    """Neither a mask nor a thing."""

    refusal = Refusal.INVALID
    code = "which-part"
    msgid = N_("Which part shall change? Name a thing in the picture, or send a mask: white where it changes.")


class ThingNotFound(DomainError):
    """The scene knows nothing of that name."""

    refusal = Refusal.INVALID
    code = "thing-not-found"
    msgid = N_("I can't find “{thing}” in this picture. There are: {known}.")


class SceneUnknown(DomainError):
    """Nobody knows what is where in the picture."""

    refusal = Refusal.INVALID
    code = "scene-unknown"
    msgid = N_("I don't know what is where in this picture. Send a mask with it: white where it changes, else black.")


async def repaint(context: Context, options: Options) -> Reply:
    """Draw a part of a picture anew by other words."""
    subject = await subject_of(context, options)
    mask = cast("str | None", options.get("mask"))
    thing = cast("str | None", options.get("thing"))
    if not mask and not thing:
        raise WhichPart
    boxes = [] if mask else boxes_of(subject, thing or "")
    wish = Wish(
        prompt=cast("str", options.get("prompt") or ""),
        style=subject.spec.style or None if subject.spec else None,
        model=cast("str | None", options.get("model")),
        seed=cast("int | None", options.get("seed")),
        reference=subject.key,
        size=subject.size,
        strength=cast("int | None", options.get("strength")) or 100,
        edit=Edit(mode=Mode.INPAINT),
    )
    spec = draw_spec(wish, await known_models(context), dice=context.dice)  # refused before a mask is drawn
    key = mask or await _kept(context.setting.store, subject.size, boxes)
    masked = spec.model_copy(update={"edit": Edit(mode=Mode.INPAINT, mask=key)})
    return await hand_in(context, masked, wished_reach(context, options.get("visibility")))


def boxes_of(subject: Subject, thing: str) -> list[Box]:
    """Return where a thing stands in a picture by its scene graph; several of a name all count.

    Raises:
        SceneUnknown: the picture has none.
        ThingNotFound: nothing in it is called so, in either language.
    """
    scene = (subject.media.scene if subject.media else None) or {}
    things = [one for one in scene.get("things", ()) if isinstance(one, dict) and one.get("box")]
    if not things:
        raise SceneUnknown
    wanted = fold(thing)
    found = [
        one for one in things if wanted in {fold(str(one.get(name) or "")) for name in ("words", "name", "concept")}
    ]
    if not found:
        known = ", ".join(dict.fromkeys(str(one.get("words") or one.get("concept")) for one in things))
        raise ThingNotFound(thing=thing[:60], known=known[:300])
    return [_around(Box(*(float(side) for side in one["box"]))) for one in found]


def _around(box: Box) -> Box:
    across, down = (box.right - box.left) * _ROOM, (box.bottom - box.top) * _ROOM
    return Box(box.left - across, box.top - down, box.right + across, box.bottom + down)


async def _kept(store: Store, size: tuple[int, int], boxes: list[Box]) -> str:
    return await store.put(await asyncio.to_thread(mask_of, size, boxes), "image/png")
