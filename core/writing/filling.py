"""Words for panels that have none, without a language model: plain ones that fit anywhere in a story."""

from dataclasses import replace
from random import Random

from core.comics.script import format_script
from core.comics.script.model import Caption, Panel, Run, Say, Script
from core.comics.script.vocabulary import fold
from core.errors import DomainError, Refusal
from core.i18n import N_

_BEGIN, _MIDDLE, _END = range(3)
_SAID: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("Here we go.", "What a morning.", "Something is different today."),
        ("Wait... what was that?", "I did not expect this.", "One more try.", "Look at that!", "Now what?"),
        ("That was worth it.", "Let's go home.", "And nobody will believe it."),
    ),
    "pl": (
        ("No to zaczynamy.", "Co za poranek.", "Coś się dziś zmieniło."),
        ("Chwila... co to było?", "Tego się nie da przewidzieć.", "Jeszcze jedna próba.", "Patrzcie!", "I co teraz?"),
        ("Było warto.", "Wracamy do domu.", "Nikt w to nie uwierzy."),
    ),
}
_TOLD: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (("It began quietly.",), ("A little later...", "Meanwhile...", "Then it happened."), ("The end.",)),
    "pl": (("Zaczęło się spokojnie.",), ("Chwilę później...", "Tymczasem...", "I wtedy się stało."), ("Koniec.",)),
}


class NothingToFill(DomainError):
    """Every panel has words already, and nobody here could write others."""

    refusal = Refusal.UNAVAILABLE
    code = "nothing-to-fill"
    msgid = N_(
        "Every panel has words, and no language model here writes others. Change them yourself with Edit script."
    )


def fill(script: Script, *, dice: Random) -> str:
    """Return the script with words in every panel that had none: said by who is there, else told.

    Raises:
        NothingToFill: there is no such panel.
    """
    panels = script.panels
    if all(panel.items for panel in panels):
        raise NothingToFill
    names = list(dict.fromkeys([*script.cast, *(name for panel in panels for name in panel.speakers)]))
    filled = iter(
        [
            _filled(panel, _part(at, len(panels)), names=names, language=script.language, dice=dice)
            for at, panel in enumerate(panels)
        ]
    )
    pages = tuple(replace(page, panels=tuple(next(filled) for _ in page.panels)) for page in script.pages)
    return format_script(replace(script, pages=pages))


def _filled(panel: Panel, part: int, *, names: list[str], language: str, dice: Random) -> Panel:
    if panel.items:
        return panel
    told = fold(panel.description)
    speaker = next((name for name in names if fold(name) in told), "")
    if speaker:
        return replace(panel, items=(Say(speaker, (Run(dice.choice(_SAID[language][part])),)),))
    return replace(panel, items=(Caption((Run(dice.choice(_TOLD[language][part])),)),))


def _part(at: int, count: int) -> int:
    """Return whether a panel begins a story, is in its middle or ends it."""
    if at == 0:
        return _BEGIN
    return _END if at == count - 1 else _MIDDLE
