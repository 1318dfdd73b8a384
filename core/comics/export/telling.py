"""A page in words: what it shows, tells and says, in reading order, for those who don't see it."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from core.comics.script.model import Caption, Item, Panel, Say, Sound, Voice, Words
from core.i18n import N_, Translator, translator

_MANNERS = {
    Voice.WHISPER: N_("{speaker} (whispering): {words}"),
    Voice.SHOUT: N_("{speaker} (shouting): {words}"),
    Voice.THOUGHT: N_("{speaker} (thinking): {words}"),
    Voice.OFF: N_("{speaker} (out of sight): {words}"),
    Voice.VOICE_OVER: N_("{speaker} (voice-over): {words}"),
    Voice.RADIO: N_("{speaker} (over the radio): {words}"),
}


def told(panels: Sequence[Panel], language: str, *, shown: Sequence[str] = ()) -> str:
    """Return the alt text of a page, one line a panel.

    Args:
        panels: the page's panels in reading order.
        language: the comic's own, "en" or "pl".
        shown: what each picture shows, where that is known better than from the writer's description.
    """
    say = translator(language)
    pictures = list(shown) or [panel.description for panel in panels]
    lines = (
        " ".join(_panel(number, panel, picture, say))
        for number, (panel, picture) in enumerate(zip(panels, pictures, strict=True), 1)
    )
    return "\n".join(lines)


def _panel(number: int, panel: Panel, picture: str, say: Translator) -> Iterator[str]:
    yield say.gettext("Panel {number}.", number=number)
    if picture.strip():
        yield _ended(picture.strip())
    for item in panel.items:
        yield _item(item, say)


def _item(item: Item, say: Translator) -> str:
    words = plain(item.words)
    match item:
        case Caption():
            return say.gettext("Caption: {words}", words=words)
        case Sound():
            return say.gettext("Sound: {words}", words=words)
        case Say():
            if item.voice is Voice.SPEECH:
                return f"{item.speaker}: {words}"
            return say.gettext(_MANNERS[item.voice], speaker=item.speaker, words=words)
        case _:
            assert_never(item)


def plain(words: Words) -> str:
    """Return words without their emphasis, on one line."""
    return " ".join("".join(run.text for run in words).split())


def _ended(sentence: str) -> str:
    return sentence if sentence[-1] in ".!?…" else f"{sentence}."
