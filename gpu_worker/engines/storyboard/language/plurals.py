"""Whether a noun stands in the plural, in English and in Polish."""

from gpu_worker.engines.storyboard.language.declension import MANY, MAYBE

# Polish endings that are always plural.
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
    "strach", "dach", "zapach",
    "drzwi", "schody", "nożyczki", "okulary", "spodnie", "sanki", "narty", "łyżwy", "skrzypce", "szachy", "frytki",
    "lody", "ruiny", "książę", "pani", "sędzia", "imię", "zwierzę", "pianino", "ognisko", "karty", "nuty", "szczenię",
    "słuchawki", "widły", "grabie", "buty", "kalosze", "rękawiczki", "rękawice", "organy", "naleśniki", "źrebię",
    "pyza", "jagnię", "sanie", "kozaki", "trampki", "święty mikołaj", "mikołaj", "pisklę", "kocię", "niemowlę",
})  # fmt: skip
_PLURAL_PL_WORDS = frozenset({
    "dzieci", "ludzie", "ludzi", "bracia", "przyjaciele", "rodzice", "goście", "koledzy", "sąsiedzi", "oczy", "uszy",
    "książęta", "mężczyźni", "chłopcy", "kaczęta", "dziewczęta", "chłopaki", "bliźnięta", "bliźniaki", "anioły",
})  # fmt: skip


def plural_pl(word: str, number: str, *, governed: bool) -> bool:
    """Whether a Polish noun is in the plural.

    Args:
        word: in lower case.
        number: what its form says, see `declension`; a form that "may be" plural is so unless it is governed.
        governed: whether a preposition or noun before it may ask for a singular genitive.
    """
    if word in _SINGULAR_PL:
        return False
    if word in _PLURAL_PL_WORDS:
        return True
    if number == MAYBE:
        return not governed
    return number == MANY or (word.endswith(_PLURAL_PL) and len(word) > 4)  # noqa: PLR2004 -- "dom" and such end so
