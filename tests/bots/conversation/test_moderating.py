"""Moderating from the chat: who may press what, what it does, and who is told (issue 6, line 3)."""

from uuid import UUID

import pytest
from sqlalchemy import select

from bots.conversation.actions import Action
from core.jobs.models import Job
from core.privacy import Visibility
from tests.bots.conversation.conftest import Talk
from tests.bots.conversation.court import REASON, Scene, convened, lines, verbs


@pytest.fixture
async def scene(talk: Talk) -> Scene:
    """A result that nobody has reported yet."""
    return await convened(talk)


async def test_a_whole_case_from_report_to_granted_appeal(scene: Scene) -> None:
    """Three people who read each other's words only where they should."""
    await scene.complain()
    queue = await scene.mod.say("mod queue")
    assert verbs(queue) == ["case"]
    case = await scene.case()
    card = await scene.mod.press(str(Action("case", case.id)))
    assert card.private
    assert all(picture.spoiler for picture in card.pictures)
    assert "anna" in lines([card])
    await scene.mod.press(str(Action("take", case.id)))
    assert "Decided" in (await scene.rule("warn")).text
    (owner,), (reporter,) = await scene.said_to(scene.anna), await scene.said_to(scene.bea)
    assert "Rule 3: be kind." in lines([owner])
    assert "A person decided this" in lines([owner])
    assert "bea" not in lines([owner]), "who reported stays unknown"
    assert "took it away" in reporter.text
    assert verbs(owner) == ["appeal"]
    await appealed_and_granted(scene, case.id, owner.rows[0][0].action)


async def appealed_and_granted(scene: Scene, case_id: UUID, appeal: str) -> None:
    """Have the owner appeal, who decided try to answer, and an admin grant it."""
    form = (await scene.anna.press(appeal)).form
    assert form is not None
    await scene.talk.assistant.form(scene.anna.turn, form.action, {"words": "It is satire."})
    appealed = await scene.chief.press(str(Action("case", case_id)))
    assert "It is satire." in lines([appealed])
    assert "answer" in verbs(appealed)
    refused = await scene.mod.press(str(Action("answer", case_id, "grant")))
    assert refused.form is not None
    assert "Somebody else" in (await scene.talk.assistant.form(scene.mod.turn, refused.form.action, REASON)).text
    asked = (await scene.chief.press(str(Action("answer", case_id, "grant")))).form
    assert asked is not None
    await scene.talk.assistant.form(scene.chief.turn, asked.action, REASON)
    assert "granted" in lines(await scene.said_to(scene.anna))
    assert [picture.visibility for picture in await scene.talk.pictures()] == [Visibility.PUBLIC]


@pytest.mark.parametrize("verdict", ["dismiss", "rate.2", "hide", "delete", "warn", "freeze", "suspend"])
async def test_each_button_of_a_case_decides_it_and_can_be_taken_back(scene: Scene, verdict: str) -> None:
    await scene.complain()
    await scene.rule(verdict)
    case = await scene.case()
    decided = await scene.mod.press(str(Action("case", case.id)))
    assert verbs(decided) == ["undo", "casenote"]
    form = (await scene.mod.press(str(Action("undo", case.id)))).form
    assert form is not None
    assert "Taken back" in (await scene.talk.assistant.form(scene.mod.turn, form.action, REASON)).text
    assert "taken back" in lines(await scene.said_to(scene.anna))


async def test_a_case_is_decided_by_command_with_a_reason(scene: Scene) -> None:
    await scene.complain()
    case = await scene.case()
    asked = await scene.mod.say("mod decide", case=str(case.id), verdict="rate", reason="Too dark for children.")
    assert "level" in asked.text
    await scene.mod.say("mod decide", case=str(case.id), verdict="rate", reason="Too dark for children.", level=2)
    assert [picture.level for picture in await scene.talk.pictures()] == [2]
    assert "Age rating: 2 of 3" in lines(await scene.said_to(scene.anna))
    assert (
        "can't find this case"
        in (await scene.mod.say("mod decide", case="nonsense", verdict="hide", reason="Why")).text
    )


async def test_notes_are_for_moderators(scene: Scene) -> None:
    await scene.complain()
    case = await scene.case()
    form = (await scene.mod.press(str(Action("casenote", case.id)))).form
    assert form is not None
    await scene.talk.assistant.form(scene.mod.turn, form.action, {"reason": "Asked Anna."})
    assert "Asked Anna." in lines([await scene.chief.press(str(Action("case", case.id)))])


@pytest.mark.parametrize("verb", ["case", "take", "rule", "undo", "casenote", "answer"])
async def test_members_press_nothing_of_a_case(scene: Scene, verb: str) -> None:
    await scene.complain()
    case = await scene.case()
    reply = await scene.bea.press(str(Action(verb, case.id, {"rule": "hide", "answer": "grant"}.get(verb, ""))))
    assert reply.form is None
    assert "can't find this case" in reply.text


@pytest.mark.parametrize("detail", ["nonsense", "rate.x", "rate.9"])
async def test_a_forged_verdict_decides_nothing(scene: Scene, detail: str) -> None:
    await scene.complain()
    case = await scene.case()
    asked = await scene.mod.press(str(Action("rule", case.id, detail)))
    if asked.form is not None:
        await scene.talk.assistant.form(scene.mod.turn, asked.form.action, REASON)
    assert (await scene.case()).state_name == "new"


async def test_members_have_no_queue_and_moderators_an_empty_one(scene: Scene) -> None:
    assert "role" in (await scene.bea.say("mod queue")).text
    assert "No case waits" in (await scene.mod.say("mod queue")).text


async def test_the_queue_says_how_many_more_wait(scene: Scene) -> None:
    for number in range(6):
        await scene.talk.drawn(scene.anna, prompt=f"fox {number}")
    async with scene.talk.database.transaction() as session:
        jobs = list(await session.scalars(select(Job.id).order_by(Job.id)))
    for job_id in jobs:
        await scene.chief.press(str(Action("complain", job_id, "other")))
    queue = await scene.mod.say("mod queue")
    assert (len(queue.lines), queue.small) == (5, "2 more wait.")


async def test_history_shows_what_counts_and_what_moderators_did(scene: Scene) -> None:
    assert "Nobody has decided" in (await scene.mod.say("mod history")).text
    await scene.complain()
    await scene.rule("warn")
    told = await scene.mod.say("mod history", who="anna")
    assert told.text == "anna has 1 warning that counts."
    assert verbs(told) == ["case"]
    assert "mod: 1 case" in (await scene.mod.say("mod history")).lines[0]
    assert "nobody called" in (await scene.mod.say("mod history", who="zoe")).text


async def test_what_is_in_quarantine_is_neither_shown_nor_quoted(scene: Scene) -> None:
    """Suspected minor-safety material is never previewed in chat (trust.md, § Moderation)."""
    await scene.mod.press(str(Action("complain", scene.job.id, "minor-safety")))
    card = await scene.mod.press(str(Action("case", (await scene.case()).id)))
    assert (card.pictures, card.quote) == ((), "")
    assert "quarantine" in lines([card])
    for verb in ("show", "original", "reach"):
        reply = await scene.anna.press(str(Action(verb, scene.job.id, "public" if verb == "reach" else "")))
        assert reply.pictures == ()


async def test_who_is_frozen_is_told_and_may_still_appeal(scene: Scene) -> None:
    await scene.complain()
    await scene.rule("freeze")
    (told,) = await scene.said_to(scene.anna)
    assert "can't make anything new" in told.text
    assert "moderator decided" in (await scene.anna.say("draw", prompt="a fox")).text
    assert (await scene.anna.press(told.rows[0][0].action)).form is not None


async def test_admins_choose_moderators_and_what_passes_here(scene: Scene) -> None:
    await scene.bea.account()
    assert "Only creators" in (await scene.chief.say("mod appoint", who="bea")).text
    assert "role" in (await scene.mod.say("mod appoint", who="mod")).text
    assert "no more" in (await scene.chief.say("mod release", who="mod")).text
    assert "role" in (await scene.mod.say("mod queue")).text
    assert "🔴 gore: refused" in (await scene.chief.say("mod screening")).lines
    said = await scene.chief.say("mod screening", category="gore", passes="yes")
    assert "🟢 gore: passes here" in said.lines
    gory = "dismembered human body parts"
    assert (await scene.bea.say("draw", prompt=gory)).job is not None
    assert (await scene.talk.person("bea").say("draw", prompt=gory)).job is None, "elsewhere it does not"
    await scene.chief.say("mod screening", category="gore", passes="no")
    assert (await scene.bea.say("draw", prompt=gory)).job is None
    assert "role" in (await scene.mod.say("mod screening", category="gore", passes="yes")).text
    assert (
        "can't be switched off" in (await scene.chief.say("mod screening", category="minor-sexual", passes="yes")).text
    )
    assert "Say it there" in (await scene.talk.person("chief").say("mod screening")).text
