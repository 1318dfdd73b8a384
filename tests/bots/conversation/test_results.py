"""What became of a job, its buttons, and who may press them (G6)."""

import pytest
from sqlalchemy import update

from bots.conversation import results
from bots.conversation.actions import Action
from bots.conversation.replies import Reply
from core.clock import utc_now
from core.i18n import translator
from core.jobs.deliveries import Due
from core.jobs.editing import Mode
from core.jobs.models import Job
from core.jobs.orders import Failure
from core.jobs.states import ENDED, State
from core.media.models import Media
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Role
from tests.bots.conversation.conftest import Talk
from tests.bots.conversation.test_commands import PAINTER, actions
from tests.factories import worker

EN, PL = translator("en"), translator("pl")
ABOUT_JOB = ("redo", "edit", "reach", "original", "delete", "remove", "cancel")
ABOUT_PICTURE = ("vary", "show")
CHANGING = {"reach", "original", "delete", "remove", "show", "cancel"}


async def outcome_of(talk: Talk, job: Job, locale: str = "en") -> Reply:
    """Return the answer to a job."""
    return await talk.assistant.outcome(Due(job.id, job, "channel", None, locale, 1))


async def test_a_drawn_picture_comes_with_everything_one_can_do_with_it(talk: Talk) -> None:
    job = await talk.drawn(talk.person("anna"))
    await _describe(talk, alt={"en": "A fox", "pl": "Lis"}, not_drawn=["purple", "moon"])
    reply = await outcome_of(talk, await talk.job(Reply(job=job.id)), "pl")
    assert [(picture.alt, picture.spoiler) for picture in reply.pictures] == [("Lis", False)]
    assert reply.pictures[0].name.endswith(".png")
    assert "moon, purple" in reply.lines[0]
    assert "storyboard" in reply.small
    assert actions(reply) == [
        "redo", "edit", "vary", "vary", "upscale", "upscale", "animate", "describe", "reach", "reach", "original",
        "report", "delete",
    ]  # fmt: skip
    assert len(reply.rows) <= 5
    assert [button.url for row in reply.rows for button in row if button.url] == []


async def _describe(talk: Talk, **values: object) -> None:
    async with talk.database.transaction() as session:
        await session.execute(update(Media).values(**values))


async def test_a_picture_that_nobody_could_rate_is_veiled_and_its_owner_told_why_it_is_private(talk: Talk) -> None:
    """Fail closed, and say so."""
    job = await talk.drawn(talk.person("anna"), visibility=Visibility.PUBLIC)
    await _describe(talk, judged=False, visibility_name=Visibility.PRIVATE.value, published_at=None)
    reply = await outcome_of(talk, await talk.job(Reply(job=job.id)))
    assert [picture.spoiler for picture in reply.pictures] == [True]
    assert "nothing here could rate it by age" in reply.lines[0]
    assert "./run doctor" in reply.lines[0]


async def test_each_of_several_pictures_can_be_varied_and_a_shared_one_opened(talk: Talk) -> None:
    job = await talk.drawn(talk.person("anna"), visibility=Visibility.UNLISTED, count=3)
    reply = await outcome_of(talk, await talk.job(Reply(job=job.id)))
    assert [button.label for button in reply.rows[1]] == ["Vary 1", "Vary 2", "Vary 3"]
    assert [button.label for button in reply.rows[2]] == ["Enlarge 1", "Enlarge 2", "Enlarge 3"]
    labels = [button.label for button in reply.rows[3]]
    assert labels == ["Make public", "Make private", "Open"]
    assert "/i/" in reply.rows[3][2].url


async def test_a_rated_picture_is_veiled(talk: Talk) -> None:
    job = await talk.drawn(talk.person("anna"))
    await _describe(talk, level=1)
    assert (await outcome_of(talk, job)).pictures[0].spoiler


@pytest.mark.parametrize("say", [EN, PL])
@pytest.mark.parametrize("state", list(State))
async def test_every_end_of_a_job_has_its_words(talk: Talk, state: State, say: object) -> None:
    del say
    job = await talk.job(await talk.person("anna").say("draw", prompt="a fox"))
    job.state_name = state.value
    english = results.outcome(EN, job, [], public_url="")
    polish = results.outcome(PL, job, [], public_url="")
    assert english.text != polish.text
    if state in ENDED and state is not State.SUCCEEDED:
        assert actions(english) == ["redo"]
        assert "credits" in english.text
    if state not in ENDED:
        assert english.done == 0.0
        assert actions(english) == ["cancel"]


@pytest.mark.parametrize("failure", [*Failure, None])
async def test_every_failure_has_its_sentence(talk: Talk, failure: Failure | None) -> None:
    job = await talk.job(await talk.person("anna").say("draw", prompt="a fox"))
    job.state_name, job.error = State.FAILED.value, failure and failure.value
    for say in (EN, PL):
        text = results.outcome(say, job, [], public_url="").text
        assert "{" not in text
        assert text.count(".") >= 2


async def test_progress_is_a_bar_from_empty_to_full(talk: Talk) -> None:
    job = await talk.job(await talk.person("anna").say("draw", prompt="a fox"))
    bars = [(await talk.assistant.progress("en", job, done=done)).text for done in (0.0, 0.5, 1.0)]
    assert bars == ["Drawing ▱▱▱▱▱▱▱▱▱▱▱▱ 0 %", "Drawing ▰▰▰▰▰▰▱▱▱▱▱▱ 50 %", "Drawing ▰▰▰▰▰▰▰▰▰▰▰▰ 100 %"]


async def test_the_message_of_an_accepted_job_is_remembered_and_other_messages_are_not(talk: Talk) -> None:
    accepted = await talk.person("anna").say("draw", prompt="a fox")
    await talk.assistant.posted(accepted, Platform.DISCORD, message_id="m1")
    await talk.assistant.posted(Reply(text="hello"), Platform.DISCORD, message_id="m2")


async def test_redo_draws_the_same_with_another_seed(talk: Talk) -> None:
    anna = talk.person("anna")
    job = await talk.drawn(anna, style="ink", seed=7, visibility=Visibility.UNLISTED)
    again = await talk.job(await anna.press(str(Action("redo", job.id))))
    assert (again.draw.prompt, again.draw.style, again.visibility) == (job.draw.prompt, "ink", Visibility.UNLISTED)
    assert again.draw.seed != 7


async def test_editing_offers_the_prompt_and_draws_the_changed_one(talk: Talk) -> None:
    anna = talk.person("anna")
    job = await talk.drawn(anna)
    form = (await anna.press(str(Action("edit", job.id)))).form
    assert form is not None
    assert form.fields[0].value == job.draw.prompt
    edited = await talk.assistant.form(anna.turn, form.action, {"prompt": "an owl"})
    assert (await talk.job(edited)).draw.prompt == "an owl"


@pytest.mark.parametrize("references", [True, False])
async def test_a_variation_starts_from_the_picture_where_the_model_can(talk: Talk, references: bool) -> None:  # noqa: FBT001 - both sides of it
    card = PAINTER.model_copy(
        update={"engine": "storyboard", "name": "storyboard", "edits": (Mode.IMAGE,) if references else ()}
    )
    await talk.worker_awake(worker().model_copy(update={"models": (card,)}))
    anna = talk.person("anna")
    await talk.drawn(anna)
    (picture,) = await talk.pictures()
    varied = await talk.job(await anna.press(str(Action("vary", picture.id))))
    assert varied.draw.reference == (picture.key if references else None)


@pytest.mark.parametrize("visibility", list(Visibility))
async def test_the_reach_of_all_pictures_of_a_job_changes_together(talk: Talk, visibility: Visibility) -> None:
    anna = talk.person("anna")
    job = await talk.drawn(anna, count=2)
    reply = await anna.press(str(Action("reach", job.id, visibility.value)))
    assert {picture.visibility for picture in await talk.pictures()} == {visibility}
    assert (reply.in_place, len(reply.pictures)) == (True, 2)
    assert visibility.value in reply.text


async def test_the_original_comes_as_a_file_for_the_asker_alone(talk: Talk) -> None:
    anna = talk.person("anna")
    job = await talk.drawn(anna)
    reply = await anna.press(str(Action("original", job.id)))
    assert (reply.as_files, reply.private, len(reply.pictures)) == (True, True, 1)


async def test_deleting_is_asked_first_and_then_takes_everything(talk: Talk) -> None:
    anna = talk.person("anna")
    job = await talk.drawn(anna, count=2)
    asked = await anna.press(str(Action("delete", job.id)))
    assert "2 pictures" in asked.text
    assert len(await talk.pictures()) == 2
    done = await anna.press(asked.rows[0][0].action)
    assert done.removes
    assert {picture.deleted_at is None for picture in await talk.pictures()} == {False}
    assert "find this picture" in (await anna.press(asked.rows[0][0].action)).text
    assert (await outcome_of(talk, await talk.job(Reply(job=job.id)))).text == "This picture was deleted."


@pytest.mark.parametrize("verb", [*ABOUT_JOB, *ABOUT_PICTURE, "edited"])
@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("visibility", list(Visibility))
async def test_what_a_stranger_may_press_follows_the_visibility_matrix_g6(
    talk: Talk,
    visibility: Visibility,
    hidden: bool,  # noqa: FBT001 - one side of the matrix
    verb: str,
) -> None:
    """A forged or forwarded button: another person's private thing, and every hidden prompt, is not found."""
    anna, bert = talk.person("anna"), talk.person("bert")
    await anna.press(str(Action("set", None, "prompts.hide" if hidden else "prompts.show")))
    job = await talk.drawn(anna, visibility=visibility)
    (picture,) = await talk.pictures()
    before = await talk.counts()
    subject = picture.id if verb in ABOUT_PICTURE else job.id
    action = str(Action(verb, subject, "public" if verb == "reach" else ""))
    reply = (
        await talk.assistant.form(bert.turn, action, {"prompt": "an owl"})
        if verb == "edited"
        else await bert.press(action)
    )
    shared = visibility is not Visibility.PRIVATE and not hidden and verb not in CHANGING
    if shared:
        assert reply.job is not None or reply.form is not None
        return
    assert "can't find this" in reply.text
    assert (reply.pictures, reply.quote, reply.form, reply.job) == ((), "", None, None)
    assert "planted" not in repr(reply)
    assert await talk.counts() == before
    (after,) = await talk.pictures()
    assert (after.visibility, after.deleted_at) == (visibility, None)


async def test_an_admin_may_take_anybodys_picture_away(talk: Talk) -> None:
    admin = talk.person("admin")
    await admin.become(Role.ADMIN)
    job = await talk.drawn(talk.person("anna"))
    assert (await admin.press(str(Action("remove", job.id)))).removes
    (picture,) = await talk.pictures()
    assert picture.deleted_at is not None
    assert picture.deleted_at <= utc_now()
