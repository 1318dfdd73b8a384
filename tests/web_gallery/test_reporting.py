"""Reporting without an account, and what hiding does to pages and files (issue 6, lines 2 and 3)."""

import httpx
import pytest
from sqlalchemy import select

from core.clock import new_id, utc_now
from core.moderation import hiding, service
from core.moderation.models import Case, Report
from core.moderation.service import Ruling
from core.moderation.words import Verdict
from core.privacy import Visibility
from core.roles import Role
from core.storage.store import LONGEST_LINK
from core.users.models import User
from tests.web_gallery.conftest import KEY, ORIGIN
from tests.web_gallery.seeds import Seeds, drawn
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.routes.reporting import stranger_key
from web_gallery.settings import WebSettings
from web_gallery.site import Site

OURS = {"origin": ORIGIN}
SAID = {"concern": "copyright", "note": "This is my drawing."}


async def reports(site: Site) -> list[Report]:
    """Return all reports."""
    async with site.database.transaction() as session:
        return list(await session.scalars(select(Report).order_by(Report.id)))


async def decide(site: Site, seeds: Seeds, verdict: Verdict) -> None:
    """Have an admin decide the one case."""
    chief = await seeds.person("Chief")
    async with site.database.transaction() as session:
        admin = await session.get_one(User, chief.id)
        admin.role_level = Role.ADMIN
        case = (await session.scalars(select(Case))).one()
        ruling = Ruling(verdict, "Rule 3.", 1 if verdict is Verdict.RATE else None)
        await service.decide(session, admin, case.id, ruling=ruling, origin="web", now=utc_now())


async def test_a_stranger_reports_gets_a_receipt_and_reads_there_what_was_decided(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    """A whole journey without an account and without a script."""
    media = await seeds.picture(await seeds.person())
    assert f"/i/{media.slug}/report" in (await client.get(f"/i/{media.slug}")).text
    form = await client.get(f"/i/{media.slug}/report?lang=pl")
    assert 'value="minor-safety"' in form.text
    sent = await client.post(f"/i/{media.slug}/report", data=SAID, headers=OURS)
    assert sent.status_code == 303
    receipt = sent.headers["location"]
    page = await client.get(receipt)
    assert f"{ORIGIN}{receipt}" in page.text
    assert page.headers["x-robots-tag"] == "noindex"
    (report,) = await reports(site)
    assert (report.concern_name, report.note, report.reporter_id) == ("copyright", SAID["note"], None)
    assert receipt.removeprefix("/reports/") not in str(report.receipt), "the code itself is not kept"
    await decide(site, seeds, Verdict.HIDE)
    assert "took it away" in (await client.get(receipt)).text


@pytest.mark.parametrize(("verdict", "said"), [(Verdict.DISMISS, "left it as it is"), (Verdict.RATE, "age rating")])
async def test_a_receipt_tells_each_end(
    verdict: Verdict, said: str, client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    media = await seeds.picture(await seeds.person())
    sent = await client.post(f"/i/{media.slug}/report", data=SAID, headers=OURS)
    assert "not decided yet" in (await client.get(sent.headers["location"])).text
    await decide(site, seeds, verdict)
    assert said in (await client.get(sent.headers["location"])).text


async def test_the_same_stranger_reports_a_picture_once(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    media = await seeds.picture(await seeds.person())
    sent = [await client.post(f"/i/{media.slug}/report", data=SAID, headers=OURS) for _ in range(3)]
    assert [answer.headers["location"] for answer in sent[1:]] == ["/reports/known"] * 2
    assert "already" in (await client.get("/reports/known")).text
    assert len(await reports(site)) == 1


async def test_a_stranger_reports_five_things_an_hour(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    owner = await seeds.person()
    statuses = []
    for _ in range(6):
        media = await seeds.picture(owner)
        statuses.append((await client.post(f"/i/{media.slug}/report", data=SAID, headers=OURS)).status_code)
    assert statuses == [303] * 5 + [429]


async def test_whoever_is_signed_in_reports_as_themselves_with_their_forms_mark(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    media, ben = await seeds.picture(await seeds.person()), await seeds.person("Ben")
    csrf = await signed_in(site, client, ben)
    assert (await client.post(f"/i/{media.slug}/report", data=SAID, headers=OURS)).status_code == 403
    sent = await client.post(f"/i/{media.slug}/report", data=SAID | {"csrf": csrf}, headers=OURS)
    assert sent.status_code == 303
    assert [report.reporter_id for report in await reports(site)] == [ben.id]
    assert "you have no account" not in (await client.get(sent.headers["location"])).text


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
async def test_no_other_site_reports_in_somebodys_place(
    headers: dict[str, str], client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    media = await seeds.picture(await seeds.person())
    assert (await client.post(f"/i/{media.slug}/report", data=SAID, headers=headers)).status_code == 403
    assert await reports(site) == []


@pytest.mark.parametrize("data", [{}, {"concern": "nonsense"}, {"concern": "hate", "note": "\0\ud7ff" * 3000}])
async def test_an_absurd_form_is_a_report_of_something_else_or_cut(
    data: dict[str, str], client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    media = await seeds.picture(await seeds.person())
    assert (await client.post(f"/i/{media.slug}/report", data=data, headers=OURS)).status_code == 303
    (report,) = await reports(site)
    assert report.concern_name in {"other", "hate"}
    assert len(report.note) <= 1000


@pytest.mark.parametrize("code", ["x", "%00", "a" * 500, "%F0%9F%A6%8A"])
async def test_a_receipt_that_was_never_given_is_nothing(code: str, client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/reports/{code}")).status_code == 404


async def test_what_stands_for_a_stranger_is_another_mark_each_day(settings: WebSettings) -> None:
    """No address is written down, and nobody is followed from day to day."""
    marks = {stranger_key(settings, "203.0.113.7", day) for day in ("2026-11-21", "2026-11-22")}
    assert len(marks) == 2
    assert all("203" not in mark for mark in marks)
    assert KEY.get_secret_value() not in str(marks)


async def test_what_is_hidden_is_gone_from_every_page_list_and_file_even_with_a_signed_address(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    """Everywhere at once (issue 6, line 2); takedowns answer 410 (trust.md, § Privacy)."""
    coded = await seeds.code(drawn(400, 300))
    media = await seeds.picture(await seeds.person(), coded=coded, visibility=Visibility.UNLISTED)
    public = await seeds.picture(await seeds.person("Ben"))
    link = (await site.store.link(media.key, lifetime=LONGEST_LINK, now=utc_now())).removeprefix(ORIGIN)
    assert (await client.get(link)).status_code == 200
    decision = new_id()
    async with site.database.transaction() as session:
        for one in (media, public):
            await hiding.hide(session, one.job_id, by=decision, now=utc_now())
    for path in (f"/i/{media.slug}", f"/i/{public.slug}", link, f"/files/{public.key}", f"/i/{public.slug}/report"):
        assert (await client.get(path)).status_code == 410, path
    for listing in ("/", "/feed.atom", "/sitemap.xml", "/api/v1/feed"):
        assert public.slug not in (await client.get(listing)).text
    async with site.database.transaction() as session:
        await hiding.show(session, by=decision, now=utc_now())
    assert public.slug in (await client.get("/")).text
    assert (await client.get(f"/i/{media.slug}")).status_code == 200


async def test_a_file_in_quarantine_is_gone_though_an_equal_one_is_public(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    coded = await seeds.code(drawn(400, 300), with_copies=False)
    mine = await seeds.picture(await seeds.person(), coded=coded)
    await seeds.picture(await seeds.person("Ben"), coded=coded)
    async with site.database.transaction() as session:
        await hiding.hide(session, mine.job_id, by=new_id(), quarantine=True, now=utc_now())
    assert (await client.get(f"/files/{coded.key}")).status_code == 410
