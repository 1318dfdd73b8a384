"""Admins look after people in a browser: found, changed with a question before, blocked, signed out (issue 7)."""

import asyncio

import pytest
from fastapi import FastAPI

from core.auth import sessions
from core.clock import utc_now
from core.roles import Role
from core.users.models import Identity
from tests.web_gallery.admin.conftest import Office
from tests.web_gallery.seeds import NOON, Seeds
from tests.web_gallery.test_moderation import promoted
from tests.web_gallery.visitors import FROM_HERE, browser, mark

PAGES = ("", "/people", "/spaces", "/queue", "/workers", "/usage", "/audit", "/home", "/settings")


@pytest.mark.parametrize("role", [Role.GUEST, Role.USER, Role.CREATOR])
async def test_to_others_there_is_nothing_here(role: Role, app: FastAPI, office: Office, seeds: Seeds) -> None:
    """G14: neither a page nor a form; whoever is not signed in is sent to do so."""
    other = await promoted(office.site, await seeds.person("Bert"), role)
    async with browser(app) as stranger:
        for page in PAGES:
            assert (await stranger.get(f"/admin{page}")).headers["location"] == "/login"
        assert (
            await stranger.post("/admin/queue/pause", data={"what": "queue:"}, headers=FROM_HERE)
        ).status_code == 403
    async with browser(app, user=other) as visitor:
        csrf = mark(await visitor.get("/me/account"))
        for page in PAGES:
            assert (await visitor.get(f"/admin{page}")).status_code == 404
        assert "/admin" not in (await visitor.get("/me/account")).text
        for path in (f"people/{other.id}/role", "queue/pause", "audit/verify", "audit/export", "settings/credits"):
            fields = {"csrf": csrf, "role": "super_admin", "sure": "yes", "was": "user", "what": "queue:"}
            assert (await visitor.post(f"/admin/{path}", data=fields, headers=FROM_HERE)).status_code == 404
    assert (await office.person(other)).role is role
    assert await office.recorded("role") == []


async def test_a_blocked_admin_finds_nothing_and_no_form_comes_from_elsewhere(office: Office) -> None:
    answer = await office.visitor.post("/admin/queue/pause", data={"what": "queue:"}, headers=FROM_HERE)
    assert answer.status_code == 403, "without the mark of the session"
    async with office.site.database.transaction() as session:
        (await session.get_one(type(office.admin), office.admin.id)).blocked_at = utc_now()
    assert (await office.visitor.get("/admin")).status_code == 404


async def test_people_are_found_by_name_number_role_and_standing_page_by_page(office: Office, seeds: Seeds) -> None:
    for number in range(54):
        await seeds.person(f"Fox {number:02}")
    ewa = await seeds.person("Ewa <b>")
    async with office.site.database.transaction() as session:
        session.add(
            Identity(user_id=ewa.id, platform_name="telegram", external_id="4711", name="ewa_k", created_at=NOON)
        )
    first = await office.page("/admin/people?q=fox")
    assert first.count("/admin/people/") == 50
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert (await office.page(older)).count("/admin/people/") == 4
    for query in ("q=4711", "q=EWA_", f"q={ewa.id}"):
        assert str(ewa.id) in await office.page(f"/admin/people?{query}")
    assert "Ewa &lt;b&gt;" in await office.page(f"/admin/people/{ewa.id}")
    assert str(office.admin.id) in await office.page("/admin/people?role=admin")
    assert "Nobody like this" in await office.page("/admin/people?standing=blocked")
    for damaged in ("role=king", "standing=odd", "before=x", "q=" + "x" * 200, "q=%00"):
        assert (await office.visitor.get(f"/admin/people?{damaged}")).status_code == 400
    assert (await office.visitor.get(f"/admin/people/{NOON:%Y}")).status_code == 400


async def test_a_role_is_asked_about_before_it_changes_and_changes_once(office: Office, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    path = f"/admin/people/{ada.id}/role"
    asked = await office.send(path, role="creator")
    assert asked.status_code == 200
    assert 'name="sure" value="yes"' in asked.text
    assert (await office.person(ada)).role is Role.USER
    sure = {"role": "creator", "was": "user", "sure": "yes"}
    sent = await asyncio.gather(*(office.send(path, **sure) for _ in range(3)))
    assert {answer.status_code for answer in sent} <= {303, 409}
    assert (await office.person(ada)).role is Role.CREATOR
    (entry,) = await office.recorded("role")
    assert (entry.user_id, entry.resource, entry.old, entry.new, entry.origin) == (
        office.admin.id, f"user:{ada.id}", "user", "creator", "web",
    )  # fmt: skip
    stale = await office.send(path, role="admin", was="user", sure="yes")
    assert stale.status_code == 409
    assert "meanwhile" in stale.text
    assert (await office.send(path, role="king", sure="yes", was="creator")).status_code == 400


async def test_nobody_rises_above_who_raises_them(office: Office, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    chief = await promoted(office.site, await seeds.person("Root"), Role.SUPER_ADMIN)
    answer = await office.send(f"/admin/people/{ada.id}/role", role="super_admin", was="user", sure="yes")
    assert answer.status_code == 403
    for deed, fields in (
        ("role", {"role": "user", "was": "super_admin", "sure": "yes"}),
        ("block", {}),
        ("sign-out", {}),
    ):
        assert (await office.send(f"/admin/people/{chief.id}/{deed}", **fields)).status_code == 403
    assert (await office.send(f"/admin/people/{office.admin.id}/block")).status_code == 409
    assert "change nothing" in await office.page(f"/admin/people/{chief.id}")


async def test_credits_are_set_added_and_wrong_ones_said_on_the_page(office: Office, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    path = f"/admin/people/{ada.id}"
    for typed in ("-1", "1e3", "ten <b>", "٣", "9" * 400, "1000001"):
        answer = await office.send(f"{path}/credits", credits=typed)
        assert answer.status_code == 400, typed
        assert 'role="alert"' in answer.text
    assert 'value="ten &lt;b&gt;"' in (await office.send(f"{path}/credits", credits="ten <b>")).text
    assert (await office.send(f"{path}/today", today="")).status_code == 400
    assert (await office.send(f"{path}/credits", credits="7")).status_code == 303
    assert (await office.send(f"{path}/today", today="5")).status_code == 303
    assert "12 of 12 left" in await office.page(path)
    await office.send(f"{path}/credits", credits="7")
    await office.send(f"{path}/credits", credits="")
    assert (await office.person(ada)).credits_a_day is None
    assert [entry.action for entry in await office.recorded("quota")] == [
        "quota.changed", "quota.granted", "quota.changed",
    ], "what changes nothing is not on record"  # fmt: skip


async def test_somebody_is_blocked_once_let_in_and_signed_out_everywhere(office: Office, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    async with office.site.database.transaction() as session:
        await sessions.open_session(session, ada, device="x", now=utc_now())
    path = f"/admin/people/{ada.id}"
    assert "1 browser" in await office.page(path)
    for deed in ("block", "block", "sign-out", "sign-out", "unblock", "unblock"):
        assert (await office.send(f"{path}/{deed}")).status_code == 303
    assert [entry.new for entry in await office.recorded("block")] == [False, True]
    assert [entry.new for entry in await office.recorded("sessions")] == [1]
    assert "0 browsers" in await office.page(path)
    assert (await office.send(f"{path}/eat")).status_code == 404
    assert "Zablokuj" in await office.page(path, **{"accept-language": "pl"})
