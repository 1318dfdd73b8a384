"""Cases and numbers of Polish nouns by their endings, for forms that no dictionary at hand lists.

The rules are those of school grammars (Saloni and others, "Słownik gramatyczny języka polskiego", http://sgjp.pl);
they make some forms that nobody says, which harms nothing: a form counts only where nothing else claims it.
"""

from collections.abc import Iterator

MANY, MAYBE, ONE = "many", "maybe", "one"  # what a form says of the number; "maybe" is also a singular case

# How the last consonant of a stem softens before the locative's and dative's -e.
_SOFTENED = (
    ("st", "ści"), ("zd", "ździ"), ("sł", "śl"), ("ch", "sz"), ("t", "ci"), ("d", "dzi"), ("r", "rz"), ("ł", "l"),
    ("n", "ni"), ("s", "si"), ("z", "zi"), ("k", "c"), ("g", "dz"), ("p", "pi"), ("b", "bi"), ("w", "wi"),
    ("m", "mi"), ("f", "fi"),
)  # fmt: skip
# Men in the plural: pirat, piraci; strażak, strażacy.
_PERSONAL = (("t", "ci"), ("d", "dzi"), ("r", "rzy"), ("ł", "li"), ("k", "cy"), ("g", "dzy"), ("n", "ni"), ("c", "cy"))
_SIBILANTS = ("sz", "cz", "rz", "dż", "ż", "c", "dz", "l", "j")
_ACUTE = {"ń": "ni", "ś": "si", "ć": "ci", "ź": "zi"}
_VOWELS = "aąeęioóuy"
# Feminine nouns that end in a consonant.
_FEMININE = frozenset(
    [
        "noc",
        "mysz",
        "jabłoń",
        "gałąź",
        "kość",
        "łódź",
        "gęś",
        "twarz",
        "kolej",
        "pościel",
        "sól",
        "wieś",
        "rzecz",
        "poręcz",
        "obręcz",
        "podróż",
        "odzież",
        "młodzież",
        "straż",
        "sień",
        "jesień",
        "dłoń",
        "broń",
        "nić",
        "sieć",
        "kąpiel",
        "część",
        "pieśń",
        "baśń",
        "ość",
        "maść",
        "krew",
        "brew",
        "marchew",
        "moc",
        "pomoc",
        "garść",
        "przestrzeń",
    ]
)

# Nouns whose last lip sound is soft in all forms: gołąb, gołębie.
_SOFT_LABIALS = frozenset({"gołąb", "karp", "żuraw", "paw", "modrzew", "jastrząb"})

# Nouns in -a that are men; so are those in -ista and -ysta.
_MEN = frozenset(
    "akrobata astronauta karateka kierowca kolega kosmita kosmonauta mężczyzna ninja poeta sędzia tata wojewoda".split()  # noqa: SIM905
)

_Forms = Iterator[tuple[str, str]]


def decline(noun: str) -> dict[str, str]:
    """Forms of a noun other than itself, and the number each is in."""
    if len(noun) < 3:  # noqa: PLR2004 -- nothing is left to inflect
        return {}
    forms: dict[str, str] = {}
    for form, number in _forms(noun):
        if form != noun and forms.get(form) != MAYBE:
            forms[form] = MAYBE if forms.get(form, number) != number else number
    return forms


def agreeing(adjective: str, noun: str) -> str:
    """Return an adjective or participle, given as of a man, as it stands with a noun named first: biegnąca sowa.

    Only its first word is changed (grająca na gitarze). Nouns that have no singular take what neuters take: -e.
    """
    word, space, rest = adjective.partition(" ")
    head = noun.partition(" ")[0]
    man = head in _MEN or head.endswith(("ista", "ysta", "io")) or head[-1:] not in _VOWELS
    if not word.endswith(("y", "i")) or (man and head not in _FEMININE):
        return adjective
    ending = "a" if head.endswith("a") or head in _FEMININE else "e"
    hard = word.endswith("y") or (ending == "a" and word[-2] in "kg")
    return f"{word[:-1] if hard else word}{ending}{space}{rest}"


def _forms(noun: str) -> _Forms:
    last = noun[-1]
    if last == "a":
        return _feminine(noun[:-1])
    if last == "o" and not noun.endswith("io"):  # misio, dziadzio are men and bears
        return _neuter(noun[:-1])
    if last == "ę":
        return _young(noun)
    if noun in _FEMININE:
        return _feminine_consonant(noun)
    return iter(()) if last in _VOWELS else _masculine(noun)


def _feminine_consonant(noun: str) -> _Forms:
    for stem in _stems(noun):
        base = next((stem.removesuffix(end) + soft for end, soft in _ACUTE.items() if stem.endswith(end)), stem)
        yield base if base != stem else stem + ("i" if stem[-1] == "l" else "y"), MAYBE
        yield base + "ą", ONE
        yield base + "e", MANY
        yield from _oblique(base)


def _soft(stem: str) -> str:
    for hard, soft in _SOFTENED:
        if stem.endswith(hard):
            return stem.removesuffix(hard) + soft
    return stem


def _oblique(stem: str) -> _Forms:
    for ending in ("om", "ami", "ach"):
        yield stem + ending, MANY


def _bare(stem: str) -> _Forms:
    """The genitive plural without an ending: kur, matek, owiec, krów."""
    yield stem, MANY
    if len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] not in _VOWELS:  # noqa: PLR2004
        yield stem[:-1].removesuffix("i") + ("e" if stem[-1] == "k" else "ie") + stem[-1], MANY
    if "o" in stem[-3:]:
        yield "ó".join(stem.rsplit("o", 1)), MANY
    if "ę" in stem[-3:]:
        yield "ą".join(stem.rsplit("ę", 1)), MANY


def _feminine(stem: str) -> _Forms:
    yield from ((stem + ending, ONE) for ending in ("ę", "ą", "o"))
    if stem.endswith(("i", "j", "l")):
        # "Skrzyni" is never a nominative: one chest's, or, counted, many chests.
        yield stem if stem.endswith("i") else stem + "i", ONE
        yield stem + "e", MANY
    elif stem.endswith(_SIBILANTS):
        yield stem + "y", ONE
        yield stem + "e", MANY
    else:
        yield stem + ("i" if stem.endswith(("k", "g")) else "y"), MAYBE
        yield _soft(stem) + "e", ONE
    if not stem.endswith("i"):
        yield from _bare(stem)
    yield from _oblique(stem)


def _neuter(stem: str) -> _Forms:
    yield stem + "a", MAYBE
    yield from ((form, ONE) for form in (stem + "u", stem + ("iem" if stem.endswith(("k", "g")) else "em")))
    yield _soft(stem) + "e", ONE
    yield from _bare(stem)
    yield from _oblique(stem)


def _young(noun: str) -> _Forms:
    """Kocię, kocięcia, kocięta."""
    stem = noun[:-1]
    yield from ((stem + ending, ONE) for ending in ("ęcia", "ęciu", "ęciem"))
    yield from ((stem + ending, MANY) for ending in ("ęta", "ąt", "ętom", "ętami", "ętach"))


def _masculine(noun: str) -> _Forms:
    for stem in _stems(noun):
        acute = next((stem.removesuffix(end) + soft for end, soft in _ACUTE.items() if stem.endswith(end)), "")
        acute = stem + "i" if noun in _SOFT_LABIALS else acute
        base = acute or stem
        yield from ((base + ending, ONE) for ending in ("a", "u", "owi", "iem" if stem[-1] in "kg" else "em"))
        if acute or stem.endswith(_SIBILANTS):
            yield base + "e", MANY
            yield (base if acute else stem + ("i" if stem[-1] in "lj" else "y")), MANY
        else:
            yield stem + ("i" if stem[-1] in "kg" else "y"), MANY
            yield _soft(stem) + "e", ONE
        yield from ((stem.removesuffix(hard) + soft, MANY) for hard, soft in _PERSONAL if stem.endswith(hard))
        yield from ((base + ending, MANY) for ending in ("ów", "owie"))
        yield from _oblique(base)


def _stems(noun: str) -> list[str]:
    """What the endings are put to: kot-, ps- of pies, stoł- of stół, gołęb- of gołąb."""
    for ending, short in (
        ("iek", "k"),
        ("ek", "k"),
        ("iec", "c"),
        ("eł", "ł"),
        ("ień", "ń"),
        ("ies", "s"),
        ("ew", "w"),
    ):
        if noun.endswith(ending) and len(noun) > len(ending):
            return [noun.removesuffix(ending) + short]
    changed = ["o".join(noun.rsplit("ó", 1)), "ę".join(noun.rsplit("ą", 1))]
    return list(dict.fromkeys([noun, *changed]))
