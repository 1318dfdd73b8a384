"""Words of balloons: emphasis read and written, counted, and divided where a balloon is too long."""

import re

from core.comics.script.model import Run, Words

_EMPHASIS = re.compile(r"(?<!\w)_([^_\s](?:[^_]*[^_\s])?)_(?!\w)")
_SENTENCE_END = re.compile(r"[.!?…][\"')]*$")
_CLAUSE_END = re.compile(r"[,;:–—][\"')]*$|^-+$")


def words_of(text: str) -> Words:
    """Return a line's words; what stands between underscores is strong ("I _never_ said that")."""
    runs: list[Run] = []
    pieces = _EMPHASIS.split(text)
    for position, piece in enumerate(pieces):
        if piece:
            runs.append(Run(piece, strong=position % 2 == 1))
    return tuple(runs)


def text_of(words: Words) -> str:
    """Return the line that ``words_of`` reads as these words."""
    return "".join(f"_{run.text}_" if run.strong else run.text for run in words)


def plain(words: Words) -> str:
    """Return the words without their emphasis."""
    return "".join(run.text for run in words)


def count(words: Words) -> int:
    """Return how many words these are."""
    return len(plain(words).split())


def divided(words: Words, most: int) -> tuple[Words, Words]:
    """Return the words in two parts of at most ``most`` each.

    They part at the sentence's end nearest to the middle, else at a clause's, else between two words. There must be
    at most twice as many words as ``most``.
    """
    spoken = plain(words).split()
    first, last = max(1, len(spoken) - most), min(most, len(spoken) - 1)
    middle = len(spoken) / 2
    by_distance = sorted(range(first, last + 1), key=lambda place: abs(place - middle))
    for end in (_SENTENCE_END, _CLAUSE_END):
        for place in by_distance:
            if end.search(spoken[place - 1]):
                return _cut(words, place)
    return _cut(words, by_distance[0])


def _cut(words: Words, place: int) -> tuple[Words, Words]:
    """Divide after ``place`` words; a strong run that is cut stays strong on both sides."""
    offset = _offset(plain(words), place)
    before: list[Run] = []
    after: list[Run] = []
    begin = 0
    for run in words:
        head = run.text[: max(0, offset - begin)]
        tail = run.text[max(0, offset - begin) :]
        before += [Run(head, run.strong)] if head else []
        after += [Run(tail, run.strong)] if tail else []
        begin += len(run.text)
    return _trimmed(before), _trimmed(after)


def _offset(text: str, place: int) -> int:
    """Return where the blank after so many words stands."""
    ends = [found.end() for found in re.finditer(r"\S+", text)]
    return ends[place - 1]


def _trimmed(runs: list[Run]) -> Words:
    if not runs:
        return ()
    runs[0] = Run(runs[0].text.lstrip(), runs[0].strong)
    runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].strong)
    kept = tuple(run for run in runs if run.text)
    return kept if len(kept) == len(runs) else _trimmed(list(kept))
