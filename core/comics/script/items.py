"""From drafts of balloons, captions and sounds to the items of a panel: counted, divided, joined."""

from collections.abc import Iterator

from core.comics.script import faults
from core.comics.script.drafting import ItemDraft, PanelDraft
from core.comics.script.letters import unwritable
from core.comics.script.model import Caption, Item, Say, Sound, Voice, Words
from core.comics.script.modifiers import SHOWN, Findings
from core.comics.script.vocabulary import Keyword, written
from core.comics.script.words import count, divided, plain, words_of

WORDY_BALLOON = 25
LONGEST_BALLOON = 40
WORDY_PANEL = 50
LONGEST_PANEL = 80
MOST_ITEMS = 7
LONGEST_WORD = 40
_SHOWN_OF_WORD = 12
_SHOWN_LETTERS = 10
_LOUD_LETTERS = 4


def items_of(panel: PanelDraft, findings: Findings) -> tuple[Item, ...]:
    """Return a panel's items in reading order; too many of them or of their words are noted."""
    befores = [None, *panel.items]
    items = tuple(
        item for draft, before in zip(panel.items, befores, strict=False) for item in _made(draft, before, findings)
    )
    words = sum(count(item.words) for item in items)
    if len(items) > MOST_ITEMS:
        findings.note(faults.PANEL_FULL, panel.line, number=len(items), items=len(items), most=MOST_ITEMS)
    if words > LONGEST_PANEL:
        findings.note(faults.PANEL_LONG, panel.line, number=words, words=words, most=LONGEST_PANEL)
    elif words > WORDY_PANEL:
        findings.note(faults.PANEL_WORDY, panel.line, number=words, words=words)
    return items


def _made(draft: ItemDraft, before: ItemDraft | None, findings: Findings) -> Iterator[Item]:
    words = words_of(draft.text)
    if not words:
        findings.note(faults.EMPTY, draft.line, name=draft.heading)
        return
    _check_words(plain(words), draft.line, findings)
    how = draft.manner
    match draft.keyword:
        case Keyword.CAPTION:
            for part in _parts(words, draft, findings):
                yield Caption(part, how.place, draft.line)
        case Keyword.SOUND:
            yield Sound(words, how.place, loud=how.loud, small=how.small, line=draft.line)
        case _:
            yield from _said(words, draft, before, findings)


def _check_words(text: str, line: int, findings: Findings) -> None:
    """Note a word that no balloon could hold (hyphens part it), and letters that no font has."""
    for word in text.replace("-", " ").split():
        if len(word) > LONGEST_WORD:
            findings.note(faults.WORD_LONG, line, number=LONGEST_WORD, word=word[:_SHOWN_OF_WORD], most=LONGEST_WORD)
            break
    if unknown := unwritable(text):
        findings.note(faults.LETTERS, line, number=len(unknown), letters=" ".join(unknown[:_SHOWN_LETTERS]))


def _said(words: Words, draft: ItemDraft, before: ItemDraft | None, findings: Findings) -> Iterator[Say]:
    how = draft.manner
    if not how.given and _sounds_loud(plain(words)):
        shout = written(Voice.SHOUT, findings.language)
        findings.note(faults.SHOUT, draft.line, words=plain(words)[:SHOWN], name=draft.name, modifier=shout)
    joined = draft.again and before is not None and before.name == draft.name
    for part in _parts(words, draft, findings):
        yield Say(draft.name, part, how.voice, how.place, joined, how.loud, how.small, draft.line)
        joined = True


def _parts(words: Words, draft: ItemDraft, findings: Findings) -> tuple[Words, ...]:
    """Return the words in one part, or in two where one balloon would be too big."""
    number = count(words)
    if number > LONGEST_BALLOON:
        findings.note(faults.BALLOON_LONG, draft.line, number=number, words=number, most=LONGEST_BALLOON)
    elif number > WORDY_BALLOON:
        findings.note(faults.BALLOON_SPLIT, draft.line, number=number, words=number)
        return divided(words, WORDY_BALLOON)
    return (words,)


def _sounds_loud(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return "!!!" in text or (len(letters) >= _LOUD_LETTERS and all(letter.isupper() for letter in letters))
