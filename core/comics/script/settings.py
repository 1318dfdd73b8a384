"""The headers of a script: title, style, size, direction, language, cast, seed and rating."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.comics.script import faults
from core.comics.script.model import Direction, PageSize
from core.comics.script.modifiers import SHOWN, Findings
from core.comics.script.statements import Setting, is_name
from core.comics.script.vocabulary import (
    DIRECTIONS,
    LANGUAGE_WORDS,
    RATING_WORDS,
    RATINGS,
    SIZES,
    Header,
    fold,
    known,
    written_rating,
)

LARGEST_SEED = 2**32 - 1
MOST_CAST = 24
LONGEST_LOOKS = 400
LONGEST_VALUE = 200
_LANGUAGES_SHOWN = "en, pl"


@dataclass(slots=True)
class Settings:
    """The headers as they were read; ``given`` are those that stood there."""

    title: str = ""
    style: str = ""
    size: PageSize | None = None
    direction: Direction = Direction.LEFT_TO_RIGHT
    language: str = ""
    cast: dict[str, str] = field(default_factory=dict)
    seed: int | None = None
    rating: int = 0
    given: set[Header] = field(default_factory=set)


def take(settings: Settings, said: Setting, line: int, *, findings: Findings) -> None:
    """Read one header into the settings."""
    if said.header in settings.given and said.header is not Header.CAST:
        findings.note(faults.HEADER_TWICE, line, name=said.name)
    settings.given.add(said.header)
    if not said.value:
        if said.header is not Header.CAST:
            findings.note(faults.EMPTY, line, name=said.name)
        return
    if len(said.value) > LONGEST_VALUE and said.header is not Header.CAST:
        findings.note(faults.HEADER_LONG, line, number=LONGEST_VALUE, most=LONGEST_VALUE, name=said.name)
        return
    _READERS[said.header](settings, said.value, line, findings)


def take_cast(settings: Settings, value: str, line: int, findings: Findings) -> None:
    """Read characters with their looks: "Maya = red coat; Tom = beard"."""
    for part in value.split(";"):
        name, equals, looks = (piece.strip() for piece in part.partition("="))
        if not part.strip():
            continue
        if not (equals and name and looks and is_name(name)):
            findings.note(faults.CAST, line, value=part.strip()[:SHOWN])
        elif len(looks) > LONGEST_LOOKS:
            findings.note(faults.CAST_LOOKS, line, number=LONGEST_LOOKS, most=LONGEST_LOOKS, name=name)
        else:
            same = {fold(known_name): known_name for known_name in settings.cast}.get(fold(name), name)
            settings.cast[same] = looks
        if len(settings.cast) > MOST_CAST:
            findings.note(faults.CAST_FULL, line, number=MOST_CAST, most=MOST_CAST)
            return


def _title(settings: Settings, value: str, _line: int, _findings: Findings) -> None:
    settings.title = value


def _style(settings: Settings, value: str, _line: int, _findings: Findings) -> None:
    settings.style = value


def _size(settings: Settings, value: str, line: int, findings: Findings) -> None:
    settings.size = SIZES.get(fold(value))
    if settings.size is None:
        meant = findings.close_meaning(value, SIZES)
        sizes = known(PageSize, findings.language)
        findings.note(faults.SIZE, line, close=meant, value=value[:SHOWN], known=sizes)


def _read(settings: Settings, value: str, line: int, findings: Findings) -> None:
    direction = DIRECTIONS.get(fold(value))
    if direction is None:
        meant = findings.close_meaning(value, DIRECTIONS)
        findings.note(faults.READ, line, close=meant, value=value[:SHOWN], known=known(Direction, findings.language))
    settings.direction = direction or Direction.LEFT_TO_RIGHT


def _lang(settings: Settings, value: str, line: int, findings: Findings) -> None:
    settings.language = LANGUAGE_WORDS.get(fold(value), "")
    if not settings.language:
        meant = findings.close(value, LANGUAGE_WORDS)
        findings.note(faults.LANG, line, close=meant, value=value[:SHOWN], known=_LANGUAGES_SHOWN)


def _seed(settings: Settings, value: str, line: int, findings: Findings) -> None:
    plain = value.isascii() and value.isdecimal() and len(value) <= len(str(LARGEST_SEED))
    settings.seed = int(value) if plain and int(value) <= LARGEST_SEED else None
    if settings.seed is None:
        findings.note(faults.SEED, line, value=value[:SHOWN], most=LARGEST_SEED)


def _rating(settings: Settings, value: str, line: int, findings: Findings) -> None:
    level = RATING_WORDS.get(fold(value))
    if level is None:
        names = ", ".join(written_rating(each, findings.language) for each in range(len(RATINGS)))
        meant = findings.close(value, RATING_WORDS)
        findings.note(faults.RATING, line, close=meant, value=value[:SHOWN], known=names)
    settings.rating = level or 0


_READERS: Mapping[Header, Callable[[Settings, str, int, Findings], None]] = MappingProxyType(
    {
        Header.TITLE: _title,
        Header.STYLE: _style,
        Header.SIZE: _size,
        Header.READ: _read,
        Header.LANG: _lang,
        Header.CAST: take_cast,
        Header.SEED: _seed,
        Header.RATING: _rating,
    }
)
