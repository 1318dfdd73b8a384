"""Whether a noun stands in the plural, in English and in Polish."""

# Polish endings that are always plural, and those that are plural in the nominative.
_PLURAL_PL = ("ów", "ami", "ach", "om", "owie")

_SINGULAR_S = frozenset({
    "bus", "grass", "glass", "dress", "princess", "waitress", "chess", "cactus", "octopus", "walrus", "circus",
    "compass", "christmas", "santa claus", "claus", "iris", "tennis", "glasses", "sunglasses", "scissors", "stairs",
    "steps", "ruins", "skis", "drums", "darts", "noodles", "pancakes", "fries", "chips", "boss", "lens", "canvas",
    "cards", "headphones", "overalls", "pyjamas", "pajamas", "boots", "gloves", "mittens", "shoes", "wings", "tools",
    "fireworks", "grapes", "cherries", "clothes", "jeans", "skates", "rollerskates", "goddess", "hostess", "actress",
    "seamstress", "bass", "abacus", "cross", "moss", "goldfish", "sneakers", "wellies", "maracas", "peas", "gas",
    "albatross", "dolls", "blocks", "weights", "sweets", "notes", "bongos", "reeds", "groceries", "shades", "saucers",
    "dungarees", "tyrannosaurus", "brontosaurus", "diplodocus", "rhinoceros", "hippopotamus", "lotus", "hibiscus",
    "asparagus", "cumulus", "citrus", "bubbles", "leaves", "goalposts", "spectacles", "cyclops", "dais", "pegasus",
    "colossus", "virus", "sphinx", "harness", "mattress", "fortress", "temptress", "enchantress", "fishes", "ibis",
})  # fmt: skip
_IRREGULAR_EN = frozenset(
    [
        "children",
        "men",
        "women",
        "people",
        "mice",
        "geese",
        "wolves",
        "elves",
        "dwarves",
        "thieves",
        "firemen",
        "policemen",
        "knives",
        "fishermen",
        "snowmen",
    ]
)


def plural_en(word: str) -> bool:
    """Whether an English noun is in the plural."""
    word = word.removesuffix("'s")
    if word in _IRREGULAR_EN:
        return True
    return word.endswith("s") and not word.endswith("ss") and word not in _SINGULAR_S


_SINGULAR_PL = frozenset({
    "drzwi", "schody", "nożyczki", "okulary", "spodnie", "sanki", "narty", "łyżwy", "skrzypce", "szachy", "frytki",
    "lody", "ruiny", "książę", "pani", "sędzia", "imię", "zwierzę", "pianino", "ognisko", "karty", "nuty", "szczenię",
    "słuchawki", "widły", "grabie", "buty", "kalosze", "rękawiczki", "rękawice", "organy", "naleśniki", "źrebię",
    "pyza", "jagnię", "sanie", "kozaki", "trampki", "święty mikołaj", "mikołaj", "pisklę", "kocię", "niemowlę",
})  # fmt: skip
_PLURAL_WORDS_PL = frozenset(
    [
        "koty",
        "psy",
        "ptaki",
        "króliki",
        "konie",
        "lwy",
        "lisy",
        "wilki",
        "misie",
        "słonie",
        "smoki",
        "chłopcy",
        "dzieci",
        "ludzie",
        "rycerze",
        "piraci",
        "owce",
        "kury",
        "gęsi",
        "kaczki",
        "krowy",
        "świnie",
        "myszy",
        "sowy",
        "ryby",
        "motyle",
        "pszczoły",
        "gwiazdy",
        "drzewa",
        "kwiaty",
        "jabłka",
        "domy",
        "samochody",
        "balony",
        "roboty",
        "pingwiny",
        "małpy",
        "dziewczynki",
        "kobiety",
        "mężczyźni",
        "astronauci",
        "kosmonauci",
        "przyjaciele",
        "koledzy",
        "koleżanki",
        "siostry",
        "bracia",
        "kociaki",
        "szczeniaki",
        "żaby",
        "wróble",
        "króliczki",
        "kotki",
        "pieski",
        "delfiny",
        "rybki",
        "kangury",
        "dinozaury",
        "czarownice",
        "wróżki",
        "czarodzieje",
        "żołnierze",
        "strażacy",
        "policjanci",
        "kucharze",
        "duchy",
        "szkielety",
        "potwory",
        "kosmici",
        "krasnoludki",
        "elfy",
        "statki",
        "łódki",
        "rowery",
        "książki",
        "parasole",
        "krzesła",
        "stoły",
        "chmury",
        "lampiony",
        "dynie",
        "świece",
        "jajka",
        "grzyby",
        "tulipany",
        "słoneczniki",
        "róże",
        "uczniowie",
        "uczennice",
        "studenci",
        "sąsiedzi",
        "goście",
        "turyści",
        "wiewiórki",
        "jeże",
        "zające",
        "bociany",
        "żółwie",
        "krokodyle",
        "zebry",
        "żyrafy",
        "orły",
        "papugi",
        "mewy",
        "gołębie",
        "rekiny",
        "wieloryby",
        "kraby",
        "łabędzie",
        "bałwany",
        "stokrotki",
        "maki",
        "skrzaty",
        "latawce",
    ]
)


def plural_pl(word: str, *, governed: bool) -> bool:
    """Whether a Polish noun is in the plural; `governed` nouns may be singular in an oblique case."""
    if word in _SINGULAR_PL:
        return False
    if word in _PLURAL_WORDS_PL and not governed:
        return True
    return word.endswith(_PLURAL_PL) and len(word) > 4  # noqa: PLR2004 -- "dom" and such end so by chance
