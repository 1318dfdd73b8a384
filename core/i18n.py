"""Languages: which one a person reads, and every sentence in it (gettext catalogues read by Babel)."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from core.errors import DomainError

LOCALES = ("en", "pl")
DEFAULT_LOCALE = "en"
CATALOGUES = Path(__file__).parent.parent / "locales"


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for marking a sentence
    """Mark a sentence for the catalogues and return it unchanged."""
    return msgid


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as above, for a sentence that counts
    """Mark both forms of a sentence for the catalogues and return them unchanged."""
    return one, many


class Translator:
    """Says everything in one language.

    The methods carry gettext's names, so that Babel's extraction finds their sentences. Placeholders are
    filled after translation, so a sentence stays whole in the catalogue.
    """

    def __init__(self, locale: str, translations: NullTranslations) -> None:
        """Hold a catalogue for a locale of ``LOCALES``."""
        self.locale = locale
        self._babel = Locale.parse(locale)
        self._translations = translations

    def gettext(self, msgid: str, /, **fields: object) -> str:
        """Return the sentence in this language with its placeholders filled."""
        return self._translations.gettext(msgid).format(**fields)

    def ngettext(self, one: str, many: str, number: int, /, **fields: object) -> str:
        """Return the plural form that ``number`` takes in this language."""
        return self._translations.ngettext(one, many, number).format(**fields)

    def pgettext(self, context: str, msgid: str, /, **fields: object) -> str:
        """Return a word whose translation depends on where it stands, as a command's name does."""
        return self._translations.pgettext(context, msgid).format(**fields)

    def error(self, error: DomainError) -> str:
        """Return the sentence of a refusal."""
        if error.msgid_plural is None or error.count is None:
            return self.gettext(error.msgid, **error.fields)
        number = error.fields[error.count]
        if not isinstance(number, int):
            raise TypeError(error.count)
        return self.ngettext(error.msgid, error.msgid_plural, number, **error.fields)

    def number(self, value: float) -> str:
        """Return a number with this language's separators."""
        return format_decimal(value, locale=self._babel)

    def moment(self, value: datetime) -> str:
        """Return a date and time (UTC) in this language's short form."""
        return format_datetime(value, "short", locale=self._babel)


@cache
def translator(locale: str) -> Translator:
    """Return the translator for a locale of ``LOCALES``; its catalogue is read once."""
    path = CATALOGUES / locale / "LC_MESSAGES" / "inkhearth.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return Translator(locale, Translations(compiled))


def negotiate(wanted: Iterable[str | None], default: str = DEFAULT_LOCALE) -> str:
    """Return the first wanted language that we speak.

    Accepts any spelling that platforms and browsers send ("pl", "pl-PL", "PL_pl", "de-AT", "*", ""); what is
    unknown or malformed is passed over.
    """
    for tag in wanted:
        language = (tag or "").replace("_", "-").split("-", 1)[0].strip().lower()
        if language in LOCALES:
            return language
    return default


def accepted_languages(header: str) -> list[str]:
    """Return the languages of an ``Accept-Language`` header, most wanted first (RFC 9110 § 12.5.4)."""
    ranked: list[tuple[float, str]] = []
    for part in header[:1000].split(","):
        tag, _, parameter = part.partition(";")
        try:
            quality = float(parameter.partition("=")[2]) if parameter else 1.0
        except ValueError:
            continue
        if tag.strip() and 0 < quality <= 1:
            ranked.append((-quality, tag.strip()))
    return [tag for _, tag in sorted(ranked, key=lambda pair: pair[0])]
