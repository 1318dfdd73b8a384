"""Words about a picture: ``/describe`` and its button."""

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Reply
from bots.conversation.reworking.subject import Subject, subject_at, subject_of
from bots.conversation.reworking.submitting import hand_in, known_models
from bots.conversation.turns import Context
from core.jobs.abilities import makes
from core.jobs.specs import Wish, draw_spec
from core.jobs.states import Kind
from core.privacy import Visibility


async def describe(context: Context, options: Options) -> Reply:
    """Say what a picture shows."""
    return await _describe(context, await subject_of(context, options))


async def press_describe(context: Context, action: Action) -> Reply:
    """Say what a picture shows, by button."""
    return await _describe(context, await subject_at(context, action))


async def _describe(context: Context, subject: Subject) -> Reply:
    """Say what is known of a picture; only a picture that nobody knows is looked at by a model.

    A scene graph says what was drawn, and a model what it takes a picture for: the former is right more often.
    """
    known = _known(context, subject)
    if known:
        return Reply(text=known, small=_source(context, subject), private=True)
    cards = [card for card in await known_models(context) if makes(card, Kind.CAPTION)]
    if not cards:
        return Reply(text=_unknown(context, subject), private=True)
    prompt = subject.media.prompt if subject.media else context.say.gettext("A description")
    wish = Wish(prompt, reference=subject.key, size=subject.size, caption=True)
    return await hand_in(context, draw_spec(wish, cards, dice=context.dice), Visibility.PRIVATE)


def _known(context: Context, subject: Subject) -> str:
    if subject.media is None:
        return ""
    alt = subject.media.alt
    return str(alt.get(context.say.locale) or alt.get("en") or "")


def _source(context: Context, subject: Subject) -> str:
    """Say how this is known."""
    if subject.is_scene:
        return context.say.gettext("from the storyboard's own scene")
    return context.say.gettext("from what is kept with the picture")


def _unknown(context: Context, subject: Subject) -> str:
    """Admit that nobody here can see; of a picture that was asked for, its prompt is known at least."""
    say = context.say
    if subject.media is not None and subject.media.prompt:
        return say.gettext(
            "I can't see it: no model here describes pictures. It was asked for with the words: {prompt}",
            prompt=subject.media.prompt,
        )
    return say.gettext("I can't tell what this picture shows: no model here describes pictures.")
