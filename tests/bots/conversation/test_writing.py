"""Texts in the conversation: better prompts, scripts, words for comics; always seen before anything comes of them."""

from dataclasses import replace
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bots.conversation.actions import Action
from bots.conversation.assistant import Assistant
from bots.conversation.replies import Reply
from core.clock import utc_now
from core.comics.ordering import script_of
from core.comics.script import parse
from core.engines import STORYBOARD, ModelCard
from core.jobs import outcomes
from core.jobs.dispatch import claim
from core.jobs.models import Job
from core.jobs.orders import Event, Failure
from core.jobs.states import Kind, State
from core.jobs.writing import Task, Writing
from core.privacy import Visibility
from core.quotas.models import Entry
from core.writing.template import TEMPLATE_CARD
from tests.bots.conversation.comics import SCRIPT, buttons, outcome, storyboard, the_comic
from tests.bots.conversation.conftest import Talk
from tests.factories import LEASE, report, worker

LOCAL = ModelCard(name="qwen3-4b", engine="transformers", cost=2, makes=(Kind.SCRIPT,))
REMOTE = ModelCard(name="gpt-mini", engine="openai-text", cost=1, makes=(Kind.SCRIPT,))
WRITER = worker().model_copy(update={"models": (STORYBOARD, LOCAL, REMOTE, TEMPLATE_CARD)})
STORY = "Title: Rain\nLang: en\n\nPANEL 1: Maya runs in the rain\nMAYA (shout): Wait!\n\nPANEL 2: A bus leaves\n"


@pytest.fixture
async def house(talk: Talk) -> Talk:
    """A house whose worker has two models that write, tried in this order."""
    setting = talk.assistant.setting
    policy = replace(setting.policy, writers=("transformers", "openai-text", "template"))
    talk.assistant = Assistant(replace(setting, policy=policy))
    await talk.worker_awake(WRITER)
    return talk


async def write(talk: Talk, text: str = "", *, failure: Failure | None = None) -> None:
    """Have the worker write what waits, or fail at it."""
    async with talk.database.transaction() as session:
        order = await claim(session, WRITER, lease=LEASE, now=utc_now())
        assert order is not None
        for item in order.items:
            assert item.spec.writing is not None
            if failure is not None:
                await outcomes.fail(session, report(item, Event.FAILED, error=failure), now=utc_now())
            else:
                words = {item.spec.writing.language: text}
                await outcomes.finish(session, report(item, Event.SUCCEEDED, words=words), now=utc_now())


def asked_for(job: Job) -> Writing:
    """Return what a job asks a writer for."""
    assert job.kind is Kind.SCRIPT
    assert job.draw.writing is not None
    return job.draw.writing


class Credits(NamedTuple):
    """Credits taken and given back."""

    taken: int
    back: int


async def credits_of(talk: Talk, job: Job) -> Credits:
    """Return what a job cost in the end."""
    async with talk.database.transaction() as session:
        entries = list(await session.scalars(select(Entry).where(Entry.job_id == job.id)))
    taken = -sum(entry.credits for entry in entries if entry.credits < 0)
    return Credits(taken, sum(entry.credits for entry in entries if entry.credits > 0))


async def test_better_words_are_shown_before_anything_is_drawn(house: Talk) -> None:
    anna = house.person("anna")
    asked = await anna.say("draw", prompt="a fox", enhance="yes", style="ink", count=2, seed=7, visibility="unlisted")
    job = await house.job(asked)
    assert (asked_for(job).task, job.draw.target, job.cost) == (Task.EXPAND, LOCAL.target, 2)
    await write(house, "a fox in a quiet forest at dusk")
    told = await outcome(house, asked)
    assert (told.quote, told.small) == ("a fox in a quiet forest at dusk", "written by qwen3-4b")
    assert await house.pictures() == []
    drawn = await house.job(await anna.press(buttons(told)["Draw it"].action))
    spec = drawn.draw
    assert (drawn.kind, spec.prompt, spec.style) == (Kind.IMAGE, "a fox in a quiet forest at dusk", "ink")
    assert (spec.count, spec.seed, spec.target, drawn.visibility) == (2, 7, STORYBOARD.target, Visibility.UNLISTED)


async def test_people_keep_their_own_words_or_change_the_better_ones(house: Talk) -> None:
    anna = house.person("anna", "pl")
    asked = await anna.say("draw", prompt="lis", enhance="yes")
    assert asked_for(await house.job(asked)).language == "pl"
    await write(house, "lis w cichym lesie")
    told = await outcome(house, asked, "pl")
    assert set(buttons(told)) == {"Narysuj", "Zmień", "Narysuj moje", "Napisz inny"}
    mine = await house.job(await anna.press(buttons(told)["Narysuj moje"].action))
    assert mine.draw.prompt == "lis"
    form = (await anna.press(buttons(told)["Zmień"].action)).form
    assert form is not None
    assert form.fields[0].value == "lis w cichym lesie"
    changed = await house.assistant.form(anna.turn, form.action, {"prompt": "lis na łące"})
    assert (await house.job(changed)).draw.prompt == "lis na łące"
    again = await house.job(await anna.press(buttons(told)["Napisz inny"].action))
    assert (again.draw.prompt, again.draw.seed) == ("lis", (await house.job(asked)).draw.seed)
    assert asked_for(again).chance != asked_for(await house.job(asked)).chance


async def test_without_a_model_better_words_are_there_at_once_and_cost_nothing(talk: Talk) -> None:
    anna = talk.person("anna")
    told = await anna.say("draw", prompt="a fox", enhance="yes")
    assert told.quote.startswith("a fox, ")
    assert told.job is None, "there is nothing to wait for"
    job = await talk.job(await anna.press(buttons(told)["Draw it"].action))
    assert job.draw.prompt == told.quote
    other = await anna.press(buttons(told)["Write another"].action)
    assert other.quote.startswith("a fox, ")
    async with talk.database.transaction() as session:
        texts = list(await session.scalars(select(Job).where(Job.kind_name == Kind.SCRIPT.value)))
    assert [(text.state, text.cost) for text in texts] == [(State.SUCCEEDED, 0)] * 2


async def test_a_sleeping_model_is_not_waited_for(talk: Talk) -> None:
    setting = talk.assistant.setting
    talk.assistant = Assistant(replace(setting, policy=replace(setting.policy, writers=("transformers", "template"))))
    told = await talk.person("anna").say("comic", idea="a cat who wants to fly")
    assert "Storyboard" in buttons(told)
    assert "CAT" in told.quote


async def test_what_is_wrong_with_a_wish_is_said_before_anything_is_written(house: Talk) -> None:
    anna = house.person("anna")
    for options in ({"prompt": "…"}, {"prompt": "a fox", "count": 9}, {"prompt": "a fox", "model": "nobody"},
                    {"prompt": "a naked child"}):  # fmt: skip
        assert (await anna.say("draw", enhance="yes", **options)).job is None
    assert (await anna.say("comic", idea="x" * 300)).job is None
    assert (await anna.say("comic", idea="a naked child at school")).job is None
    assert await house.counts() == (0, 0)


async def test_a_script_from_an_idea_is_shown_before_anything_is_drawn(house: Talk) -> None:
    anna = house.person("anna")
    await anna.say("cast add", name="Maya", looks="red coat, grey braid")
    await anna.say("cast add", name="Zed", looks="a green robot")
    asked = await anna.say("comic", idea="Maya misses her bus", panels=2, size="a5", style="noir")
    writing = asked_for(await house.job(asked))
    assert (writing.task, writing.panels, writing.cast) == (Task.SCRIPT, 2, {"Maya": "red coat, grey braid"})
    await write(house, STORY)
    told = await outcome(house, asked)
    assert told.quote == STORY
    assert set(buttons(told)) == {"Storyboard", "Edit script", "Write another"}
    board = await anna.press(buttons(told)["Storyboard"].action)
    own = await the_comic(house)
    assert (own.title, own.size, own.style) == ("Rain", "a5", "noir")
    assert (await house.job(board)).kind is Kind.COMIC
    await anna.press(buttons(told)["Storyboard"].action)
    assert (await the_comic(house)).id == own.id, "the same text makes one comic"


async def test_a_script_is_changed_before_it_is_drawn(house: Talk) -> None:
    anna = house.person("anna")
    asked = await anna.say("comic", idea="Maya misses her bus")
    await write(house, STORY)
    told = await outcome(house, asked)
    form = (await anna.press(buttons(told)["Edit script"].action)).form
    assert form is not None
    broken = await house.assistant.form(anna.turn, form.action, {"script": "PANEL 1\n\nPANEL 2\n"})
    assert broken.job is None
    board = await house.assistant.form(anna.turn, form.action, {"script": "A dog waits\nDOG: Hm."})
    assert (await house.job(board)).kind is Kind.COMIC
    assert (await the_comic(house)).script == "A dog waits\nDOG: Hm."


@pytest.mark.parametrize("failure", [Failure.ENGINE, Failure.SERVICE, Failure.REFUSED, Failure.OUT_OF_MEMORY])
async def test_the_next_writer_takes_over_and_the_result_says_so(house: Talk, failure: Failure) -> None:
    anna = house.person("anna")
    asked = await anna.say("comic", idea="a cat who wants to fly")
    assert (await house.job(asked)).draw.others == (REMOTE.target, TEMPLATE_CARD.target)
    await write(house, failure=failure)
    assert (await house.job(asked)).target == REMOTE.target
    await write(house, failure=failure)
    assert (await house.job(asked)).target == TEMPLATE_CARD.target
    await write(house, STORY)
    told = await outcome(house, asked)
    assert told.lines == ("qwen3-4b could not, so template wrote this.",)
    assert await credits_of(house, await house.job(asked)) == (2, 2), "the template is free"


async def test_when_nobody_can_write_the_credits_come_back(house: Talk) -> None:
    anna = house.person("anna")
    asked = await anna.say("comic", idea="a cat who wants to fly")
    for _ in range(3):
        await write(house, failure=Failure.ENGINE)
    told = await outcome(house, asked)
    assert told.text == "Nobody here could write this. Your credits are back."
    assert await credits_of(house, await house.job(asked)) == (2, 2)
    assert asked_for(await house.job(await anna.press(buttons(told)["Write another"].action))).panels == 4


async def wished(talk: Talk, board: Reply, wish: str) -> Reply:
    """Ask for other words of a storyboard's comic."""
    anna = talk.person("anna")
    form = (await anna.press(buttons(board)["Other words"].action)).form
    assert form is not None
    return await talk.assistant.form(anna.turn, form.action, {"wish": wish})


async def test_other_words_are_shown_before_they_are_taken(house: Talk) -> None:
    anna = house.person("anna")
    board = await storyboard(house, anna)
    before = (await the_comic(house)).script
    asked = await wished(house, board, "funnier")
    writing = asked_for(await house.job(asked))
    own = await the_comic(house)
    assert (writing.task, writing.comic, (await house.job(asked)).draw.prompt) == (Task.DIALOGUE, own.id, "funnier")
    script = script_of(own)
    assert script is not None
    text = writing.script.replace("Hungry.", "I could eat a horse.")
    await write(house, text)
    told = await outcome(house, asked)
    assert "I could eat a horse." in told.quote
    assert (await the_comic(house)).script == before
    taken = await anna.press(buttons(told)["Use these words"].action)
    assert (await house.job(taken)).kind is Kind.COMIC
    assert (await the_comic(house)).script == text


async def test_words_for_a_script_that_changed_since_are_not_taken(house: Talk) -> None:
    anna = house.person("anna")
    board = await storyboard(house, anna)
    asked = await wished(house, board, "")
    await write(house, asked_for(await house.job(asked)).script)
    told = await outcome(house, asked)
    form = (await anna.press(buttons(board)["Edit script"].action)).form
    assert form is not None
    await house.assistant.form(anna.turn, form.action, {"script": "A dog"})
    assert "changed since" in (await anna.press(buttons(told)["Use these words"].action)).text
    assert (await the_comic(house)).script == "A dog"


async def test_without_a_model_only_panels_without_words_get_some(talk: Talk) -> None:
    anna = talk.person("anna")
    board = await storyboard(talk, anna)
    assert "no language model" in (await wished(talk, board, "funnier")).text
    silent = await storyboard(talk, talk.person("anna"), SCRIPT.replace("| SFX: THUD ", ""))
    told = await wished(talk, silent, "")
    parsed = parse(told.quote)
    assert parsed.script is not None
    assert all(panel.items for panel in parsed.script.panels)


async def test_a_text_is_its_own_person_s(house: Talk) -> None:
    anna, bert = house.person("anna"), house.person("bert")
    asked = await anna.say("comic", idea="a cat who wants to fly", visibility="public")
    await write(house, STORY)
    told = await outcome(house, asked)
    before = await house.counts()
    for button in buttons(told).values():
        assert (await bert.press(button.action)).job is None
    assert await house.counts() == before


async def test_a_text_that_is_kept_no_longer_says_so(house: Talk) -> None:
    anna = house.person("anna")
    asked = await anna.say("draw", prompt="a fox", enhance="yes")
    await write(house, "a fox in a forest")
    told = await outcome(house, asked)
    async with house.database.transaction() as session:
        job = await session.get_one(Job, asked.job)
        job.words, job.spec = None, {**job.spec, "writing": None}
    for label in ("Draw it", "Draw mine", "Edit", "Write another"):
        assert (await anna.press(buttons(told)[label].action)).job is None
    assert "no longer kept" in (await outcome(house, asked)).text


@pytest.mark.parametrize(
    "verb", ["worddraw", "wordmine", "wordboard", "worduse", "wordedit", "wordagain", "comicwords"]
)
async def test_a_button_of_another_task_or_of_nothing_does_nothing(house: Talk, verb: str) -> None:
    anna = house.person("anna")
    picture = await house.drawn(anna, model="storyboard")
    before = await house.counts()
    for subject in (picture.id, None):
        reply = await anna.press(str(Action(verb, subject)))
        assert (reply.job, reply.form) == (None, None)
    assert await house.counts() == before
