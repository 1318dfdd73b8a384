"""Who asks: in which language, and at which address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from core.i18n import LOCALES, Translator, accepted_languages, negotiate, translator

LANGUAGE_COOKIE = "lang"
LANGUAGE_NAMES = {"en": "English", "pl": "Polski"}
_YEAR_S = 365 * 24 * 3600
_OF_ADMINS = ("role", "standing", "state", "area", "person", "since", "until", "days", "entity")
_KEPT = ("kind", "style", "shape", "model", "space", "day", "rated", "q", "how", "before", *_OF_ADMINS)


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in one language."""

    locale: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as pages see it; ``asked`` is the language that the address itself names."""

    say: Translator
    path: str
    kept: tuple[tuple[str, str], ...]
    asked: str | None
    remembered: str | None

    @property
    def locale(self) -> str:
        """The language of the answer."""
        return self.say.locale

    @property
    def canonical(self) -> str:
        """The path by which this very page should be known."""
        return self.path_in(self.asked)

    @property
    def alternates(self) -> list[Alternate]:
        """The page in every language."""
        return [Alternate(locale, LANGUAGE_NAMES[locale], self.path_in(locale)) for locale in LOCALES]

    @property
    def newly_chosen(self) -> bool:
        """Whether the address names a language that the browser doesn't remember yet."""
        return self.asked is not None and self.asked != self.remembered

    def path_in(self, locale: str | None) -> str:
        """Return the path of this page in a language, or in the reader's own where none is given."""
        query = [*self.kept, *([("lang", locale)] if locale else [])]
        return f"{self.path}?{urlencode(query)}" if query else self.path


def visit_of(request: Request, default_locale: str) -> Visit:
    """Read a request: ``?lang`` before the cookie, the cookie before ``Accept-Language`` (gallery.md G13)."""
    asked = _known(request.query_params.get("lang"))
    remembered = _known(request.cookies.get(LANGUAGE_COOKIE))
    accepted = accepted_languages(request.headers.get("accept-language", ""))
    kept = tuple((name, request.query_params[name]) for name in _KEPT if request.query_params.get(name))
    return Visit(
        say=translator(negotiate([asked, remembered, *accepted], default_locale)),
        path=request.url.path,
        kept=kept,
        asked=asked,
        remembered=remembered,
    )


def language_cookie(locale: str, *, secure: bool) -> str:
    """Return the cookie that remembers a chosen language: the only one there is, and it names nobody."""
    return f"{LANGUAGE_COOKIE}={locale}; Path=/; Max-Age={_YEAR_S}; SameSite=Lax; HttpOnly" + ("; Secure" * secure)


def _known(tag: str | None) -> str | None:
    return negotiate([tag], "") or None
