"""Moderators' pages: the queue, a case, every deed, and what others see of them (issue 6, line 3)."""

import re

import httpx
import pytest
from sqlalchemy import select

from core.audit.queries import Filter, entries
from core.moderation.models import Appeal, Case, CaseNote, Decision
from core.moderation.words import CaseState, Verdict
from core.roles import Role
from core.users.models import User
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.site import Site

OURS = {"origin": ORIGIN}
WHY = "Rule 3: no copies."


async def promoted(site: Site, user: User, role: Role = Role.ADMIN) -> User:
    """Return somebody with a role."""
    async with site.database.transaction() as session:
        (await session.get_one(User, user.id)).role_level = role
    return user


async def reported(site: Site, client: httpx.AsyncClient, seeds: Seeds, *, concern: str = "copyright") -> Case:
    """Have a stranger report a picture, and return the case."""
    media = await seeds.picture(await seeds.person("Ada"), prompt="a copied cat")
    fields = {"concern": concern, "note": "mine <b>"}
    assert (await client.post(f"/i/{media.slug}/report", data=fields, headers=OURS)).status_code == 303
    async with site.database.transaction() as session:
        return (await session.scalars(select(Case))).one()


async def the_case(site: Site) -> Case:
    """Return the case as it stands."""
    async with site.database.transaction() as session:
        return (await session.scalars(select(Case))).one()


async def test_a_case_is_found_taken_noted_decided_and_taken_back_without_a_script(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    case = await reported(site, client, seeds)
    csrf = await signed_in(site, client, await promoted(site, await seeds.person("Chief")))
    assert f"/moderation/{case.id}" in (await client.get("/moderation")).text
    page = await client.get(f"/moderation/{case.id}")
    assert "a copied cat" in page.text
    assert "mine &lt;b&gt;" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    path = f"/moderation/{case.id}"
    sent = {"csrf": csrf}
    assert (await client.post(f"{path}/take", data=sent, headers=OURS)).headers["location"] == path
    assert (await the_case(site)).state is CaseState.ASSIGNED
    await client.post(f"{path}/note", data=sent | {"words": "I asked Ada."}, headers=OURS)
    await client.post(f"{path}/decide", data=sent | {"verdict": "hide", "reason": WHY}, headers=OURS)
    assert (await the_case(site)).state is CaseState.DECIDED
    page = await client.get(path)
    assert "I asked Ada." in page.text
    assert WHY in page.text
    assert "Chief: 1 case" in (await client.get("/moderation")).text
    await client.post(f"{path}/reverse", data=sent | {"reason": "It was Ada's own."}, headers=OURS)
    assert (await the_case(site)).state is CaseState.CLOSED
    async with site.database.transaction() as session:
        assert (await session.scalars(select(CaseNote.words))).one() == "I asked Ada."
        decision = (await session.scalars(select(Decision))).one()
        assert (decision.verdict, decision.reversed_at is not None) == (Verdict.HIDE, True)


async def test_what_is_wrong_is_said_on_the_page_with_the_words_kept(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    case = await reported(site, client, seeds)
    csrf = await signed_in(site, client, await promoted(site, await seeds.person("Chief")))
    path = f"/moderation/{case.id}"
    fields = {"csrf": csrf, "verdict": "rate", "level": "", "reason": "Too <dark>"}
    answer = await client.post(f"{path}/decide", data=fields, headers=OURS | {"accept-language": "pl"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "Too &lt;dark&gt;" in answer.text
    assert re.search(r'value="rate" required checked', answer.text)
    for deed, wrong in (("decide", {"verdict": "burn", "reason": "x"}), ("eat", {})):
        answer = await client.post(f"{path}/{deed}", data={"csrf": csrf} | wrong, headers=OURS)
        assert answer.status_code in {400, 404}
    assert (await client.post(f"{path}/note", data={"csrf": csrf, "words": " "}, headers=OURS)).status_code == 400
    async with site.database.transaction() as session:
        seen = [entry for entry in await entries(session, Filter("case"), limit=20) if entry.action == "case.seen"]
    assert len(seen) == 3, "a refused form shows the case as well, and that is on record"
    assert (await the_case(site)).state is CaseState.NEW


async def test_what_is_in_quarantine_is_looked_at_on_record_only(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    case = await reported(site, client, seeds, concern="minor-safety")
    async with site.database.transaction() as session:
        (await session.get_one(Case, case.id)).quarantined = True
    csrf = await signed_in(site, client, await promoted(site, await seeds.person("Chief")))
    page = await client.get(f"/moderation/{case.id}")
    assert "a copied cat" not in page.text
    assert "/files/" not in page.text
    looked = await client.post(f"/moderation/{case.id}/look", data={"csrf": csrf}, headers=OURS)
    assert "a copied cat" in looked.text
    async with site.database.transaction() as session:
        seen = await entries(session, Filter("quarantine"), limit=5)
    assert [entry.resource for entry in seen] == [f"case:{case.id}"]


async def test_an_appeal_is_answered_by_somebody_else(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    case = await reported(site, client, seeds)
    csrf = await signed_in(site, client, await promoted(site, await seeds.person("Chief")))
    path = f"/moderation/{case.id}"
    await client.post(f"{path}/decide", data={"csrf": csrf, "verdict": "hide", "reason": WHY}, headers=OURS)
    async with site.database.transaction() as session:
        row = await session.get_one(Case, case.id)
        row.state_name = CaseState.APPEALED.value
        decision = (await session.scalars(select(Decision))).one()
        session.add(
            Appeal(
                case_id=case.id,
                decision_id=decision.id,
                user_id=row.owner_id,
                words="It is mine.",
                made_at=decision.decided_at,
            )
        )
    fields = {"granted": "yes", "reason": "Right."}
    own = await client.post(f"{path}/answer", data={"csrf": csrf} | fields, headers=OURS)
    assert own.status_code == 403, "nobody answers an appeal against themselves"
    client.cookies.clear()
    csrf = await signed_in(site, client, await promoted(site, await seeds.person("Judge")))
    assert "It is mine." in (await client.get(path)).text
    assert (await client.post(f"{path}/answer", data={"csrf": csrf} | fields, headers=OURS)).status_code == 303
    assert (await the_case(site)).state is CaseState.CLOSED


@pytest.mark.parametrize("role", [Role.USER, Role.CREATOR])
async def test_to_others_there_is_nothing_here(role: Role, site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    """G14: the id of a case opens nothing to who may not decide of it."""
    case = await reported(site, client, seeds)
    path = f"/moderation/{case.id}"
    for address in ("/moderation", path):
        assert (await client.get(address)).headers["location"] == "/login"
    csrf = await signed_in(site, client, await promoted(site, await seeds.person("Bert"), role))
    for address in ("/moderation", path):
        assert (await client.get(address)).status_code == 404
    for deed in ("take", "note", "decide", "reverse", "answer", "look"):
        fields = {"csrf": csrf, "verdict": "hide", "reason": WHY, "words": "x", "granted": "yes"}
        assert (await client.post(f"{path}/{deed}", data=fields, headers=OURS)).status_code == 404
        assert (await client.post(f"{path}/{deed}", data=fields)).status_code == 403
    assert (await the_case(site)).state is CaseState.NEW
