"""The words of the grammar in English and Polish, as they are compared: folded, without diacritics."""

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum

from core.comics.script.model import Direction, Hint, PageSize, Place, Voice

LANGUAGES = ("en", "pl")
_NOT_DECOMPOSED = str.maketrans("łŁ", "lL")  # Unicode gives the stroke no decomposition
_LONGEST_WORD = 30
CLOSE = 0.7


class Keyword(StrEnum):
    """What a line can announce."""

    PAGE = "page"
    PANEL = "panel"
    DESCRIPTION = "description"
    CAPTION = "caption"
    SOUND = "sound"


class Header(StrEnum):
    """What can be set before the first panel."""

    TITLE = "title"
    STYLE = "style"
    SIZE = "size"
    READ = "read"
    LANG = "lang"
    CAST = "cast"
    SEED = "seed"
    RATING = "rating"


class Flag(StrEnum):
    """Modifiers of a balloon that are neither a voice nor a place."""

    SMALL = "small"
    LOUD = "loud"
    CONTINUED = "cont"


Modifier = Voice | Place | Flag

# The first word of each language is the one that is written back; the others are read.
_WORDS: tuple[tuple[StrEnum, str, str], ...] = (
    (Keyword.PAGE, "PAGE", "STRONA|STR"),
    (Keyword.PANEL, "PANEL|FRAME", "KADR|PANEL|OBRAZEK"),
    (Keyword.DESCRIPTION, "DESCRIPTION|DESC", "OPIS"),
    (Keyword.CAPTION, "CAPTION|CAP|NARR|NARRATION|NARRATOR", "RAMKA|NARRATOR|NARRACJA|PODPIS"),
    (Keyword.SOUND, "SFX|SOUND|FX", "DŹWIĘK|SFX|ODGŁOS|EFEKT|ONOMATOPEJA"),
    (Header.TITLE, "Title", "Tytuł"),
    (Header.STYLE, "Style", "Styl"),
    (Header.SIZE, "Size|Format", "Format|Rozmiar"),
    (Header.READ, "Read|Reading", "Kierunek|Czytanie|Czytaj"),
    (Header.LANG, "Lang|Language", "Język"),
    (Header.CAST, "Cast|Characters", "Obsada|Postacie|Postaci"),
    (Header.SEED, "Seed", "Ziarno"),
    (Header.RATING, "Rating|Age", "Wiek"),
    (Voice.SPEECH, "speech|says|normal", "mowa|mówi|normalnie"),
    (Voice.WHISPER, "whisper|whispers|whispering|quiet", "szept|szeptem|szepcze|cicho"),
    (Voice.SHOUT, "shout|burst|shouts|shouting|yell|scream", "krzyk|krzyczy|wybuch|wrzask|wrzeszczy"),
    (Voice.THOUGHT, "thought|thinks|thinking|think|thoughts", "myśl|myśli|w myślach"),
    (Voice.OFF, "off|op|off-panel|o.s.|os", "spoza kadru|zza kadru|poza kadrem|off"),
    (Voice.VOICE_OVER, "vo|v.o.|voice-over|voiceover", "lektor|z offu|vo"),
    (Voice.RADIO, "radio|phone|robot|tv", "radio|telefon|przez telefon|robot|telewizor"),
    (Place.LEFT, "left", "lewo|z lewej|po lewej|lewa"),
    (Place.RIGHT, "right", "prawo|z prawej|po prawej|prawa"),
    (Place.TOP, "top", "góra|u góry|na górze"),
    (Place.BOTTOM, "bottom", "dół|na dole|u dołu"),
    (Flag.SMALL, "small", "małe|mało|mały|drobno"),
    (Flag.LOUD, "loud|big", "głośno|duże|głośne"),
    (Flag.CONTINUED, "cont|cont'd|contd|continued", "cd|c.d.|ciąg dalszy"),
    (Hint.WIDE, "wide", "szeroki|szeroko"),
    (Hint.TALL, "tall", "wysoki|wysoko"),
    (Hint.BIG, "big|large", "duży|wielki"),
    (Hint.SMALL, "small", "mały"),
    (Hint.SPLASH, "splash|full page", "cała strona|splash|rozkładówka"),
    (Hint.INSET, "inset", "wstawka|wkładka"),
    (Hint.BLEED, "bleed", "spad|do krawędzi"),
    (Hint.BORDERLESS, "borderless|no border", "bez ramki|bez obramowania"),
    (PageSize.US, "us|comic|us comic", "us|zeszyt"),
    (PageSize.A4, "a4", "a4"),
    (PageSize.A5, "a5", "a5"),
    (PageSize.MANGA, "manga|b5", "manga|b5"),
    (PageSize.WEBTOON, "webtoon|scroll", "webtoon"),
    (PageSize.SQUARE, "square|chat", "kwadrat"),
    (PageSize.STRIP, "strip", "pasek|strip"),
    (Direction.LEFT_TO_RIGHT, "ltr|left to right|left-to-right", "od lewej|ltr|od lewej do prawej"),
    (Direction.RIGHT_TO_LEFT, "rtl|right to left|right-to-left|manga", "od prawej|rtl|od prawej do lewej"),
)
# Members of two enums may be equal (a small balloon, a small panel), so the kind is part of the key.
_WRITTEN = {(type(meaning), meaning): words for meaning, *words in _WORDS}
_LANGUAGE_NAMES = {"en": "en|english|angielski|eng", "pl": "pl|polish|polski|pol|po polsku"}
RATINGS: tuple[tuple[str, str], ...] = (
    ("everyone|0|all|g", "wszyscy|0|dla wszystkich"),
    ("teen|1|12|12+|pg", "młodzież|1|12|12+|od 12"),
    ("mature|2|16|16+", "dojrzali|2|16|16+|od 16"),
    ("adult|3|18|18+", "dorośli|3|18|18+|od 18"),
)
_COUNTS = {
    1: "one jeden", 2: "two dwa", 3: "three trzy", 4: "four cztery", 5: "five pięć",
    6: "six sześć", 7: "seven siedem", 8: "eight osiem", 9: "nine dziewięć", 10: "ten dziesięć",
}  # fmt: skip
_RESERVED = (
    "close-up|closeup|close up|extreme close-up|wide shot|long shot|medium shot|establishing shot|shot|angle|view|pov|"
    "note|notes|later|meanwhile|background|foreground|setting|scene|location|place|time|camera|inside|outside|int|ext|"
    "interior|exterior|example|warning|http|https|zblizenie|duze zblizenie|plan ogolny|szeroki plan|plan pelny|"
    "polzblizenie|uwaga|uwagi|notatka|pozniej|tymczasem|tlo|w tle|pierwszy plan|scena|miejsce|miejsce akcji|czas|"
    "kamera|ujecie|wewnatrz|na zewnatrz|wnetrze|plener|widok|przyklad|detal"
)


def fold(word: str) -> str:
    """Return a word as it is compared: lower case, no diacritics, single spaces ("Język" is "jezyk")."""
    plain = unicodedata.normalize("NFKD", word.translate(_NOT_DECOMPOSED))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(kept.casefold().split())


def _table(*kinds: type[StrEnum]) -> dict[str, StrEnum]:
    return {
        fold(word): meaning
        for meaning, *spellings in _WORDS
        if isinstance(meaning, kinds)
        for spelling in spellings
        for word in spelling.split("|")
    }


KEYWORDS = {word: Keyword(meaning) for word, meaning in _table(Keyword).items()}
HEADERS = {word: Header(meaning) for word, meaning in _table(Header).items()}
HINTS = {word: Hint(meaning) for word, meaning in _table(Hint).items()}
SIZES = {word: PageSize(meaning) for word, meaning in _table(PageSize).items()}
DIRECTIONS = {word: Direction(meaning) for word, meaning in _table(Direction).items()}
MODIFIERS: dict[str, Modifier] = {
    word: meaning for word, meaning in _table(Voice, Place, Flag).items() if isinstance(meaning, Voice | Place | Flag)
}
LANGUAGE_WORDS = {fold(word): code for code, names in _LANGUAGE_NAMES.items() for word in names.split("|")}
RATING_WORDS = {
    fold(word): level for level, names in enumerate(RATINGS) for words in names for word in words.split("|")
}
COUNTS = {fold(word): count for count, words in _COUNTS.items() for word in words.split()}
RESERVED = frozenset(_RESERVED.split("|"))
POLISH_KEYWORDS = frozenset(
    fold(word) for meaning, _, polish in _WORDS if isinstance(meaning, Keyword | Header) for word in polish.split("|")
) - frozenset(fold(word) for _, english, _ in _WORDS for word in english.split("|"))
TIERS_WORDS = frozenset({"tiers", "tier", "rows", "rzedy", "pasy", "paski"})
PANELS_WORDS = frozenset({"panels", "panel", "kadry", "kadrow", "kadr"})


def written(meaning: StrEnum, language: str) -> str:
    """Return the word by which something is written in a language of ``LANGUAGES``."""
    return _WRITTEN[type(meaning), meaning][LANGUAGES.index(language)].partition("|")[0]


def written_rating(level: int, language: str) -> str:
    """Return the word for a rating of 0 to 3."""
    return RATINGS[level][LANGUAGES.index(language)].partition("|")[0]


def known(meanings: type[StrEnum], language: str) -> str:
    """Return every word of one kind as it is written, for "choose one of"."""
    return ", ".join(written(meaning, language) for meaning in meanings)


def close(word: str, vocabulary: Mapping[str, object], *, cutoff: float = CLOSE) -> str:
    """Return the known word that was perhaps meant, or "".

    Only words of ordinary length are compared: the comparison takes time with the square of the length.
    """
    if len(word) > _LONGEST_WORD:
        return ""
    found = get_close_matches(fold(word), vocabulary, n=1, cutoff=cutoff)
    return found[0] if found else ""
