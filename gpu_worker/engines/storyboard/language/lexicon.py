"""Finds the longest phrase we know at a place in the prompt, in the prompt's language first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from gpu_worker.engines.storyboard.language.declension import decline
from gpu_worker.engines.storyboard.language.forms import (
    english_stems,
    load_forms,
    polish_adjective,
    polish_present,
    stem_match,
    stems,
)
from gpu_worker.engines.storyboard.language.meanings import Meanings, meanings_of
from gpu_worker.engines.storyboard.language.tokens import Token
from gpu_worker.engines.storyboard.language.vocabulary import LANGUAGES, Sense, Vocabulary, read_kinds

# "Brush *its* teeth" is the phrase "brush teeth".
_POSSESSIVES = frozenset({"its", "his", "her", "their", "swoje", "swój", "swoją"})
_LONGEST = 6  # words in the longest phrase of the lists


@dataclass(slots=True)
class _Node:
    senses: tuple[Sense, ...] = ()
    after: dict[str, "_Node"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: its senses, how many tokens it took and in which language."""

    senses: tuple[Sense, ...]
    length: int
    language: str


@dataclass(slots=True)
class Lexicon:
    """Everything we know about words. Built once, only read afterwards."""

    vocabulary: Vocabulary
    forms: dict[str, dict[str, str]]
    roots: dict[str, _Node]
    polish_stems: dict[str, str]
    emoji: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
    pictured: dict[str, dict[str, Sense]] = field(default_factory=lambda: {"en": {}, "pl": {}})
    kinds: dict[str, dict[str, Sense]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # of Polish forms, see `declension`
    meanings: Meanings | None = None

    def keys(self, word: str, language: str) -> list[str]:
        """The word as written and its dictionary form, and English possessives without their 's."""
        found = [word]
        bare = word.removesuffix("'s") if language == "en" else word
        for form in (bare, self.forms[language].get(bare, "")):
            if form and form not in found:
                found.append(form)
        if language == "en":
            found += [stem for stem in english_stems(bare) if stem not in found]
        return found

    def match(self, tokens: list[Token], at: int, language: str) -> Match | None:
        """The longest phrase at a position; the other language is asked when this one knows nothing."""
        if tokens[at].kind == "emoji":
            senses = self.emoji.get(tokens[at].text.replace("\ufe0f", ""), ())
            return Match(senses, 1, language) if senses else None
        other = "pl" if language == "en" else "en"
        found = self._walk(tokens, at, language) or self._guess(tokens[at], language)
        if found or tokens[at].kind != "word":
            return found
        foreign = self._walk(tokens, at, other) or self._guess(tokens[at], other)
        if foreign is None or foreign.senses[0].kind == "function":
            return None
        # Short words of one language look like inflected words of the other: "busy" is no Polish bus.
        own = tokens[at].low in self.roots[other].after
        return foreign if own or len(tokens[at].low) > 4 else None  # noqa: PLR2004

    def _walk(self, tokens: list[Token], at: int, language: str) -> Match | None:
        best: Match | None = None
        nodes = [self.roots[language]]
        for length, token in enumerate(tokens[at : at + _LONGEST], start=1):
            if token.kind not in {"word", "comma"}:
                break
            if length > 1 and token.low in _POSSESSIVES:
                continue
            nodes = self._step(nodes, token, language)
            if not nodes:
                break
            senses = _merged(node.senses for node in nodes)
            if senses:
                best = Match(senses, length, language)
        return best

    def _step(self, nodes: list[_Node], token: Token, language: str) -> list[_Node]:
        parts = token.low.split("-") if "-" in token.low else [token.low]
        for part in parts:
            keys = self.keys(part, language)
            nodes = [node.after[key] for node in nodes for key in keys if key in node.after]
        return nodes

    def _guess(self, token: Token, language: str) -> Match | None:
        """A word known by its Polish ending or by the emoji data."""
        if token.kind != "word":
            return None
        for key in self.keys(token.low, language):
            if sense := self.pictured[language].get(key):
                return Match((sense,), 1, language)
        if language == "en" and (sense := self._kind(token)):
            return Match((sense,), 1, language)
        if language == "pl" and (word := stem_match(token.low, self.polish_stems)):
            node = self.roots["pl"].after.get(word)
            if node and node.senses:
                return Match(node.senses, 1, language)
            if sense := self.pictured["pl"].get(word):
                return Match((sense,), 1, language)
        return None

    def _kind(self, token: Token) -> Sense | None:
        """What a rarer English word is a kind of."""
        keys = self.keys(token.low, "en")
        uses = ("thing", "action", "doing") if token.low.endswith("ing") else ("thing", "action")
        return next((sense for use in uses for key in keys if (sense := self.kinds.get(use, {}).get(key))), None)


def _merged(groups: Iterable[tuple[Sense, ...]]) -> tuple[Sense, ...]:
    seen: dict[tuple[str, str], Sense] = {}
    for group in groups:
        for sense in group:
            seen.setdefault((sense.kind, sense.key), sense)
    return tuple(seen.values())


def build_lexicon(vocabulary: Vocabulary, pictured: Mapping[str, Mapping[str, Sense]], cache: Path) -> Lexicon:
    """Compiles the lists into tries.

    Args:
        vocabulary: our own lists.
        pictured: words that only the emoji data know, by language.
        cache: where the table of inflected forms is kept.
    """
    single: dict[str, list[str]] = {}
    for language in LANGUAGES:
        own = {word for phrase in vocabulary.words[language] for word in phrase}
        single[language] = sorted(own | set(pictured[language]))
    forms = load_forms(single, cache)
    _conjugate(vocabulary, forms["pl"])
    numbers = _decline(vocabulary, pictured["pl"], forms["pl"])
    roots = {language: _trie(vocabulary, forms, language) for language in LANGUAGES}
    nouns = {
        phrase[0]
        for phrase, senses in vocabulary.words["pl"].items()
        if len(phrase) == 1 and senses[0].kind in {"thing", "place", "adjective"}
    }
    lexicon = Lexicon(vocabulary, forms, roots, stems(nouns | set(pictured["pl"])))
    lexicon.kinds, lexicon.numbers = read_kinds(vocabulary), numbers
    lexicon.meanings = meanings_of(vocabulary, cache)
    lexicon.pictured = {language: dict(pictured[language]) for language in LANGUAGES}
    return lexicon


def _conjugate(vocabulary: Vocabulary, forms: dict[str, str]) -> None:
    """Regular forms of our Polish verbs; a word of ours in that form stays what it is."""
    known = vocabulary.words["pl"]
    for phrase, senses in list(known.items()):
        if senses[0].kind != "action":
            continue
        for form in polish_present(phrase[0]):
            if (form,) not in known and (forms.get(form, ""),) not in known:
                forms[form] = phrase[0]


def _decline(vocabulary: Vocabulary, pictured: Mapping[str, Sense], forms: dict[str, str]) -> dict[str, str]:
    """Adds the forms of our Polish nouns that the table lacks; returns the number that each form is in."""
    known = vocabulary.words["pl"]
    nouns = [phrase[0] for phrase, senses in known.items() if len(phrase) == 1 and senses[0].kind in {"thing", "place"}]
    numbers: dict[str, str] = {}
    for noun in [*nouns, *pictured]:
        for form, number in decline(noun).items():
            if (form,) in known:
                continue
            if forms.get(form, form) == form:
                forms[form] = noun
            if forms[form] in {noun, forms.get(noun)}:
                numbers.setdefault(form, number)
    _inflect(vocabulary, forms)
    return numbers


_ADJECTIVES = ("y", "na", "ne", "ski", "ska", "skie", "owa", "owe", "cki", "cka", "ckie", "ta", "te")


def _inflect(vocabulary: Vocabulary, forms: dict[str, str]) -> None:
    """Adds what is missing of adjectives, and of the words of phrases: "okulary przeciwsłoneczne", "nowy jork"."""
    known = vocabulary.words["pl"]
    for phrase, senses in known.items():
        adjective = len(phrase) == 1 and senses[0].kind == "adjective"
        for word in phrase if len(phrase) > 1 or adjective else ():
            others = polish_adjective(word) if word.endswith(_ADJECTIVES) else list(decline(word))
            for form in others:
                if (form,) not in known and (adjective or form not in forms):
                    forms[form] = word


def _trie(vocabulary: Vocabulary, forms: dict[str, dict[str, str]], language: str) -> _Node:
    root = _Node()
    for phrase, senses in vocabulary.words[language].items():
        lemma = tuple(forms[language].get(word, word) for word in phrase)
        # A single word keeps its own form: "leaves" must not swallow "leaf".
        # English forms are brought to their words when they are read; a gamer is no comparative of game.
        alone = len(phrase) == 1 and (language == "en" or lemma in vocabulary.words[language])
        for words in {phrase} if alone else set(product(*zip(phrase, lemma, strict=True))):
            node = root
            for word in words:
                node = node.after.setdefault(word, _Node())
            node.senses = _merged((node.senses, tuple(senses)))
    return root


def detect(tokens: list[Token], lexicon: Lexicon) -> str:
    """The language of a prompt: letters only Polish has, then words known; English when nothing tells."""
    polish = sum(4 for token in tokens if any(char in "ąćęłńóśźż" for char in token.low))
    english = 0
    for token in tokens[:200]:
        if token.kind != "word":
            continue
        polish += _weight(token.low, lexicon, "pl")
        english += _weight(token.low, lexicon, "en")
    return "pl" if polish > english else "en"


def _weight(word: str, lexicon: Lexicon, language: str) -> int:
    node = lexicon.roots[language].after.get(word)
    if node and any(sense.kind == "function" for sense in node.senses):
        return 2
    return 2 if node and node.senses else int(word in lexicon.forms[language])
