"""Reporting from the chat: by button, command and flag, and what is said of it (issue 6, line 2)."""

import pytest
from sqlalchemy import select

from bots.conversation.actions import Action
from bots.conversation.reporting import Flags
from core.jobs.models import Delivery
from core.moderation.words import CONCERN_NAMES, Verdict
from tests.bots.conversation.conftest import Talk
from tests.bots.conversation.court import SPACE, Scene, convened, lines, verbs


@pytest.fixture
async def scene(talk: Talk) -> Scene:
    """A result that nobody has reported yet."""
    return await convened(talk)


async def test_the_button_asks_what_is_wrong_and_thanks_for_the_answer(scene: Scene) -> None:
    asked = await scene.bea.press(str(Action("report", scene.job.id)))
    assert (asked.private, verbs(asked)) == (True, ["complain"] * len(CONCERN_NAMES))
    thanked = await scene.complain()
    assert "Thank you" in thanked.text
    assert verbs(thanked) == ["unreport"]
    assert "already" in (await scene.complain("other")).text
    back = await scene.bea.press(str(Action("unreport", scene.job.id)))
    assert "taken back" in back.text


@pytest.mark.parametrize("written", ["slug", "address", "id", "job"])
async def test_a_result_is_reported_by_whatever_names_it(scene: Scene, written: str) -> None:
    (picture,) = await scene.talk.pictures()
    names = {
        "slug": picture.slug,
        "address": f"https://pictures.example/i/{picture.slug}?lang=pl",
        "id": str(scene.job.id),
        "job": f" {scene.job.id} ",
    }
    asked = await scene.bea.say("report", result=names[written])
    assert "complain" in verbs(asked)
    told = await scene.bea.say("report", result=names[written], about="copyright", note="It is mine.")
    assert "Thank you" in told.text
    (report,) = await scene.reports()
    assert (report.concern_name, report.note, report.source_name) == ("copyright", "It is mine.", "command")


@pytest.mark.parametrize("given", ["", "nonsense", "x" * 500, "\0", "🦊", "00000000-0000-0000-0000-000000000000"])
async def test_what_names_nothing_is_not_found(scene: Scene, given: str) -> None:
    assert "can't find" in (await scene.bea.say("report", result=given)).text
    assert await scene.reports() == []


async def test_an_unknown_concern_is_something_else(scene: Scene) -> None:
    await scene.bea.say("report", result=str(scene.job.id), about="NONSENSE")
    assert [report.concern_name for report in await scene.reports()] == ["other"]


@pytest.mark.parametrize("verb", ["report", "complain", "unreport", "case", "take", "appeal"])
async def test_a_button_without_its_subject_is_refused(scene: Scene, verb: str) -> None:
    reply = await scene.mod.press(str(Action(verb)))
    assert reply.private
    assert "can't find" in reply.text or "no longer works" in reply.text


async def test_a_hidden_result_says_so_wherever_it_is_shown_and_stays_private(scene: Scene) -> None:
    await scene.mod.press(str(Action("complain", scene.job.id, "other")))
    (picture,) = await scene.talk.pictures()
    shown = await scene.anna.say("show", picture=picture.slug)
    assert "hidden" in shown.text
    assert shown.pictures == ()
    public = await scene.anna.press(str(Action("reach", scene.job.id, "public")))
    assert "stays private" in public.text
    assert "can't find" in (await scene.bea.press(str(Action("redo", scene.job.id)))).text


async def test_a_flag_on_what_is_no_result_is_nothing(scene: Scene) -> None:
    flags = Flags(scene.talk.assistant.setting)
    assert await flags.raised(scene.bea.turn, chat="channel", message_id="404") is None
    await flags.lowered(scene.bea.turn, chat="channel", message_id="404")
    assert await scene.reports() == []


async def test_a_flag_that_does_not_count_is_silent(scene: Scene) -> None:
    async with scene.talk.database.transaction() as session:
        (delivery,) = await session.scalars(select(Delivery))
        delivery.message_id = "77"
    flags = Flags(scene.talk.assistant.setting)
    assert await flags.raised(scene.anna.turn, chat="channel", message_id="77") is None, "it is her own"
    await flags.lowered(scene.bea.turn, chat="channel", message_id="77")
    heard = await flags.raised(scene.bea.turn, chat="channel", message_id="77")
    assert heard is not None
    assert heard.is_new
    await flags.lowered(scene.bea.turn, chat="channel", message_id="77")
    account = await scene.bea.account()
    async with scene.talk.database.transaction() as session:
        blocked = await session.get_one(type(account), account.id)
        blocked.blocked_at = blocked.created_at
    assert await flags.raised(scene.bea.turn, chat="channel", message_id="77") is None


async def test_reporters_are_told_each_end_in_their_language(scene: Scene) -> None:
    ewa = scene.talk.person("ewa", "pl", space=SPACE)
    await ewa.press(str(Action("complain", scene.job.id, "other")))
    await scene.rule(Verdict.DISMISS.value)
    assert "bez zmian" in lines(await scene.said_to(ewa))
