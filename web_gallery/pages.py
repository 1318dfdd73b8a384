"""Turns templates into pages."""

from datetime import datetime
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from core.i18n import Translator
from web_gallery.assets import Assets
from web_gallery.placeholders import placeholder
from web_gallery.settings import WebSettings
from web_gallery.visits import Visit

_TEMPLATES = Path(__file__).parent / "templates"
_OG_LOCALES = {"en": "en_US", "pl": "pl_PL"}
_MB = 1_000_000
_KB = 1_000


class Pages:
    """The templates with what all of them need.

    Templates speak through ``gettext`` and ``ngettext`` called by their bare names: Babel's Jinja extractor
    finds no others.
    """

    def __init__(self, settings: WebSettings, assets: Assets) -> None:
        """Prepare the environment; a template is compiled when it is first shown."""
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals.update(
            assets=assets,
            logo=Markup(assets.logo),  # noqa: S704 - a file of ours
            origin=settings.origin,
            og_locales=_OG_LOCALES,
        )
        self._templates.filters.update(placeholder=placeholder, xml=xml_text)

    def template(self, name: str) -> Template:
        """Return a template as it is, for those who fill it by themselves."""
        return self._templates.get_template(name)

    def render(self, name: str, visit: Visit, **values: object) -> str:
        """Return a template filled for one visit."""
        say = visit.say
        return self._templates.get_template(name).render(
            visit=visit, say=say, gettext=say.gettext, ngettext=say.ngettext, **values
        )


def long_date(say: Translator, moment: datetime) -> str:
    """Return a day as people write it in a language."""
    return format_date(moment, "long", locale=say.locale)


def file_size(say: Translator, size: int) -> str:
    """Return a file's size in a language; kilobytes and megabytes are thousands, as in shops and systems."""
    if size < _MB:
        return say.gettext("{size} kB", size=say.number(max(1, round(size / _KB))))
    return say.gettext("{size} MB", size=say.number(round(size / _MB, 1)))


def xml_text(text: str) -> str:
    """Return a text without the characters that XML can't carry (XML 1.0 § 2.2)."""
    return "".join(character for character in text if character in "\t\n\r" or _is_xml(ord(character)))


def _is_xml(point: int) -> bool:
    return 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or point >= 0x10000  # noqa: PLR2004 - the Char production of XML
