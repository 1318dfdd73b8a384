"""Asking for comics and characters: what is understood before anything is charged."""

import pytest

from bots.conversation.actions import Action
from bots.conversation.replies import Upload
from core.jobs.states import Kind
from tests.bots.conversation.comics import SCRIPT, buttons, creator, storyboard, the_comic
from tests.bots.conversation.conftest import Talk
from tests.core.comics.script.test_parsing import EXAMPLE


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
    assert labels == ["Draw it · 3 credits", "Edit script", "Layout", "Style", "Other words", "Delete"]
    assert board.pictures


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
