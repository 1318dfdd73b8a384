"""Admins watch the queue in a browser: what waits, pauses, another try, an end; and the workers (issue 7, line 1)."""

import asyncio
from urllib.parse import quote

from core.clock import utc_now
from core.jobs import pausing
from core.jobs.models import Job
from core.jobs.states import State
from core.jobs.sweeps import note_workers
from core.users.models import User
from tests.factories import job, worker
from tests.web_gallery.admin.conftest import Office
from tests.web_gallery.seeds import Seeds


async def planted(office: Office, owner: User, state: State = State.QUEUED) -> Job:
    """Return somebody's job in a state."""
    async with office.site.database.transaction() as session:
        made = await job(session, await session.get_one(User, owner.id), now=utc_now())
        made.state_name = state.value
        if state is State.FAILED:
            made.finished_at, made.error = utc_now(), "engine"
        await session.flush()
    return made


async def state_of(office: Office, made: Job) -> State:
    """Return how a job stands now."""
    async with office.site.database.transaction() as session:
        return (await session.get_one(Job, made.id)).state


async def test_the_queue_is_told_without_anybodys_words(office: Office, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    await planted(office, ada)
    await planted(office, ada, State.FAILED)
    page = await office.page("/admin/queue")
    assert "Ada" in page
    assert "a fox" not in page, "what was asked for is private"
    assert "The engine could not draw it." in page
    assert "Try again" not in await office.page("/admin/queue?state=waiting&kind=image&model=storyboard/storyboard")
    assert "No such job" in await office.page("/admin/queue?kind=video")
    for damaged in ("state=odd", "kind=odd", "before=1", "model=" + "x" * 300):
        assert (await office.visitor.get(f"/admin/queue?{damaged}")).status_code == 400


async def test_a_pause_is_made_changed_and_ended_on_record(office: Office, seeds: Seeds) -> None:
    await planted(office, await seeds.person("Ada"))
    for reason in ("New <card>.", "New <card>.", "Newer card."):
        assert (await office.send("/admin/queue/pause", what="queue:", reason=reason)).status_code == 303
    page = await office.page("/admin/queue")
    assert "Everything is paused" in page
    assert "Newer card." in page
    assert "Newer card." in await office.page("/admin")
    gone = await asyncio.gather(*(office.send("/admin/queue/resume", what="queue:") for _ in range(3)))
    assert {answer.status_code for answer in gone} == {303}
    assert "Everything is paused" not in await office.page("/admin/queue")
    actions = [(entry.action, entry.resource) for entry in await office.recorded("queue")]
    assert actions == [("queue.resumed", "queue"), ("queue.paused", "queue"), ("queue.paused", "queue")]


async def test_what_can_not_be_paused_is_said_with_the_words_kept(office: Office) -> None:
    for what, status in (
        ("kind:panel", 400),
        ("kind:<b>", 400),
        ("worker:nobody", 400),
        ("worker:\0", 400),
        ("x", 400),
    ):
        assert (await office.send("/admin/queue/pause", what=what, reason="r")).status_code == status, what
    answer = await office.send("/admin/queue/pause", what="kind:video", reason="<i>" * 100)
    assert answer.status_code == 400
    assert "&lt;i&gt;&lt;i&gt;" in answer.text
    assert 'value="kind:video" selected' in answer.text
    async with office.site.database.transaction() as session:
        assert await pausing.pauses(session) == []


async def test_a_failed_job_is_tried_again_once_and_a_waiting_one_cancelled(office: Office, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    failed, waiting = await planted(office, ada, State.FAILED), await planted(office, ada)
    here = "/admin/queue?state=failed"
    answer = await office.send(f"/admin/queue/jobs/{failed.id}/retry", here=here)
    assert answer.headers["location"] == here
    again = await office.send(f"/admin/queue/jobs/{failed.id}/retry", here="//evil.example")
    assert again.status_code == 409
    assert 'role="alert"' in again.text
    assert await state_of(office, failed) is State.QUEUED
    done = await office.send(f"/admin/queue/jobs/{waiting.id}/cancel", here="https://evil.example")
    assert done.headers["location"] == "/admin/queue", "no redirect leads away"
    assert (await office.send(f"/admin/queue/jobs/{waiting.id}/cancel")).status_code == 409
    assert await state_of(office, waiting) is State.CANCELLED
    assert (await office.send(f"/admin/queue/jobs/{ada.id}/cancel")).status_code == 404
    assert (await office.send(f"/admin/queue/jobs/{waiting.id}/eat")).status_code == 404
    assert [(entry.action, entry.resource) for entry in await office.recorded("job")] == [
        ("job.cancelled", f"job:{waiting.id}"), ("job.retried", f"job:{failed.id}"),
    ]  # fmt: skip


async def test_workers_tell_what_they_hold_and_are_paused_by_name(office: Office, seeds: Seeds) -> None:
    assert "No worker" in await office.page("/admin/workers")
    held = await planted(office, await seeds.person("Ada"))
    async with office.site.database.transaction() as session:
        await note_workers(session, [worker("pc <1>")], now=utc_now())
        row = await session.get_one(Job, held.id)
        row.state_name, row.worker, row.lease_until = "running", worker("pc <1>").holder, utc_now()
        row.dispatched_at = utc_now()
    page = await office.page("/admin/workers")
    assert "pc &lt;1&gt;" in page
    assert "is drawn" in page
    sent = await office.send("/admin/queue/pause", what="worker:pc <1>", here="/admin/workers")
    assert sent.headers["location"] == "/admin/workers"
    assert "paused" in await office.page("/admin/workers")
    assert quote("pc") in await office.page("/admin/queue")
