"""Reports: one pipeline, each person once a result, weighted, limited, undone (issue 6, line 2)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.clock import new_id
from core.media import queries as media
from core.media import service as pictures
from core.media.queries import FileReach
from core.media.service import PictureHidden, PictureNotFound
from core.moderation import reports
from core.moderation.models import Case, Report
from core.moderation.refusals import OwnResult, ResultNotFound, TooLateToWithdraw, TooManyReports
from core.moderation.reports import Complaint, Reporter
from core.moderation.words import CaseState, Concern, Source, Verdict
from core.privacy import Visibility
from core.roles import Role
from tests.core.moderation.court import NOW, Court
from tests.factories import job, person, shown_to_all

MINUTE = timedelta(minutes=1)


async def test_one_report_opens_a_case_and_hides_nothing(court: Court) -> None:
    (bea,) = await court.members(1)
    heard = await court.report(bea)
    assert (heard.is_new, heard.hidden, heard.flag) == (True, False, False)
    assert (await court.case()).state is CaseState.NEW
    assert await court.is_shown()


async def test_the_same_person_reports_a_result_once_however_often_the_platform_says_so(court: Court) -> None:
    """A redelivered event, a reaction and a button are one report."""
    (bea,) = await court.members(1)
    first = await court.report(bea)
    for _ in range(3):
        again = await court.report(bea)
        assert (again.case_id, again.is_new) == (first.case_id, False)
    assert await court.session.scalar(select(func.count(Report.id))) == 1


async def test_three_members_hide_a_result_everywhere_and_its_owner_is_told_it_was_automatic(court: Court) -> None:
    for member in await court.members(2):
        assert not (await court.report(member)).hidden
    (third,) = await court.members(1)
    assert (await court.report(third)).hidden
    found = await court.pictures()
    assert all(picture.hidden_at == NOW and picture.visibility is Visibility.PRIVATE for picture in found)
    assert await shown_to_all(court.session) == []
    assert await media.file_reach(court.session, found[0].key) is FileReach.GONE
    assert await court.owed() == 1, "the message in the chat is edited"
    (told,) = await court.told("moderation.owner")
    assert (told.user_id, told.body["automated"], told.body["verdict"]) == (court.anna.id, 1, "hide")


async def test_a_moderators_flag_hides_at_once_and_opens_a_case(court: Court) -> None:
    heard = await court.report(court.mod)
    assert (heard.hidden, heard.flag) == (True, True)
    assert (await court.case()).state is CaseState.NEW
    assert await court.owed() == 1


async def test_a_moderator_of_another_space_counts_as_a_member(court: Court) -> None:
    elsewhere = await court.result(court.anna, posted=False)
    heard = await court.report(court.mod, job=elsewhere)
    assert (heard.hidden, heard.flag) == (False, False)


async def test_an_admin_flags_everywhere(court: Court) -> None:
    chief = await person(court.session, role=Role.ADMIN)
    elsewhere = await court.result(court.anna, posted=False)
    assert (await court.report(chief, job=elsewhere)).flag


async def test_a_newcomers_report_counts_half(court: Court) -> None:
    """Six accounts made for it do what three members do; the hour's limit is theirs each, so this is not free."""
    for number in range(5):
        fresh = await person(court.session)
        fresh.created_at = NOW
        assert not (await court.report(fresh)).hidden, number
    sixth = await person(court.session)
    sixth.created_at = NOW
    assert (await court.report(sixth)).hidden


async def test_any_number_of_strangers_counts_as_one_member(court: Court) -> None:
    for number in range(20):
        assert not (await court.report(f"stranger {number}")).hidden
    one, two = await court.members(2)
    assert not (await court.report(one)).hidden
    assert (await court.report(two)).hidden


async def test_whoever_reports_for_sport_is_worn_out_and_counts_little(court: Court) -> None:
    (troll,) = await court.members(1)
    for number in range(5):
        made = await court.result(court.anna)
        await court.report(troll, job=made, after=timedelta(minutes=number))
        await court.decide(Verdict.DISMISS)
    with pytest.raises(TooManyReports):
        await court.report(troll)
    await court.report(troll, after=timedelta(hours=2))
    weight = await court.session.scalar(select(Report.weight).where(Report.job_id == court.job.id))
    assert weight == pytest.approx(2 / 7)


async def test_a_withdrawn_report_still_counts_towards_the_hour(court: Court) -> None:
    (bea,) = await court.members(1)
    for _ in range(5):
        made = await court.result(court.anna)
        await court.report(bea, job=made)
        await reports.withdraw(court.session, made.id, bea, origin="discord", now=NOW)
    with pytest.raises(TooManyReports):
        await court.report(bea)


async def test_a_moderator_is_not_limited(court: Court) -> None:
    for _ in range(7):
        assert (await court.report(court.mod, job=await court.result(court.anna))).hidden


async def test_nobody_reports_themselves(court: Court) -> None:
    with pytest.raises(OwnResult):
        await court.report(court.anna)
    assert await court.session.scalar(select(func.count(Case.id))) == 0


async def test_what_is_not_there_is_not_reported(court: Court) -> None:
    (bea,) = await court.members(1)
    gone = await court.result(court.anna)
    for picture in await court.pictures(gone):
        await pictures.delete(court.session, court.anna, picture.id, now=NOW)
    waiting = await job(court.session, court.anna)
    for job_id in (gone.id, waiting.id, new_id()):
        with pytest.raises(ResultNotFound):
            await reports.report(
                court.session, job_id, by=Reporter("en", "web", bea), complaint=Complaint(Source.WEB), now=NOW
            )


async def test_taking_a_flag_back_within_ten_minutes_undoes_it(court: Court) -> None:
    await court.report(court.mod)
    await reports.withdraw(court.session, court.job.id, court.mod, origin="discord", now=NOW + 9 * MINUTE)
    assert await court.is_shown(), "as public as before, at its old place in the feed"
    assert (await court.case()).state is CaseState.CLOSED
    assert await court.owed() == 1


async def test_after_ten_minutes_a_report_stands(court: Court) -> None:
    await court.report(court.mod)
    with pytest.raises(TooLateToWithdraw):
        await reports.withdraw(court.session, court.job.id, court.mod, origin="discord", now=NOW + 11 * MINUTE)
    assert not await court.is_shown()


async def test_nobody_takes_back_what_is_decided_or_was_never_said(court: Court) -> None:
    (bea,) = await court.members(1)
    with pytest.raises(TooLateToWithdraw):
        await reports.withdraw(court.session, court.job.id, bea, origin="discord", now=NOW)
    await court.report(bea)
    await court.decide(Verdict.HIDE)
    with pytest.raises(TooLateToWithdraw):
        await reports.withdraw(court.session, court.job.id, bea, origin="discord", now=NOW)


async def test_one_of_three_who_takes_back_brings_the_result_back_and_the_case_stays(court: Court) -> None:
    members = await court.members(3)
    for member in members:
        await court.report(member)
    assert not await court.is_shown()
    await reports.withdraw(court.session, court.job.id, members[0], origin="discord", now=NOW)
    assert await court.is_shown()
    assert (await court.case()).state is CaseState.NEW
    assert (await court.report(members[0], after=MINUTE)).hidden, "said again, it counts again"


async def test_another_flag_keeps_hidden_what_one_moderator_takes_back(court: Court) -> None:
    chief = await person(court.session, role=Role.ADMIN)
    await court.report(court.mod)
    await court.report(chief)
    await reports.withdraw(court.session, court.job.id, court.mod, origin="discord", now=NOW)
    assert not await court.is_shown()


async def test_what_a_moderator_approved_is_not_hidden_by_members_again(court: Court) -> None:
    for member in await court.members(3):
        await court.report(member)
    await court.decide(Verdict.DISMISS)
    assert await court.is_shown()
    for member in await court.members(9):
        assert not (await court.report(member, Concern.MINOR_SAFETY)).hidden
    assert (await court.case()).state is CaseState.NEW, "somebody looks again"
    assert (await court.report(court.mod)).hidden, "a moderator may think otherwise"


async def test_suspected_danger_to_minors_is_quarantined_by_one_known_member(court: Court) -> None:
    fresh = await person(court.session)
    fresh.created_at = NOW
    assert not (await court.report(fresh, Concern.MINOR_SAFETY)).hidden
    (bea,) = await court.members(1)
    assert (await court.report(bea, Concern.MINOR_SAFETY)).hidden
    case, found = await court.case(), await court.pictures()
    assert case.quarantined
    assert all(picture.quarantined for picture in found)
    with pytest.raises(PictureNotFound):
        await pictures.owned(court.session, court.anna, found[0].id)
    assert await media.mine(court.session, court.anna.id, limit=9) == []
    (told,) = await court.told("moderation.owner")
    assert told.body["prompt"] == "", "what is in quarantine is not quoted"


async def test_a_reaction_after_a_plain_report_may_make_it_graver_never_milder(court: Court) -> None:
    one, two, three = await court.members(3)
    await court.report(one, Concern.SEXUAL)
    await court.report(two, Concern.HATE)
    assert (await court.case()).concern is Concern.HATE
    await court.report(three, Concern.OTHER)
    assert (await court.case()).concern is Concern.HATE


async def test_a_hidden_picture_can_be_deleted_by_its_owner_and_not_published(court: Court) -> None:
    await court.report(court.mod)
    first, second = await court.pictures()
    with pytest.raises(PictureHidden):
        await pictures.set_visibility(court.session, court.anna, first.id, visibility=Visibility.UNLISTED, now=NOW)
    await pictures.delete(court.session, court.anna, second.id, now=NOW)
    await reports.withdraw(court.session, court.job.id, court.mod, origin="discord", now=NOW)
    shown, gone = await court.pictures()
    assert (shown.visibility, gone.deleted_at) == (Visibility.PUBLIC, NOW)


async def test_what_a_hostile_note_holds_is_kept_as_words(court: Court) -> None:
    (bea,) = await court.members(1)
    complaint = Complaint(Source.WEB, note="a\0b\ud800" + "x" * 5000)
    by = Reporter("en", "web", bea)
    await reports.report(court.session, court.job.id, by=by, complaint=complaint, now=NOW)
    note = await court.session.scalar(select(Report.note))
    assert note is not None
    assert note.startswith("ab?x")
    assert len(note) == reports.LONGEST_NOTE


async def test_a_moderator_quarantines_alone_however_new_their_account_is(court: Court) -> None:
    court.mod.created_at = NOW
    await court.report(court.mod, Concern.MINOR_SAFETY)
    assert (await court.case()).quarantined
    await reports.withdraw(court.session, court.job.id, court.mod, origin="discord", now=NOW)
    assert await court.is_shown()
    assert not any(picture.quarantined for picture in await court.pictures())
