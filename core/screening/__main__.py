"""Writes ``rules/forms.json`` anew from simplemma's dictionaries: ``python -m core.screening``."""

import json

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from core.screening.rules import FORMS, LANGUAGES, concepts_of, words_of

_PARTICIPLES = ("cy", "ca", "ce", "cego", "cej", "cych", "cym", "cymi", "cemu", "cą")
_ADJECTIVE = ("a", "e", "ego", "ej", "emu", "ym", "ą", "ych", "ymi", "i")
_FEW = 3


def compiled(language: str, words: set[str]) -> dict[str, list[str]]:
    """Return the inflected forms of lemmas, as far as the language's dictionary knows them."""
    dictionary = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language)
    forms: dict[str, set[str]] = {word: set() for word in words}
    for form, written in dictionary.items():
        lemma = written.lower()  # peoples have capitals there
        if lemma in words:
            forms[lemma].add(form.lower())
            if form.endswith("ą") and lemma.endswith("ć"):
                forms[lemma].update(form + ending for ending in _PARTICIPLES)
    if language == "pl":
        for word in words:
            if len(forms[word]) < _FEW and word[-1] == "y":  # a participle that the dictionary lacks
                forms[word].update(word[:-1] + ending for ending in _ADJECTIVE)
    return {word: sorted(found) for word, found in sorted(forms.items())}


def main() -> None:
    """Compile and write."""
    table = {language: compiled(language, words_of(concepts_of(language))) for language in LANGUAGES}
    FORMS.write_text(json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
