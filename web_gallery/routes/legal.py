"""Legal pages: who runs this place, its terms, what is kept, how to complain, what software made, who can read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import orjson
from fastapi import APIRouter, Request, Response

from core.i18n import N_, Translator
from core.rights.document import schema
from core.rights.retention import RULES
from web_gallery.answers import page
from web_gallery.refusals import NothingHere
from web_gallery.settings import WebSettings
from web_gallery.site import TheSite
from web_gallery.visits import visit_of

_READ = ["GET", "HEAD"]
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "contact": N_("Contact"),
        "terms": N_("Terms"),
        "privacy": N_("Privacy"),
        "notices": N_("Complaints and notices"),
        "ai": N_("Made by software"),
        "accessibility": N_("Accessibility"),
    }
)
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the table of what is kept."""

    what: str
    how_long: str
    why: str


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this place; empty where the settings don't say."""

    name: str
    address: tuple[str, ...]
    email: str
    authority: str


@router.api_route("/legal", methods=_READ)
async def contact(request: Request, site: TheSite) -> Response:
    """Say who runs this place."""
    return await legal(request, site, "contact")


@router.api_route("/legal/export.schema.json", methods=_READ)
async def export_schema() -> Response:
    """Publish what the document of an export looks like."""
    headers = {"cache-control": "public, max-age=3600"}
    return Response(orjson.dumps(schema()), media_type="application/schema+json", headers=headers)


@router.api_route("/legal/{name}", methods=_READ)
async def legal(request: Request, site: TheSite, name: str) -> Response:
    """Show one of the pages."""
    if name not in TITLES:
        raise NothingHere
    visit = visit_of(request, site.settings.default_locale)
    operator = operator_of(site.settings)

    def render() -> str:
        return site.pages.render(
            f"legal/{name}.html",
            visit,
            here=name,
            titles={page_name: visit.say.gettext(title) for page_name, title in TITLES.items()},
            operator=operator,
            kept=kept(visit.say),
        )

    return page(request, site, visit, facts=("legal", name, operator), render=render)


def kept(say: Translator) -> list[Kept]:
    """Return the table of what is kept, the same that the retention job follows."""
    return [Kept(say.gettext(rule.what), _how_long(say, rule.days), say.gettext(rule.why)) for rule in RULES]


def _how_long(say: Translator, days: int | None) -> str:
    if days is None:
        return say.gettext("until you delete it")
    if days == 0:
        return say.gettext("not kept")
    return say.ngettext("{days} day", "{days} days", days, days=days)


def operator_of(settings: WebSettings) -> Operator:
    """Return who runs this place, as the settings name them; lines of the address are parted by semicolons."""
    address = tuple(line.strip() for line in settings.legal_address.split(";") if line.strip())
    return Operator(settings.legal_operator.strip(), address, settings.legal_email.strip(), settings.legal_authority)
