"""Comics in the conversation: what is understood before anything is charged, and every button afterwards."""

from uuid import UUID

import pytest
from sqlalchemy import select

from bots.conversation.actions import Action, parse_action
from bots.conversation.replies import Button, Reply, Upload
from core.comics.models import Comic
from core.engines import STORYBOARD
from core.jobs.deliveries import Due
from core.jobs.models import Job
from core.jobs.orders import Failure
from core.jobs.states import Kind, State
from core.roles import Role
from tests.bots.conversation.conftest import Speaker, Talk
from tests.core.comics.script.test_parsing import EXAMPLE
from tests.factories import worker

SCRIPT = "The cat looks at a bowl | CAT: Hungry. || The cat jumps | SFX: THUD || The cat eats | ANNA: Good."


def buttons(reply: Reply) -> dict[str, Button]:
    """Return a reply's buttons by what they say, without what they cost."""
    return {button.label.partition(" · ")[0]: button for row in reply.rows for button in row}


def verbs(reply: Reply) -> set[str]:
    """Return what a reply's buttons do."""
    actions = [parse_action(button.action) for row in reply.rows for button in row if button.action]
    return {action.verb for action in actions if action}


async def outcome(talk: Talk, reply: Reply, locale: str = "en") -> Reply:
    """Return what a job's message becomes."""
    job = await talk.job(reply)
    return await talk.assistant.outcome(Due(UUID(int=0), job, "channel", "1", locale, 1))


async def the_comic(talk: Talk) -> Comic:
    """Return the only comic."""
    async with talk.database.transaction() as session:
        comic: Comic | None = await session.scalar(select(Comic))
    assert comic is not None
    return comic


async def storyboard(talk: Talk, who: Speaker, script: str = SCRIPT) -> Reply:
    """Return a finished storyboard."""
    asked = await who.say("comic", script=script)
    await talk.draw(level=0)
    return await outcome(talk, asked)


async def finished(talk: Talk, who: Speaker, script: str = SCRIPT) -> Reply:
    """Return a finished comic."""
    board = await storyboard(talk, who, script)
    asked = await who.press(buttons(board)["Draw it"].action)
    await talk.draw(level=0)
    await talk.draw(level=0)
    return await outcome(talk, asked)


async def creator(talk: Talk, locale: str = "en") -> Speaker:
    """Return somebody whose panels may all be drawn at once."""
    who = talk.person("ada", locale)
    await who.become(Role.CREATOR)
    return who


async def test_a_script_is_understood_aloud_and_its_storyboard_begins(talk: Talk) -> None:
    reply = await talk.person("ada").say("comic", script=SCRIPT)
    assert reply.lines == ("3 panels, speakers: CAT, ANNA.",)
    assert "costs 1 credit" in reply.small
    assert (await talk.job(reply)).kind is Kind.COMIC


async def test_the_example_of_the_design_is_understood_in_polish(talk: Talk) -> None:
    reply = await talk.person("ala", "pl").say("comic", script=EXAMPLE)
    assert reply.lines[0] == "3 kadry, mówią: KOT, ANIA."
    assert "krzyk" in reply.lines[1]


@pytest.mark.parametrize("locale", ["en", "pl"])
async def test_a_bad_script_says_every_mistake_charges_nothing_and_is_kept_for_mending(talk: Talk, locale: str) -> None:
    who = talk.person("ada", locale)
    reply = await who.say("comic", script="Size: webton\n: hello\nPANEL 2")
    assert reply.private
    assert len(reply.lines) == 3
    assert "webtoon" in " ".join(reply.lines)
    assert await talk.counts() == (0, 0)
    form = await who.press(next(iter(buttons(reply).values())).action)
    assert form.form is not None
    assert form.form.fields[0].value == "Size: webton\n: hello\nPANEL 2"


async def test_without_anything_a_form_asks_for_the_script_and_its_answer_begins_a_comic(talk: Talk) -> None:
    who = talk.person("ada")
    reply = await who.say("comic")
    assert reply.form is not None
    answer = await talk.assistant.form(who.turn, reply.form.action, {"script": SCRIPT})
    assert (await talk.job(answer)).kind is Kind.COMIC


async def test_a_text_file_may_hold_a_long_comic(talk: Talk) -> None:
    who = talk.person("ada")
    text = "\n---\n".join(f"The cat walks past house number {number} in the rain\nCAT: Wet." for number in range(40))
    reply = await who.say("comic", uploads={"file": Upload("script.txt", text.encode())})
    assert reply.lines[0] == "40 panels, speakers: CAT."
    refused = await who.say("comic", script=text)
    assert "40 panels" in refused.lines[0]
    assert refused.job is None


async def test_an_idea_becomes_a_script_that_is_shown_before_anything_is_charged(talk: Talk) -> None:
    who = talk.person("ada")
    reply = await who.say("comic", idea="a cat who wants to fly", panels=3)
    assert "A cat who wants to fly" in reply.quote
    assert "CAT" in reply.quote
    assert await talk.counts() == (0, 0)
    begun = await who.press(buttons(reply)["Storyboard"].action)
    job = await talk.job(begun)
    assert job.draw.pages is not None
    assert job.draw.pages.draft


async def test_a_storyboard_offers_to_be_drawn_with_its_price(talk: Talk) -> None:
    board = await storyboard(talk, talk.person("ada"))
    labels = [button.label for row in board.rows for button in row]
    assert labels == ["Draw it · 3 credits", "Edit script", "Layout", "Style", "Delete"]
    assert board.pictures


async def test_a_finished_comic_has_every_button(talk: Talk) -> None:
    done = await finished(talk, await creator(talk))
    assert verbs(done) == {
        "comicpick", "comicedit", "comicsizes", "comicstyles", "comicreach", "comicnext", "comicfile", "report",
        "comicdrop",
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


@pytest.mark.parametrize("file", ["PDF", "CBZ", "EPUB", "PNG", "Webtoon"])
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


async def test_a_cast_is_added_listed_shown_and_removed(talk: Talk) -> None:
    who = talk.person("ada")
    added = await who.say("cast add", name="Maya", looks="red coat, grey braid")
    assert added.quote == "red coat, grey braid"
    assert (await who.say("cast add", name="Tom = beard")).quote == "beard"
    assert (await who.say("cast list")).lines == ("Maya = red coat, grey braid", "Tom = beard")
    assert (await who.say("cast show", name="maya")).quote == "red coat, grey braid"
    await who.say("cast remove", name="MAYA")
    assert (await who.say("cast list")).lines == ("Tom = beard",)
    assert "no Maya" in (await who.say("cast show", name="Maya")).text


@pytest.mark.parametrize(
    ("name", "looks"), [("", "hat"), ("a:b", "hat"), ("x" * 41, "hat"), ("Maya", ""), ("Maya", "x" * 401)]
)
async def test_a_character_needs_a_name_and_looks_that_fit(talk: Talk, name: str, looks: str) -> None:
    who = talk.person("ada")
    assert (await who.say("cast add", name=name, looks=looks)).private
    assert "empty" in (await who.say("cast list")).text


async def test_a_script_too_long_for_a_form_says_so(talk: Talk) -> None:
    who = await creator(talk)
    text = "\n---\n".join(["The cat walks past a very long row of houses in the pouring rain at night"] * 60)
    await who.say("comic", uploads={"file": Upload("script.txt", text.encode())})
    comic = await the_comic(talk)
    reply = await who.press(str(Action("comicedit", comic.id)))
    assert "form holds 4000" in reply.text


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
