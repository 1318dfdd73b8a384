"""A small story from an idea, without a language model: a beginning, a turn and an ending around the given words.

What comes out is a script to be shown, changed and approved; the same idea and dice make the same story.
"""

import re
from dataclasses import dataclass
from random import Random

from core.comics.plots import FRIENDS, PLOTS, Beat
from core.comics.script import parse
from core.comics.script.model import Say
from core.comics.script.vocabulary import LANGUAGES, Keyword, written
from core.errors import DomainError, Refusal
from core.i18n import N_, NN_

USUAL_PANELS, MOST_PANELS = 4, 9
LONGEST_IDEA = 200
_ABOUT = re.compile(
    r"^(?:a (?:story|comic) (?:about|of)|about|story|comic|komiks o|historia o|historyjka o)\s+", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:an?|the|some|one|jeden|jedna|jedno|pewien|pewna|pewne)\s+", re.IGNORECASE)
# What comes after these words says what the hero does or where, not who it is.
_ENDS = re.compile(
    r"[,;.:!?(]|\s(?:who|that|which|and|with|in|on|at|under|of|wants?|is|goes|has|looks?|tries|finds?|meets?|loses?|"
    r"kt[oó]r\w*|i|oraz|z|ze|w|we|na|pod|nad|przy|chce|jest|idzie|ma|szuka|pr[oó]buje|znajduje|spotyka|gubi)\s",
    re.IGNORECASE,
)  # fmt: skip
_MOST_WORDS = 3
_SOMEBODY = {"en": "SOMEBODY", "pl": "KTOŚ"}
# Before a name that a script would read as its own word (CAMERA, KADR); in Polish by how the name ends.
_THIS = {"en": (("", "THE"),), "pl": (("A", "TA"), ("OEĘ", "TO"), ("", "TEN"))}


class IdeaEmpty(DomainError):
    """No words to make a story of."""

    refusal = Refusal.INVALID
    code = "idea-empty"
    msgid = N_("Tell me in a few words who it is about, for example: a cat who wants to fly.")


class IdeaTooLong(DomainError):
    """More than an idea."""

    refusal = Refusal.INVALID
    code = "idea-too-long"
    msgid, msgid_plural = NN_(
        "An idea has at most {limit} character; this has {length}. Send it as the script instead.",
        "An idea has at most {limit} characters; this has {length}. Send it as the script instead.",
    )
    count = "limit"


@dataclass(frozen=True, slots=True)
class Hero:
    """Whom a story is about: ``name`` as it speaks, ``words`` as it is described."""

    name: str
    words: str


def invent(idea: str, *, panels: int, language: str, dice: Random) -> str:
    """Return a script of 1 to 9 panels about an idea, in "en" or "pl".

    Raises:
        IdeaEmpty, IdeaTooLong: what the person can change.
    """
    words = checked_idea(idea)
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    topic = _ABOUT.sub("", words).rstrip(".!? ")
    hero = hero_of(topic, spoken)
    friend = dice.choice([one for one in FRIENDS[spoken] if one[0].casefold() != hero.name.casefold()])
    plot = dice.choice(PLOTS[spoken])
    fields = {"idea": _sentence(topic), "hero": hero.words, "HERO": hero.name, "FRIEND": friend[0], "friend": friend[1]}
    beats = _chosen(plot, max(1, min(panels, MOST_PANELS)))
    panel = written(Keyword.PANEL, spoken)
    written_panels = [f"{panel} {number}: {_filled(beat, fields)}" for number, beat in enumerate(beats, 1)]
    return "\n\n".join(written_panels) + "\n"


def checked_idea(idea: str) -> str:
    """Return an idea in one line.

    Raises:
        IdeaEmpty, IdeaTooLong: what the person can change.
    """
    words = " ".join(idea.replace("|", " ").split())
    if not any(letter.isalpha() for letter in words):
        raise IdeaEmpty
    if len(words) > LONGEST_IDEA:
        raise IdeaTooLong(length=len(words), limit=LONGEST_IDEA)
    return words


def hero_of(topic: str, language: str) -> Hero:
    """Return whom an idea in "en" or "pl" is about: its first words up to a verb, a comma or a place."""
    ended = _ENDS.search(f"{topic} ")
    words = (topic[: ended.start()] if ended and ended.start() else topic).split()
    phrase = " ".join(words[: _MOST_WORDS + 1])
    bare = _ARTICLE.sub("", phrase).split()[-_MOST_WORDS:]
    name = " ".join(bare[-1:]).strip("\"'-–—").upper()
    names = (name, f"{_this(name, language)} {name}")
    return Hero(next(filter(_speaks, names), _SOMEBODY[language]), phrase or topic)


def _this(name: str, language: str) -> str:
    return next(word for endings, word in _THIS[language] if not endings or name[-1:] in tuple(endings))


def _speaks(name: str) -> bool:
    """Tell whether a script takes a name for somebody's without a doubt, and not for a word of its own."""
    parsed = parse(f"PANEL 1: .\n{name}: .")
    said = parsed.script.panels[0].items if parsed.script else ()
    return not parsed.diagnostics and [type(item) for item in said] == [Say]


def _chosen(plot: tuple[Beat, ...], count: int) -> list[Beat]:
    """Return so many beats in the plot's order: the most needed ones."""
    needed = sorted(range(len(plot)), key=lambda place: plot[place].need)[:count]
    return [plot[place] for place in sorted(needed)]


def _filled(beat: Beat, fields: dict[str, str]) -> str:
    return "\n".join(line.format(**fields) for line in beat.lines)


def _sentence(topic: str) -> str:
    return topic[:1].upper() + topic[1:]
