"""What pictures show: from the words of a prompt to tags that mean the same in each language.

``things.txt`` is written from the storyboard's vocabulary: ``python -m tests.core.gallery.test_things``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.gallery.words import forms, set_of
from core.words import cut, tokens

THINGS = Path(__file__).parent / "things.txt"
_LANGUAGES = ("en", "pl")
_LONGEST_PHRASE = 4
_LEAST = 3
_SAID_ONLY = {  # words by which a prompt tells its language
    "en": set_of("the of and with by a an is are from over into under on at for to as its his her"),
    "pl": set_of("i w z na do od za pod nad przy po ze we ktory ktora jest sa obok przed miedzy czyta"),
}


@dataclass(frozen=True, slots=True)
class Things:
    """The vocabulary: ``names`` tells by language what a thing is called, ``phrases`` by language what words mean.

    ``endless`` holds words of one piece without their endings, ``concepts`` what the storyboard calls each thing.
    """

    concepts: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Mapping[tuple[str, ...], str]]
    endless: Mapping[str, Mapping[str, str]]

    def name(self, thing: str, locale: str) -> str | None:
        """Return what a thing is called, or None for what the vocabulary doesn't have."""
        return self.names.get(locale, self.names["en"]).get(thing)

    def meant(self, words: str, locale: str = "en") -> str | None:
        """Return the thing that a whole phrase names in a language, or else in another ("rower" is two things)."""
        key = tuple(tokens(words))
        languages = sorted(_LANGUAGES, key=lambda language: language != locale)
        for language in languages:
            if found := self.phrases[language].get(key):
                return found
        forms_of = (self._one(key[0], language) for language in languages if len(key) == 1)
        return next((thing for thing in forms_of if thing), None)

    def senses(self, token: str) -> list[str]:
        """Return all things that a folded word may name, in any language and form."""
        found = [self._one(token, language) for language in _LANGUAGES]
        return list(dict.fromkeys(thing for thing in found if thing))

    def found(self, text: str) -> list[str]:
        """Return the things that a text names, each once, in its language as far as that can be told."""
        words = tokens(text)
        named = list(dict.fromkeys(self._read(words, self._language(words))))
        return named or list(dict.fromkeys(thing for language in _LANGUAGES for thing in self._read(words, language)))

    def _read(self, words: Sequence[str], language: str) -> Iterator[str]:
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST_PHRASE, len(words) - at), 1, -1):
                if thing := self.phrases[language].get(tuple(words[at : at + length])):
                    yield thing
                    at += length - 1
                    break
            else:
                if thing := self._one(words[at], language):
                    yield thing
            at += 1

    def _one(self, token: str, language: str) -> str | None:
        if len(token) < _LEAST or token in _SAID_ONLY[language]:
            return None
        known = self.phrases[language]
        if exact := known.get((token,)):
            return exact
        for stem in sorted(forms(token), key=lambda form: (-len(form), form)):
            if thing := known.get((stem,)):
                return thing
        return self.endless[language].get(cut(token))

    def _language(self, words: Sequence[str]) -> str:
        def weight(language: str) -> int:
            known = self.phrases[language]
            return sum(2 * (word in _SAID_ONLY[language]) + ((word,) in known) for word in words)

        return max(_LANGUAGES, key=weight)


@cache
def things() -> Things:
    """Return the vocabulary, read once a process."""
    rows = [line.split("|") for line in THINGS.read_text(encoding="utf-8").splitlines()]
    spoken = {language: {row[0]: row[2 + at].split(",") for row in rows} for at, language in enumerate(_LANGUAGES)}
    phrases = {language: _phrases(spoken[language]) for language in _LANGUAGES}
    return Things(
        concepts={concept: thing for thing, called, *_ in rows for concept in called.split(",")},
        names={language: {thing: words[0] for thing, words in spoken[language].items()} for language in _LANGUAGES},
        phrases=phrases,
        endless={language: _endless(phrases[language]) for language in _LANGUAGES},
    )


def _phrases(spoken: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], str]:
    """Return what phrases mean; what a thing is mostly called belongs to it, whatever else may be called so."""
    found = {tuple(tokens(words[0])): thing for thing, words in reversed(list(spoken.items()))}
    for thing, words in spoken.items():
        for phrase in words:
            found.setdefault(tuple(tokens(phrase)), thing)
    return found


def _endless(phrases: Mapping[tuple[str, ...], str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, thing in phrases.items():
        if len(key) == 1 and len(cut(key[0])) >= _LEAST:
            found.setdefault(cut(key[0]), thing)
    return found
