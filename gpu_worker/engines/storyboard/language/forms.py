"""Inflected forms to dictionary forms, for the words we know.

simplemma's Polish dictionary takes 400 MB and four seconds to open, so the forms of our
own vocabulary are taken out of it once and kept in a cache folder (2 MB, 30 ms to read).
"""

import contextlib
import hashlib
import importlib.metadata
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

Forms = dict[str, dict[str, str]]

# Forms that the dictionary gives to a rarer word, or lacks.
_CORRECTIONS: Forms = {
    "pl": {
        "kota": "kot", "kotem": "kot", "kotu": "kot", "piecze": "piec", "pieką": "piec", "śladów": "ślad",
        "scenie": "scena", "kopie": "kopać", "kopią": "kopać", "arktyce": "arktyka", "miotle": "miotła",
        "miotłę": "miotła", "rybkę": "rybka", "rybkami": "rybka", "monet": "moneta", "polanie": "polana",
        "polany": "polana", "polanę": "polana", "moście": "most", "mostem": "most", "mostu": "most",
        "myszy": "mysz", "myszą": "mysz", "stoi": "stać",
        "stoją": "stać", "stojący": "stać", "stojąca": "stać", "stojące": "stać", "lody": "lody", "lodów": "lody",
        "kotek": "kotek", "kotka": "kotek", "kotki": "kotek", "piłkę": "piłka", "piłka": "piłka", "piłką": "piłka",
        "gra": "grać", "grają": "grać", "je": "jeść", "jedzą": "jeść", "jedzący": "jeść", "jedząca": "jeść",
        "pije": "pić", "piją": "pić", "zamku": "zamek", "zamkiem": "zamek", "mamy": "mama", "mamą": "mama",
        "koni": "koń", "konie": "koń", "koniu": "koń", "psy": "pies", "psem": "pies", "psa": "pies", "psów": "pies",
        "pies": "pies", "lisy": "lis", "lasu": "las", "lesie": "las", "drzewem": "drzewo", "statku": "statek",
        "statkiem": "statek", "balonem": "balon", "balonami": "balon", "róże": "róża", "różę": "róża",
        "myje": "myć", "pali": "palić", "szyje": "szyć", "bije": "bić", "wieży": "wieża", "wieżą": "wieża",
        "wieżę": "wieża", "oczy": "oko", "ludzie": "człowiek", "ludzi": "człowiek", "rogu": "róg",
        "pani": "pani", "panią": "pani", "sowy": "sowa", "lwy": "lew", "lwa": "lew", "lwem": "lew",
        "osły": "osioł", "osła": "osioł", "dni": "dzień", "tortu": "tort", "tortem": "tort", "ryby": "ryba",
        "rybę": "ryba", "rower": "rower", "rowerze": "rower", "rowerem": "rower", "nocy": "noc", "nocą": "nocą",
        "kurę": "kura", "kury": "kura", "kaczki": "kaczka", "fotelu": "fotel", "łódki": "łódka", "łódce": "łódka",
        "dziewczyny": "dziewczyna", "czytając": "czytać", "leje": "lać", "siedzi": "siedzieć", "wody": "woda",
        "stawie": "staw", "stawu": "staw", "wozie": "wóz", "skale": "skała", "dachu": "dach", "morzu": "morze",
        "siostry": "siostra", "braci": "brat", "bracia": "brat", "króla": "król", "królem": "król",
    },
    "en": {
        "wolves": "wolf", "geese": "goose", "mice": "mouse", "leaves": "leaves", "loaves": "loaf", "thieves": "thief",
        "knights": "knight", "riding": "ride", "lying": "lie", "dying": "die", "skiing": "ski", "baking": "bake",
        "people": "person", "men": "man", "women": "woman", "firemen": "fireman", "policemen": "policeman",
        "fishermen": "fisherman", "snowmen": "snowman", "children": "child", "dwarves": "dwarf", "elves": "elf",
        "teddies": "teddy", "witches": "witch", "foxes": "fox", "made": "made", "left": "left", "felt": "felt",
    },
}  # fmt: skip
_PARTICIPLE_ENDINGS = ("cy", "ca", "ce", "cego", "cej", "cych", "cym", "cymi", "cemu", "cą")


def load_forms(vocabulary: Mapping[str, Iterable[str]], cache: Path) -> Forms:
    """The forms of every word of the vocabulary, from the cache or compiled into it (about 8 s, once).

    Args:
        vocabulary: the words in their dictionary form, by language.
        cache: a folder to keep the table in; where it can't be written the table is compiled each time.
    """
    wanted = {language: sorted(set(words)) for language, words in vocabulary.items()}
    version = importlib.metadata.version("simplemma")
    # A changed list of corrections or words makes another table; SHA-256 names it.
    name = hashlib.sha256(json.dumps([wanted, version, 3], sort_keys=True).encode()).hexdigest()[:16]
    path = cache / f"forms-{name}.json"
    if path.is_file():
        forms: Forms = json.loads(path.read_text(encoding="utf-8"))
    else:
        forms = {language: _compile(language, words) for language, words in wanted.items()}
        with contextlib.suppress(OSError):
            _write(path, forms)
    for language, fixes in _CORRECTIONS.items():
        forms[language].update(fixes)
    return forms


def _compile(language: str, words: list[str]) -> dict[str, str]:
    """Every form whose dictionary form is a wanted word, or a wanted word's own dictionary form."""
    dictionary = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language)
    lemmas = {dictionary.get(word, word) for word in words} | set(words)
    forms = {form: lemma for form, lemma in dictionary.items() if lemma in lemmas and form != lemma}
    if language == "pl":
        for form, lemma in list(forms.items()):
            if form.endswith("ą") and lemma.endswith("ć"):
                forms.update({form + ending: lemma for ending in _PARTICIPLE_ENDINGS})
    for word in words:
        # A word that is ours in a form of its own ("kotki", "leaves") stays as it is, unless inflected for us.
        if forms.get(word) not in words:
            forms.setdefault(word, dictionary.get(word, word))
    return forms


def _write(path: Path, forms: Forms) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(forms, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def stem_match(word: str, known: Mapping[str, str]) -> str | None:
    """A known Polish word that differs only in its ending, or None.

    Args:
        word: an unknown word of five letters or more.
        known: four-letter-and-longer stems to dictionary forms, see `stems`.
    """
    if len(word) < 5:  # noqa: PLR2004 -- shorter words share stems by chance
        return None
    for ending, hard in _SOFTENED:
        if word.endswith(ending) and (found := known.get(word.removesuffix(ending) + hard)):
            return found
    for cut in range(1, 5):
        if len(word) - cut < 3:  # noqa: PLR2004 -- same reason
            break
        stem = word[:-cut]
        if word[-cut:] not in _CASE_ENDINGS:
            continue
        # Vowels of the root change in closed syllables: gołąb, gołębie; stół, stołu.
        variants = (stem, "ą".join(stem.rsplit("ę", 1)), "ó".join(stem.rsplit("o", 1)))
        if found := next((known[variant] for variant in variants if variant in known), None):
            return found
    return None


# Consonants that soften before the locative's -e: port, w porcie.
_SOFTENED = (
    ("cie", "t"),
    ("dzie", "d"),
    ("rze", "r"),
    ("dze", "g"),
    ("ce", "k"),
    ("sze", "ch"),
    ("le", "ł"),
    ("ści", "st"),
    ("śnie", "sn"),
)
_CASE_ENDINGS = frozenset(
    [
        "a",
        "ą",
        "e",
        "ę",
        "i",
        "y",
        "o",
        "u",
        "ów",
        "om",
        "em",
        "ami",
        "ach",
        "ie",
        "iem",
        "iom",
        "iami",
        "iach",
        "owi",
        "owie",
        "ego",
        "emu",
        "ej",
        "ych",
        "ym",
        "ymi",
        "im",
        "imi",
        "ich",
        "ia",
        "ię",
        "ią",
        "iu",
    ]
)


def stems(words: Iterable[str]) -> dict[str, str]:
    """Stems of Polish dictionary forms: the word without its last vowel."""
    table: dict[str, str] = {}
    for word in sorted(words):
        stem = word[:-1] if word[-1:] in "aeoyią" else word
        if len(stem) >= 4:  # noqa: PLR2004 -- shorter stems match by chance
            table.setdefault(stem, word)
    return table


def english_stems(word: str) -> list[str]:
    """What a regular English form may come from: "stamping" from stamp or stampe, "hopped" from hop."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004 -- "king" is no form of "k"
            stem = word.removesuffix(ending)
            if ending in {"es", "s"}:
                return [stem, stem[:-1] + "y"] if ending == "es" and stem.endswith("i") else [stem]
            doubled = [stem[:-1]] if stem[-1] == stem[-2] else []
            return [stem, stem + "e", *doubled]
    return []


# How infinitives make the present: (ending, third person singular, plural), longest first; some have two ways.
_CONJUGATIONS = (
    ("ować", "uje", "ują"), ("iwać", "uje", "ują"), ("ywać", "uje", "ują"), ("awać", "aje", "ają"),
    ("ywać", "ywa", "ywają"), ("cieć", "ci", "cą"), ("dzieć", "dzi", "dzą"), ("sieć", "si", "szą"),
    ("rzeć", "rzy", "rzą"), ("żeć", "ży", "żą"), ("szeć", "szy", "szą"), ("czeć", "czy", "czą"), ("leć", "li", "lą"),
    ("nąć", "nie", "ną"), ("sać", "sze", "szą"), ("zać", "że", "żą"), ("pać", "pie", "pią"), ("bać", "bie", "bią"),
    ("kać", "cze", "czą"), ("iać", "ieje", "ieją"), ("dzić", "dzi", "dzą"), ("cić", "ci", "cą"), ("sić", "si", "szą"),
    ("zić", "zi", "żą"), ("ać", "a", "ają"), ("ić", "i", "ią"), ("ić", "ije", "iją"), ("yć", "y", "ą"),
    ("yć", "yje", "yją"), ("ieść", "iesie", "iosą"), ("raść", "radnie", "radną"), ("kłaść", "kładzie", "kładą"),
    ("ryźć", "ryzie", "ryzą"), ("iec", "iegnie", "iegną"), ("iec", "iecze", "ieką"), ("strzyc", "strzyże", "strzygą"),
    ("ciąć", "tnie", "tną"), ("jść", "jdzie", "jdą"), ("iść", "idzie", "idą"), ("chać", "dzie", "dą"),
    ("brać", "bierze", "biorą"), ("prać", "pierze", "piorą"), ("rwać", "rwie", "rwą"), ("spać", "śpi", "śpią"),
    ("paść", "pasie", "pasą"), ("pleść", "plecie", "plotą"), ("trzeć", "trze", "trą"), ("wieźć", "wiezie", "wiozą"),
    ("jechać", "jedzie", "jadą"),
)  # fmt: skip


def polish_present(infinitive: str) -> list[str]:
    """Present and past forms a Polish verb may have, for forms that the dictionary gives to a noun or lacks."""
    past = infinitive.removesuffix("ć").removesuffix("ś")
    forms = [f"{past}{tail}" for tail in ("ł", "ła", "ło", "li", "ły")] if infinitive.endswith("ć") else []
    for ending, one, many in _CONJUGATIONS:
        if infinitive.endswith(ending):
            stem = infinitive.removesuffix(ending)
            participle = (stem + many).removesuffix("ą") + "ąc"
            forms += [
                stem + one,
                stem + many,
                *(participle + tail for tail in ("", "y", "a", "e", "ego", "emu", "ych", "ym", "ymi", "ą")),
            ]
    return forms


_ADJECTIVE_ENDINGS = (
    "y",
    "i",
    "a",
    "e",
    "ego",
    "emu",
    "ej",
    "ą",
    "ym",
    "im",
    "ych",
    "ich",
    "ymi",
    "imi",
    "iego",
    "iej",
    "ie",
)


def polish_adjective(word: str) -> list[str]:
    """The forms of a Polish adjective, from any of them in the nominative."""
    stem = word.removesuffix("ie") if word.endswith("kie") else word[:-1]
    return [stem + ending for ending in _ADJECTIVE_ENDINGS]
