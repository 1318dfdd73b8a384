"""From a model's story or dialogue to a script in our own grammar, which our own parser has read without an error."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.comics.script import FILE, Parsed, format_script, parse
from core.comics.script.model import Caption, Item, Page, Panel, Run, Say, Script, Sound, Voice
from core.comics.script.statements import LONGEST_NAME, is_name
from core.comics.script.vocabulary import HEADERS, KEYWORDS, RESERVED, Keyword, fold
from core.i18n import translator
from core.jobs.writing import Writing
from core.writing.answers import Dialogue, Line, Story, Unreadable

_VOICES = {"say": Voice.SPEECH, "think": Voice.THOUGHT, "shout": Voice.SHOUT, "whisper": Voice.WHISPER}
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("():=;|*_/", " "))
_FAULTS_TOLD = 6


def script_of(story: Story, writing: Writing) -> str:
    """Return the script of a story.

    Raises:
        Unreadable: our parser finds mistakes in it; says which.
    """
    known = {fold(name): name for name in writing.cast}
    panels = tuple(Panel(described(panel.shows), tuple(_items(panel.lines, known))) for panel in story.panels)
    script = Script((Page(panels),), title=described(story.title), language=writing.language)
    return _checked(script, len(panels))


def with_words(script: Script, told: Dialogue) -> str:
    """Return a script with other words; what is shown, its order and its looks stay.

    Raises:
        Unreadable: it speaks of panels that there are not, or our parser finds mistakes in it.
    """
    names = [*script.cast, *(name for panel in script.panels for name in panel.speakers)]
    known = {fold(name): name for name in names}
    spoken = {panel.number: tuple(_items(panel.lines, known)) for panel in told.panels}
    if extra := [str(number) for number in spoken if number > len(script.panels)]:
        message = f"There is no panel {', '.join(extra)}; the last one is {len(script.panels)}."
        raise Unreadable(message)
    numbers = iter(range(1, len(script.panels) + 1))
    pages = tuple(
        replace(page, panels=tuple(_spoken(panel, spoken.get(next(numbers))) for panel in page.panels))
        for page in script.pages
    )
    return _checked(replace(script, pages=pages), len(script.panels))


def described(text: str) -> str:
    """Return a description that can't be read as anything else: a colon would announce who speaks."""
    words = text.replace(":", " –").replace("|", " ").replace("_", " ").replace("*", " ").replace("//", "/")
    return " ".join(words.split()).lstrip("#-–—/ ")


def _spoken(panel: Panel, items: tuple[Item, ...] | None) -> Panel:
    """Return a panel with other words; one that nothing was written for, or that would be blank, keeps its own."""
    if items is None or not (items or panel.description):
        return panel
    return replace(panel, items=items)


def _items(lines: Iterable[Line], known: Mapping[str, str]) -> Iterable[Item]:
    for line in lines:
        words = (Run(_lettered(line.words)),)
        keyword = KEYWORDS.get(fold(line.who))
        if not words[0].text:
            continue
        if line.how == "sound" or keyword is Keyword.SOUND:
            yield Sound(words)
        elif line.how == "caption" or keyword or not (name := _name(line.who, known)):
            yield Caption(words)
        else:
            yield Say(name, words, _VOICES[line.how])


def _name(told: str, known: Mapping[str, str]) -> str:
    """Return who speaks as the Cast spells it, else in capitals; "" for nobody."""
    name = " ".join(told.translate(_NOT_IN_NAMES).split())[:LONGEST_NAME].strip()
    if fold(name) in known:
        return known[fold(name)]
    is_word = fold(name) in KEYWORDS or fold(name) in HEADERS or fold(name) in RESERVED
    return name.upper() if name and is_name(name) and not is_word else ""


def _lettered(text: str) -> str:
    """Return words as a balloon holds them: bars and underscores mean something in scripts."""
    return " ".join(text.replace("|", " ").replace("_", " ").split()).lstrip(":/ ")


def _checked(script: Script, panels: int) -> str:
    """Return a script's text once our parser takes it for the same number of panels.

    Raises:
        Unreadable: with what the parser says, for another try.
    """
    text = format_script(script)
    parsed = parse(text, limits=FILE, language=script.language)
    if parsed.script is None:
        raise Unreadable(_faults(parsed))
    if len(parsed.script.panels) != panels:
        message = f"The script reads as {len(parsed.script.panels)} panels, not {panels}. Use plainer sentences."
        raise Unreadable(message)
    return format_script(parsed.script)


def _faults(parsed: Parsed) -> str:
    say = translator("en")
    return "\n".join(f"Line {found.line}: {found.sentence(say)}" for found in parsed.errors[:_FAULTS_TOLD])
