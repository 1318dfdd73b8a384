"""Reporting a picture from its page, without an account; a receipt tells later what became of it."""

import hashlib
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.clock import utc_now
from core.errors import DomainError
from core.i18n import N_, Translator
from core.moderation import queries as moderation
from core.moderation import reports
from core.moderation.models import Decision
from core.moderation.reports import Complaint, Reporter
from core.moderation.words import CONCERN_NAMES, CaseState, Concern, Source, Verdict
from core.privacy import new_slug
from core.signing import signature
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere, status_of
from web_gallery.routes.pictures import visible
from web_gallery.settings import WebSettings
from web_gallery.site import Site, TheSite
from web_gallery.viewers import Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

_STRANGER = "stranger"
_WAITS = N_("A moderator has not decided yet. Look again in a day.")
_LEFT = N_("A moderator looked at it and left it as it is.")
_RATED = N_("A moderator gave it an age rating.")
_TAKEN = N_("A moderator took it away.")
router = APIRouter()


@router.api_route("/i/{slug}/report", methods=["GET", "HEAD"])
async def form(request: Request, site: TheSite, slug: str) -> Response:
    """Ask what is wrong with a picture."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        media, _ = await visible(session, slug, viewer)
    return own_page(visit, _page(site, visit, viewer, media.slug))


@router.post("/i/{slug}/report")
async def take(request: Request, site: TheSite, slug: str) -> Response:
    """Take a report and send its author to the receipt; what is wrong with it is said above what was typed."""
    now, code = utc_now(), new_slug()
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=now)
        fields = await own_form(request, site.settings, viewer)
        media, _ = await visible(session, slug, viewer)
    by = _reporter(request, site.settings, viewer, locale=visit.locale)
    note = fields.get("note", "")
    complaint = Complaint(Source.WEB, _concern(fields.get("concern", "")), note, receipt=_hashed(code))
    try:
        async with reading(site.database) as session:
            heard = await reports.report(session, media.job_id, by=by, complaint=complaint, now=now)
    except DomainError as refusal:
        html = _page(site, visit, viewer, media.slug, typed=fields, trouble=visit.say.error(refusal))
        return own_page(visit, html, status=status_of(refusal))
    where = f"/reports/{code}" if heard.is_new else "/reports/known"
    return RedirectResponse(where, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})


@router.api_route("/reports/{code}", methods=["GET", "HEAD"])
async def receipt(request: Request, site: TheSite, code: str) -> Response:
    """Tell the holder of a receipt what became of a report."""
    visit = visit_of(request, site.settings.default_locale)
    if code == "known":
        html = site.pages.render(
            "receipt.html", visit, said=visit.say.gettext(N_("You have reported it already.")), address=""
        )
        return own_page(visit, html)
    async with reading(site.database) as session:
        found = await moderation.by_receipt(session, _hashed(code))
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
    if found is None:
        raise NothingHere
    address = f"{site.settings.origin}/reports/{code}"
    html = site.pages.render(
        "receipt.html", visit, said=_standing(visit.say, *found), address=address, is_stranger=viewer is None
    )
    return own_page(visit, html)


def _page(
    site: Site,
    visit: Visit,
    viewer: Viewer | None,
    slug: str,
    *,
    typed: Mapping[str, str] | None = None,
    trouble: str = "",
) -> str:
    concerns = [(concern.value, visit.say.gettext(name)) for concern, name in CONCERN_NAMES.items()]
    return site.pages.render(
        "report.html", visit, slug=slug, concerns=concerns, csrf=viewer.csrf if viewer else "",
        most=reports.LONGEST_NOTE, typed=typed or {}, trouble=trouble,
    )  # fmt: skip


def stranger_key(settings: WebSettings, address: str, day: str) -> str:
    """Return what stands for somebody without an account on one day: no address is written down."""
    return signature(settings.signing_key, _STRANGER, address, day)


def _reporter(request: Request, settings: WebSettings, viewer: Viewer | None, *, locale: str) -> Reporter:
    if viewer is not None:
        return Reporter(locale, "web", viewer.user)
    address = request.client.host if request.client else ""
    return Reporter(locale, "web", stranger=stranger_key(settings, address, f"{utc_now():%Y-%m-%d}"))


def _concern(name: str) -> Concern:
    try:
        return Concern(name)
    except ValueError:
        return Concern.OTHER


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()


def _standing(say: Translator, state: CaseState, decision: Decision | None) -> str:
    if state in {CaseState.NEW, CaseState.ASSIGNED}:
        return say.gettext(_WAITS)
    match decision.verdict if decision is not None else Verdict.DISMISS:
        case Verdict.DISMISS:
            return say.gettext(_LEFT)
        case Verdict.RATE:
            return say.gettext(_RATED)
        case _:
            return say.gettext(_TAKEN)
