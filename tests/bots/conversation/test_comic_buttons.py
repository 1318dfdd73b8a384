"""What can be done with a comic: every button below a storyboard and below finished pages."""

import pytest
from sqlalchemy import select

from bots.conversation.actions import Action
from core.audit.models import AuditEntry
from core.comics.models import Comic
from core.engines import STORYBOARD
from core.jobs.models import Job
from core.jobs.orders import Failure
from core.jobs.states import Kind, State
from core.roles import Role
from tests.bots.conversation.comics import SCRIPT, buttons, creator, finished, outcome, storyboard, the_comic, verbs
from tests.bots.conversation.conftest import Talk
from tests.factories import worker


async def test_a_finished_comic_has_every_button(talk: Talk) -> None:
    done = await finished(talk, await creator(talk))
    assert verbs(done) == {
        "comicpick", "comicedit", "comicsizes", "comicstyles", "comicreach", "comicnext", "comicfile", "comicwords",
        "report", "comicdrop",
    }  # fmt: skip
    assert max(len(row) for row in done.rows) <= 5


async def test_drawing_says_what_all_panels_cost_together(talk: Talk) -> None:
    who = await creator(talk)
    board = await storyboard(talk, who)
    reply = await who.press(buttons(board)["Draw it"].action)
    assert reply.small == "3 panels · costs 3 credits"
    progress = await talk.assistant.progress("en", await talk.job(reply), done=0.95 * 2 / 3)
    assert "2 of 3 panels" in progress.text


async def test_pressing_twice_in_one_event_draws_once(talk: Talk) -> None:
    who = await creator(talk)
    board = await storyboard(talk, who)
    turn, action = who.turn, buttons(board)["Draw it"].action
    first = await talk.assistant.press(turn, action)
    second = await talk.assistant.press(turn, action)
    assert first.job == second.job


async def test_edited_words_are_set_at_once_and_cost_nothing(talk: Talk) -> None:
    who = await creator(talk)
    done = await finished(talk, who)
    entries = (await talk.counts())[1]
    form = await who.press(buttons(done)["Edit script"].action)
    assert form.form is not None
    reply = await talk.assistant.form(who.turn, form.form.action, {"script": SCRIPT.replace("Good.", "Delicious!")})
    job = await talk.job(reply)
    assert job.cost == 0
    assert job.draw.pages is not None
    assert "Delicious!" in job.draw.pages.script
    assert (await talk.counts())[1] == entries


async def test_an_edit_that_needs_drawing_says_what_it_costs_first(talk: Talk) -> None:
    who = await creator(talk)
    done = await finished(talk, who)
    form = await who.press(buttons(done)["Edit script"].action)
    assert form.form is not None
    jobs = (await talk.counts())[0]
    reply = await talk.assistant.form(who.turn, form.form.action, {"script": SCRIPT.replace("jumps", "sleeps")})
    assert "1 panel has to be drawn" in reply.text
    assert (await talk.counts())[0] == jobs
    drawn = await who.press(buttons(reply)["Draw it"].action)
    assert drawn.small == "1 panel · costs 1 credit"


async def test_one_panel_is_drawn_again(talk: Talk) -> None:
    who = await creator(talk)
    done = await finished(talk, who)
    which = await who.press(buttons(done)["Redraw a panel"].action)
    assert sorted(buttons(which)) == ["1", "2", "3"]
    reply = await who.press(buttons(which)["2"].action)
    assert reply.small == "1 panel · costs 1 credit"


async def test_another_layout_is_set_at_once_and_another_style_is_asked_for_first(talk: Talk) -> None:
    who = await creator(talk)
    done = await finished(talk, who)
    sizes = await who.press(buttons(done)["Layout"].action)
    reply = await who.press(buttons(sizes)["A4 page"].action)
    job = await talk.job(reply)
    assert job.draw.pages is not None
    assert (job.draw.pages.size, job.cost) == ("a4", 0)
    styles = await who.press(buttons(done)["Style"].action)
    asked = await who.press(buttons(styles)["noir"].action)
    assert "3 panels have to be drawn" in asked.text


async def test_a_comic_is_published_read_and_hidden_again(talk: Talk) -> None:
    who = await creator(talk)
    done = await finished(talk, who)
    public = await who.press(buttons(done)["Make public"].action)
    assert public.in_place
    comic = await the_comic(talk)
    assert buttons(public)["Read"].url == f"http://gallery.test/c/{comic.slug}"
    private = await who.press(buttons(public)["Make private"].action)
    assert "Read" not in buttons(private)


@pytest.mark.parametrize("file", ["PDF", "CBZ", "EPUB", "PNG", "Webtoon", "Strip"])
async def test_a_comic_is_handed_out_as_a_file(talk: Talk, file: str) -> None:
    who = await creator(talk)
    done = await finished(talk, who)
    asked = await who.press(buttons(done)[file].action)
    assert (await talk.job(asked)).kind is Kind.EXPORT
    await talk.draw(media_type="application/pdf")
    reply = await outcome(talk, asked)
    assert reply.as_files
    assert reply.pictures[0].name.endswith(".pdf")


async def test_going_on_offers_a_script_with_the_same_cast_and_look(talk: Talk) -> None:
    who = await creator(talk)
    done = await finished(talk, who, f"Title: Breakfast | Cast: Anna = red coat | {SCRIPT}")
    form = await who.press(buttons(done)["Continue"].action)
    assert form.form is not None
    text = form.form.fields[0].value
    assert "Title: Breakfast, part 2" in text
    assert "Anna = red coat" in text
    assert "PANEL 1: " in text


async def test_a_comic_with_a_missing_panel_offers_to_finish_it(talk: Talk) -> None:
    who = await creator(talk)
    board = await storyboard(talk, who)
    asked = await who.press(buttons(board)["Draw it"].action)
    async with talk.database.transaction() as session:
        panel = await session.scalar(select(Job).where(Job.kind_name == Kind.PANEL.value).limit(1))
        assert panel is not None
    await talk.assistant.press(who.turn, str(Action("cancel", panel.id)))
    await talk.draw(level=0)
    await talk.draw(level=0)
    done = await outcome(talk, asked)
    assert done.lines == ("1 panel is missing.",)
    assert done.rows[0][0].label == "Draw it · 1 credit"


async def test_a_failed_comic_offers_to_try_again_as_a_comic(talk: Talk) -> None:
    who = talk.person("ada")
    asked = await who.say("comic", script=SCRIPT)
    async with talk.database.transaction() as session:
        job = await session.get_one(Job, asked.job)
        job.state_name, job.error, job.finished_at = State.FAILED.value, Failure.ENGINE.value, job.created_at
    reply = await outcome(talk, asked)
    assert verbs(reply) == {"comicboard"}


async def test_deleting_asks_first_and_then_takes_everything(talk: Talk) -> None:
    who = await creator(talk)
    done = await finished(talk, who)
    sure = await who.press(buttons(done)["Delete"].action)
    gone = await who.press(buttons(sure)["Delete"].action)
    assert gone.removes
    assert all(picture.deleted_at is not None for picture in await talk.pictures())
    again = await who.press(buttons(done)["Edit script"].action)
    assert "can't find this comic" in again.text


async def test_nobody_elses_comic_can_be_touched(talk: Talk) -> None:
    done = await finished(talk, await creator(talk))
    stranger = talk.person("eve")
    for row in done.rows:
        for button in row:
            if not button.action.startswith("report"):
                assert "can't find this comic" in (await stranger.press(button.action)).text


async def test_forged_details_of_buttons_are_refused(talk: Talk) -> None:
    who = await creator(talk)
    await finished(talk, who)
    comic = await the_comic(talk)
    for verb in ("comicpanel", "comicsize", "comicstyle", "comicreach", "comicfile"):
        reply = await who.press(str(Action(verb, comic.id, "forged")))
        assert reply.private
        assert "no longer works" in reply.text
    assert "there is no panel 99" in (await who.press(str(Action("comicpanel", comic.id, "99")))).text


async def test_a_shown_comic_keeps_its_own_buttons(talk: Talk) -> None:
    who = await creator(talk)
    done = await finished(talk, who)
    mine = await who.say("mine")
    reply = await who.press(buttons(mine)["1"].action)
    assert verbs(reply) == verbs(done)


async def test_a_comic_begun_with_one_model_is_drawn_with_it_while_it_is_known(talk: Talk) -> None:
    card = STORYBOARD.model_copy(update={"name": "better", "cost": 5})
    who = await creator(talk)
    board = await storyboard(talk, who)
    async with talk.database.transaction() as session:
        comic = await session.scalar(select(Comic))
        assert comic is not None
        comic.target = "storyboard/storyboard"
    await talk.worker_awake(worker().model_copy(update={"models": (STORYBOARD, card)}))
    reply = await who.press(buttons(board)["Draw it"].action)
    assert reply.small == "3 panels · costs 3 credits"


async def test_an_admin_who_opens_somebody_s_private_comic_is_on_record(talk: Talk) -> None:
    """Trust: admins see private things with an audit entry, their owner needs none."""
    who = await creator(talk)
    edit = buttons(await finished(talk, who))["Edit script"].action
    assert (await who.press(edit)).form is not None
    assert await _looks(talk) == []
    admin = talk.person("boss", "en")
    await admin.become(Role.ADMIN)
    assert (await admin.press(edit)).form is not None
    comic = await the_comic(talk)
    assert await _looks(talk) == [f"comic:{comic.id}"]


async def _looks(talk: Talk) -> list[str]:
    async with talk.database.transaction() as session:
        return list(await session.scalars(select(AuditEntry.resource).where(AuditEntry.action == "private.viewed")))
