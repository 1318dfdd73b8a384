"""What was decided about one's own, read and appealed on the web: whoever has no chat needs none (trust.md, cases)."""

import html

import httpx
import pytest
from sqlalchemy import select

from core.clock import utc_now
from core.moderation import appeals, service
from core.moderation.models import Appeal, Case
from core.moderation.service import Ruling
from core.moderation.words import CaseState, Verdict
from core.roles import Role
from core.users.models import User
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_moderation import OURS, WHY, promoted, reported, the_case
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.site import Site

PATH = "/me/decisions"


async def decided(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, *, concern: str = "copyright", verdict: Verdict = Verdict.HIDE
) -> tuple[Case, User]:
    """Have a picture of Ada's reported and decided; return the case and Ada."""
    case = await reported(site, client, seeds, concern=concern)
    chief = await promoted(site, await seeds.person("Chief"))
    ruling = Ruling(verdict, WHY, 2 if verdict is Verdict.RATE else None)
    async with site.database.transaction() as session:
        by = await session.get_one(User, chief.id)
        await service.decide(session, by, case.id, ruling=ruling, origin="web", now=utc_now())
        ada = await session.get_one(User, case.owner_id)
    return case, ada


async def test_a_person_reads_what_was_decided_and_why_in_their_language(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    case, ada = await decided(site, client, seeds)
    await signed_in(site, client, ada)
    mine = (await client.get("/me")).text
    assert "Read what and why, or appeal" in mine
    assert "hidden by moderators" in mine
    assert "/files/" not in mine, "its files are gone for now, for its owner as well"
    card = (await client.get(f"/studio/jobs/{case.job_id}")).text
    assert "Hidden by moderators: read why" in card
    assert "Make public" not in card
    assert "/files/" not in card
    page = html.unescape((await client.get(PATH, headers={"accept-language": "pl"})).text)
    for told in (
        "Twój wynik zgłoszono i został ukryty.",
        "a copied cat",
        WHY,
        "skopiowane z czyjejś pracy",
        "Możesz się raz odwołać",
    ):
        assert told in page, told


async def test_a_person_appeals_once_and_sees_how_it_stands(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    case, ada = await decided(site, client, seeds)
    csrf = await signed_in(site, client, ada)
    where = f"{PATH}/{case.id}/appeal"
    assert (await client.post(where, data={"csrf": csrf, "words": "It is <mine>."}, headers=OURS)).status_code == 303
    assert (await the_case(site)).state is CaseState.APPEALED
    again = await client.post(where, data={"csrf": csrf, "words": "It is!"}, headers=OURS)
    assert (again.status_code, "one appeal a case" in again.text) == (409, True)
    page = (await client.get(PATH)).text
    assert "It is &lt;mine&gt;." in page
    assert "Somebody else looks at your appeal." in page
    assert where not in page
    assert "Read what and why" not in (await client.get("/me")).text, "nothing is left to be done"


async def test_what_was_answered_is_told_and_a_decision_taken_back_as_well(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    case, ada = await decided(site, client, seeds, verdict=Verdict.RATE)
    judge = await promoted(site, await seeds.person("Judge"), Role.SUPER_ADMIN)
    async with site.database.transaction() as session:
        await appeals.appeal(
            session, await session.get_one(User, ada.id), case.id, words="x", origin="web", now=utc_now()
        )
    async with site.database.transaction() as session:
        by = await session.get_one(User, judge.id)
        await appeals.decide_appeal(
            session, by, case.id, granted=True, reason="You are right.", origin="web", now=utc_now()
        )
    await signed_in(site, client, ada)
    page = (await client.get(PATH)).text
    assert "was taken back" in page
    assert "Your appeal was granted" in page
    assert "You are right." in page
    assert "Age rating: 2 of 3" in page


async def test_what_is_empty_is_refused_on_the_page(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    case, ada = await decided(site, client, seeds)
    csrf = await signed_in(site, client, ada)
    answer = await client.post(f"{PATH}/{case.id}/appeal", data={"csrf": csrf, "words": " "}, headers=OURS)
    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)
    async with site.database.transaction() as session:
        assert (await session.scalars(select(Appeal.id))).all() == []


async def test_what_is_in_quarantine_is_not_quoted(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    case, ada = await decided(site, client, seeds, concern="minor-safety")
    async with site.database.transaction() as session:
        (await session.get_one(Case, case.id)).quarantined = True
    await signed_in(site, client, ada)
    assert "a copied cat" not in (await client.get(PATH)).text


@pytest.mark.parametrize("deed", ["read", "appeal"])
async def test_to_others_there_is_nothing_here(site: Site, client: httpx.AsyncClient, seeds: Seeds, deed: str) -> None:
    case, _ = await decided(site, client, seeds)
    assert (await client.get(PATH)).headers["location"] == "/login"
    csrf = await signed_in(site, client, await seeds.person("Eve"))
    if deed == "read":
        page = (await client.get(PATH)).text
        assert "Nobody has decided anything" in page
        assert WHY not in page
    else:
        answer = await client.post(f"{PATH}/{case.id}/appeal", data={"csrf": csrf, "words": "x"}, headers=OURS)
        assert answer.status_code == 404
        assert (await the_case(site)).state is CaseState.DECIDED
