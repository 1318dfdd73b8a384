"""The API for programs of admins: only they, only with the scope, and everything on record (issue 7, line 3)."""

import pytest

from core.auth.tokens import Scope
from core.jobs.states import State
from core.roles import Role
from tests.web_gallery.admin.conftest import Office
from tests.web_gallery.admin.test_queue_pages import planted
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_moderation import promoted

BASE = "/api/v1/admin"
LOOKS = ("people", "queue", "jobs", "workers", "audit", "usage")


@pytest.mark.parametrize("role", [Role.GUEST, Role.USER, Role.CREATOR])
async def test_others_are_told_nothing_whatever_their_token_says(role: Role, office: Office, seeds: Seeds) -> None:
    other = await promoted(office.site, await seeds.person("Bert"), role)
    token = await office.token(other)
    for look in LOOKS:
        assert (await office.visitor.get(f"{BASE}/{look}", headers=token)).status_code == 403
        assert (await office.visitor.get(f"{BASE}/{look}")).status_code == 403, "a cookie is no token"
    answer = await office.visitor.put(f"{BASE}/queue/pauses/queue/all", json={}, headers=token)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:inkhearth:not-allowed")


async def test_an_admins_token_needs_the_scope(office: Office) -> None:
    narrow = await office.token(office.admin, Scope.READ, Scope.CREATE, Scope.PUBLISH)
    answer = await office.visitor.get(f"{BASE}/people", headers=narrow)
    assert answer.json()["type"] == "urn:inkhearth:token-scope"
    wide = await office.token(office.admin, Scope.ADMIN)
    for look in LOOKS:
        answer = await office.visitor.get(f"{BASE}/{look}", headers=wide)
        assert answer.status_code == 200, answer.text
        again = await office.visitor.get(f"{BASE}/{look}", headers=wide | {"if-none-match": answer.headers["etag"]})
        assert again.status_code in {200, 304}


async def test_people_are_found_and_changed_unless_somebody_was_faster(office: Office, seeds: Seeds) -> None:
    ada, token = await seeds.person("Ada"), await office.token(office.admin)
    for number in range(3):
        await seeds.person(f"Fox {number}")
    first = (await office.visitor.get(f"{BASE}/people?q=fox&limit=2", headers=token)).json()
    assert [one["name"] for one in first["items"]] == ["Fox 2", "Fox 1"]
    assert first["next"]
    path = f"{BASE}/people/{ada.id}"
    etag = (await office.visitor.get(path, headers=token)).headers["etag"]
    wanted = {"role": "creator", "credits_a_day": 9, "blocked": True}
    done = await office.visitor.patch(path, json=wanted, headers=token | {"if-match": etag})
    assert (done.status_code, done.json()["role"], done.json()["credits_a_day"]) == (200, "creator", 9)
    stale = await office.visitor.patch(path, json={"blocked": False}, headers=token | {"if-match": etag})
    assert stale.status_code == 412
    refused = await office.visitor.patch(path, json={"credits_a_day": 3, "role": "super_admin"}, headers=token)
    assert refused.status_code == 403
    assert (await office.person(ada)).credits_a_day == 9, "all of it or nothing"
    assert (await office.visitor.post(f"{path}/credits", json={"credits": 4}, headers=token)).status_code == 204
    assert (await office.visitor.delete(f"{path}/sessions", headers=token)).status_code == 204
    assert (await office.visitor.patch(path, json={"credits_a_day": "9"}, headers=token)).status_code == 400
    assert (await office.visitor.get(f"{BASE}/people/{office.admin.id}x", headers=token)).status_code == 400


async def test_the_queue_is_paused_let_go_and_its_jobs_tried_and_ended(office: Office, seeds: Seeds) -> None:
    ada, token = await seeds.person("Ada"), await office.token(office.admin)
    failed, waiting = await planted(office, ada, State.FAILED), await planted(office, ada)
    for breadth, name, status in (
        ("queue", "all", 204),
        ("kind", "video", 204),
        ("kind", "odd", 400),
        ("odd", "x", 400),
    ):
        put = await office.visitor.put(f"{BASE}/queue/pauses/{breadth}/{name}", json={"reason": "r"}, headers=token)
        assert put.status_code == status, put.text
    told = (await office.visitor.get(f"{BASE}/queue", headers=token)).json()
    assert [(one["breadth"], one["name"]) for one in told["pauses"]] == [("queue", ""), ("kind", "video")]
    assert sum(load["waiting"] for load in told["loads"]) == 1
    mine = await office.token(ada, Scope.READ)
    place = (await office.visitor.get(f"/api/v1/jobs/{waiting.id}", headers=mine)).json()["place"]
    assert (place["seconds"], place["paused"]) == (None, "r"), "whoever waits is told"
    for _ in range(2):
        assert (await office.visitor.delete(f"{BASE}/queue/pauses/queue/all", headers=token)).status_code == 204
    listed = (await office.visitor.get(f"{BASE}/jobs?standing=failed&owner={ada.id}", headers=token)).json()
    assert [one["id"] for one in listed["items"]] == [str(failed.id)]
    assert "a fox" not in str(listed)
    for which, deed, status in ((failed, "retry", 200), (failed, "retry", 409), (waiting, "cancel", 200)):
        answer = await office.visitor.post(f"{BASE}/jobs/{which.id}/{deed}", headers=token)
        assert answer.status_code == status, answer.text


async def test_the_log_is_read_page_by_page_and_verified(office: Office) -> None:
    token = await office.token(office.admin)
    for number in range(3):
        await office.visitor.put(f"{BASE}/queue/pauses/queue/all", json={"reason": f"{number}"}, headers=token)
    first = (await office.visitor.get(f"{BASE}/audit?area=queue&limit=2", headers=token)).json()
    second = (await office.visitor.get(first["next"], headers=token)).json()
    assert [entry["new"]["reason"] for entry in first["items"] + second["items"]] == ["2", "1", "0"]
    verdict = (await office.visitor.post(f"{BASE}/audit/verification", headers=token)).json()
    assert verdict["fault"] is None
    assert verdict["entries"] >= 3
    for damaged in ("area=odd", "since=0001-01-01T00:00:00Z", "since=x", "before=0"):
        assert (await office.visitor.get(f"{BASE}/audit?{damaged}", headers=token)).status_code == 400
