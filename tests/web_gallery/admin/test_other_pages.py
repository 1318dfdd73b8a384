"""Spaces, the log, the house's log, settings, usage and announcements in admins' browsers (issue 7, line 1)."""

import json
import re
from datetime import timedelta

from sqlalchemy import func, select, text

from core.admin import places, settling
from core.audit.models import AuditEntry
from core.clock import new_id, utc_now
from core.errands.models import Errand
from core.home.models import HomeAction, HomeBridge
from core.jobs.models import Job
from core.platforms import Platform
from core.spaces import service as spaces
from core.users.models import User
from tests.factories import job
from tests.web_gallery.admin.conftest import Office
from tests.web_gallery.conftest import KEY
from tests.web_gallery.seeds import Seeds


async def planted(office: Office) -> str:
    """Return the address of a server's page."""
    async with office.site.database.transaction() as session:
        place = await spaces.enter(session, Platform.DISCORD, "77<b>", now=utc_now())
    return f"/admin/spaces/{place.id}"


def marks(page: str) -> list[str]:
    """Return the marks of a page's settings."""
    return re.findall(r'name="mark" value="([^"]+)"', page)


async def test_a_space_is_settled_from_one_form_and_each_change_is_on_record(office: Office) -> None:
    path = await planted(office)
    assert "77&lt;b&gt;" in await office.page("/admin/spaces")
    mark = marks(await office.page(path))[0]
    fields = {
        "locale": "pl",
        "level": "2",
        "visibility": "",
        "close-publish": "on",
        "channels": "12, 5",
        "announce": "12",
    }
    assert (await office.send(path, mark=mark, **fields)).status_code == 303
    page = await office.page(path)
    assert "5\n12" in page or "12\n5" in page
    changed = {entry.new["setting"] for entry in await office.recorded("space") if isinstance(entry.new, dict)}
    assert changed == {"locale", "level", "closed", "channels", "announce_channel"}
    stale = await office.send(path, mark=mark, **fields | {"level": "0"})
    assert stale.status_code == 409, "somebody else was faster"
    same = await office.send(path, mark=mark, **fields)
    assert same.status_code == 303, "a form sent twice changes nothing and is no mistake"
    assert len(await office.recorded("space")) == len(changed)


async def test_a_channel_has_settings_of_its_own(office: Office) -> None:
    path = await planted(office)
    fresh = settling.Settled().mark
    assert (await office.send(path, mark=fresh, channel="-100:7", level="0", locale="pl")).status_code == 303
    assert "Channel -100:7" in await office.page(path)
    async with office.site.database.transaction() as session:
        place = await spaces.enter(session, Platform.DISCORD, "77<b>", channel_id="-100:7", now=utc_now())
    assert (place.level, place.locale) == (0, "pl")
    answer = await office.send(path, mark=fresh, channel="<script>")
    assert answer.status_code == 400
    assert "&lt;script&gt;" in answer.text


async def test_hostile_settings_are_refused_on_the_page(office: Office) -> None:
    path = await planted(office)
    mark = marks(await office.page(path))[0]
    many = {"channels": " ".join(map(str, range(101)))}
    named = [("locale", "xx"), ("level", "9"), ("level", "-1"), ("level", "²"), ("visibility", "all")]
    for wrong in (*({name: value} for name, value in named), {"announce": "a b"}, {"channels": "<b>"}, many):
        answer = await office.send(path, mark=mark, **wrong)
        assert answer.status_code == 400, wrong
        assert 'role="alert"' in answer.text
    assert (await office.visitor.get(f"/admin/spaces/{office.admin.id}")).status_code == 404
    assert await office.recorded("space") == []


async def test_the_log_is_filtered_verified_and_taken_along(office: Office, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    await office.send(f"/admin/people/{ada.id}/block")
    await office.send("/admin/queue/pause", what="queue:", reason="Zażółć")
    assert "Nobody has had the log verified" in await office.page("/admin/audit")
    page = await office.page("/admin/audit?area=block&person=Chief")
    assert "block.changed" in page
    assert "queue.paused" not in page
    assert "block.changed" in await office.page(f"/admin/audit?resource=user:{ada.id}")
    assert "Nothing is on record" in await office.page("/admin/audit?person=Nobody")
    tomorrow = (utc_now() + timedelta(days=1)).date()
    assert "Nothing is on record" in await office.page(f"/admin/audit?since={tomorrow}")
    for damaged in ("area=odd", "since=x", "until=0001-01-01", "before=x", "before=" + "9" * 40):
        assert (await office.visitor.get(f"/admin/audit?{damaged}")).status_code == 400
    assert (await office.send("/admin/audit/verify")).status_code == 303
    assert "Whole up to entry" in await office.page("/admin/audit")
    taken = await office.send("/admin/audit/export", area="queue")
    assert taken.headers["content-disposition"].startswith('attachment; filename="audit-')
    lines = [json.loads(line) for line in taken.text.splitlines()]
    assert [line["action"] for line in lines] == ["queue.paused"]
    assert lines[0]["new"] == {"reason": "Zażółć"}
    assert [entry.action for entry in await office.recorded("audit")] == ["audit.exported", "audit.verified"]


async def test_a_broken_log_is_told_with_its_place(office: Office) -> None:
    await office.send("/admin/queue/pause", what="queue:")
    async with office.site.database.transaction() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        (await session.scalars(select(AuditEntry))).first().origin = "elsewhere"  # type: ignore[union-attr]  # it is there
        await session.flush()
    await office.send("/admin/audit/verify")
    assert "Broken at entry" in await office.page("/admin/audit")
    assert "Broken" in await office.page("/admin")


async def test_the_log_turns_its_pages_without_repeating(office: Office) -> None:
    for number in range(52):
        await office.send("/admin/queue/pause", what="queue:", reason=str(number))
    first = await office.page("/admin/audit?area=queue")
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    numbers = [re.findall(r"#(\d+)<", page) for page in (first, await office.page(older))]
    assert (len(numbers[0]), len(numbers[1])) == (50, 2)
    assert not set(numbers[0]) & set(numbers[1])


async def test_the_house_tells_who_asked_for_what_and_what_came_of_it(office: Office) -> None:
    assert "No house is connected" in await office.page("/admin/home")
    now = utc_now()
    async with office.site.database.transaction() as session:
        session.add(HomeBridge(id=1, mode_name="dry_run", connected=True, time_zone="UTC"))
        for state, title in (("done", "Hall <on>"), ("refused", "Front door")):
            session.add(
                HomeAction(
                    id=new_id(), key=title, user_id=office.admin.id, kind_name="calls", state_name=state, title=title,
                    calls=[], entity_ids=[f"light.{state}"], risk_level=1, origin="discord", created_at=now,
                    expires_at=now, platform="discord", channel_id="1", locale="en", delivery="delivered",
                )
            )  # fmt: skip
    page = await office.page("/admin/home")
    assert "Hall &lt;on&gt;" in page
    assert "Chief" in page
    for query in ("state=done", "entity=light.done"):
        filtered = await office.page(f"/admin/home?{query}")
        assert "Hall" in filtered
        assert "Front door" not in filtered
    assert "Nothing like this" in await office.page("/admin/home?person=Nobody")
    assert (await office.visitor.get("/admin/home?state=odd")).status_code == 400


async def test_settings_show_no_secret_and_change_what_may_change(office: Office) -> None:
    page = await office.page("/admin/settings")
    assert KEY.get_secret_value() not in page
    assert office.site.settings.database_url not in page
    assert office.site.settings.redis_url not in page
    assert "SIGNING_KEY" in page
    path = "/admin/settings/credits"
    assert (await office.send(path, role="user", credits="250")).status_code == 303
    assert (await office.send(path, role="user", credits="250")).status_code == 303
    assert (await office.send(path, role="super_admin", credits="1")).status_code == 403
    wrong = await office.send(path, role="creator", credits="<b>")
    assert wrong.status_code == 400
    assert 'value="&lt;b&gt;"' in wrong.text
    assert (await office.send(path, role="king", credits="1")).status_code == 400
    assert [(one.resource, one.new) for one in await office.recorded("quota")] == [("role:user", 250)]
    assert (await office.send("/admin/settings/mode", mode="fly")).status_code == 400
    assert (await office.send("/admin/settings/mode", mode="read_only")).status_code == 303
    assert (await office.send("/admin/settings/eat")).status_code == 404


async def test_an_announcement_goes_out_and_a_bad_one_keeps_its_words(office: Office) -> None:
    path = "/admin/settings/announcement"
    assert (await office.send(path, words="Hello")).status_code == 409, "nobody listens"
    async with office.site.database.transaction() as session:
        place = await spaces.enter(session, Platform.DISCORD, "1", now=utc_now())
        await spaces.change(session, place.id, {"announce_channel": "5"})
    long = "<b>" * places.MOST_WORDS
    answer = await office.send(path, words=long)
    assert answer.status_code == 400
    assert "&lt;b&gt;&lt;b&gt;" in answer.text
    sent = await office.send(path, words="New models!")
    assert "It goes to 1 channel." in sent.text
    async with office.site.database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Errand)) == 1


async def test_usage_counts_by_day_and_draws_it_with_words_beside(office: Office, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    now = utc_now()
    async with office.site.database.transaction() as session:
        owner = await session.get_one(User, ada.id)
        for days, state in ((0, "succeeded"), (0, "failed"), (3, "succeeded"), (40, "succeeded")):
            made = await job(session, owner, now=now - timedelta(days=days))
            row = await session.get_one(Job, made.id)
            row.state_name, row.cost, row.started_at = state, 7, row.created_at + timedelta(seconds=10)
            row.finished_at = row.started_at + timedelta(seconds=20)
    page = await office.page("/admin/usage")
    assert "3 in all, 1 of them failed." in page
    assert "14 in all." in page
    assert page.count("<svg") >= 4
    assert "20 seconds" in page
    assert "<script" not in page.partition("<main")[2]
    assert "4 in all" in await office.page("/admin/usage?days=90")
    assert (await office.visitor.get("/admin/usage?days=31")).status_code == 400
