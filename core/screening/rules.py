"""The rules as data: concepts as lemmas in each language, and which concepts together are refused.

``rules/*.toml`` are written by hand; ``rules/forms.json`` holds the inflected forms of their lemmas, taken once from
simplemma's dictionaries by ``python -m core.screening`` (the Polish one takes 400 MB and four seconds to open, too
much for a small box at every start).
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.screening.folding import fold
from core.screening.reasons import Category

FOLDER = Path(__file__).parent / "rules"
FORMS = FOLDER / "forms.json"
LANGUAGES = ("en", "pl")
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Concepts that are refused together within so many words; not where ``unless`` stands as near."""

    name: str
    category: Category
    concepts: tuple[str, ...]
    within: int
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: which lemmas a folded form may be, and which phrases of lemmas (by their first) mean what."""

    lemmas: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[Phrase, str], ...]]


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of everything that is looked for."""

    version: int
    rules: tuple[Rule, ...]
    lexicons: Mapping[str, Lexicon]


@cache
def standing_rules() -> Rules:
    """Return the rules that came with this version, read once."""
    told = tomllib.loads((FOLDER / "rules.toml").read_text(encoding="utf-8"))
    forms = json.loads(FORMS.read_text(encoding="utf-8"))
    return Rules(
        version=told["version"],
        rules=tuple(
            Rule(row["name"], Category(row["category"]), tuple(row["concepts"]), row["within"], row.get("unless"))
            for row in told["rules"]
        ),
        lexicons={language: _lexicon(concepts_of(language), forms[language]) for language in LANGUAGES},
    )


def concepts_of(language: str) -> dict[str, list[str]]:
    """Return the concepts of a language as they are written: phrases of lemmas, words parted by blanks."""
    found: dict[str, list[str]] = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return found


def words_of(concepts: Mapping[str, Iterable[str]]) -> set[str]:
    """Return every lemma that occurs in a language's concepts."""
    return {word for phrases in concepts.values() for phrase in phrases for word in phrase.split()}


def _lexicon(concepts: Mapping[str, Iterable[str]], forms: Mapping[str, list[str]]) -> Lexicon:
    lemmas: dict[str, set[str]] = {}
    for lemma in words_of(concepts):
        for form in (lemma, *forms.get(lemma, ())):
            lemmas.setdefault(fold(form), set()).add(lemma)
    phrases: dict[str, list[tuple[Phrase, str]]] = {}
    for concept, written in concepts.items():
        for phrase in written:
            words = tuple(phrase.split())
            phrases.setdefault(words[0], []).append((words, concept))
    return Lexicon(
        {form: frozenset(found) for form, found in lemmas.items()},
        {first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in phrases.items()},
    )
