"""Every command, as people use it, in both languages."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bots.conversation.actions import Action
from bots.conversation.commands import BY_NAME, COMMANDS, entries
from bots.conversation.declaration import Kind
from bots.conversation.replies import Reply, Tone, Upload
from bots.conversation.turns import Turn, speech
from core.clock import utc_now
from core.engines import STORYBOARD, ModelCard
from core.i18n import translator
from core.jobs.editing import Mode
from core.jobs.states import State
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Permission, Role, may
from core.spaces import service as spaces
from tests.bots.conversation.conftest import Talk
from tests.factories import worker

PAINTER = ModelCard(name="painter", engine="diffusers", title="The Painter", edits=(Mode.IMAGE,))


def actions(reply: Reply) -> list[str]:
    """Return the verbs of a reply's buttons."""
    return [button.action.partition(":")[0] for row in reply.rows for button in row if button.action]


async def test_a_drawing_is_accepted_with_its_place_cost_and_a_way_back(talk: Talk) -> None:
    reply = await talk.person("anna").say("draw", prompt="a fox", count=2)
    assert reply.quote == "a fox"
    assert "asleep" in reply.text
    assert reply.small == "costs 2 credits"
    assert actions(reply) == ["cancel"]
    assert not reply.private
    await talk.worker_awake()
    second = await talk.person("bert", "pl").say("draw", prompt="lis")
    assert "2" in second.text
    assert second.eta is not None
    assert second.eta - utc_now() < timedelta(minutes=1)


async def test_the_same_event_heard_again_after_its_job_began_says_so_and_costs_nothing(talk: Talk) -> None:
    turn = talk.person("anna").turn
    first = await talk.assistant.command(turn, "draw", {"prompt": "a fox"})
    await talk.begin()
    again = await talk.assistant.command(turn, "draw", {"prompt": "a fox"})
    assert again.job == first.job
    assert again.text == "Drawing…"
    assert (await talk.counts())[0] == 1


async def test_a_model_that_costs_nothing_names_no_price(talk: Talk) -> None:
    await talk.worker_awake(worker(cost=0))
    assert (await talk.person("anna").say("draw", prompt="a fox")).small == ""


async def test_what_is_not_said_comes_from_ones_settings(talk: Talk) -> None:
    anna = talk.person("anna")
    await anna.say("settings", style="ink", visibility="unlisted", model="storyboard")
    job = await talk.job(await anna.say("draw", prompt="a fox"))
    assert (job.draw.style, job.visibility, job.draw.model) == ("ink", Visibility.UNLISTED, "storyboard")


async def test_a_picture_that_is_sent_is_kept_clean_and_drawn_from(talk: Talk) -> None:
    await talk.worker_awake(worker().model_copy(update={"models": (PAINTER,)}))
    out = BytesIO()
    Image.new("RGB", (32, 32)).save(out, "JPEG", comment=b"planted")
    upload = Upload("fox.png", out.getvalue())
    reply = await talk.person("anna").say("draw", prompt="a fox", uploads={"reference": upload})
    key = (await talk.job(reply)).draw.reference
    assert key is not None
    assert key.endswith(".png")
    assert b"planted" not in await talk.assistant.setting.store.get(key)
    assert "planted" not in repr(upload)


async def test_a_space_that_closed_drawing_says_where_it_is_open(talk: Talk) -> None:
    anna = talk.person("anna", space="server")
    assert (await anna.say("draw", prompt="a fox")).job is not None
    async with talk.database.transaction() as session:
        place = await spaces.enter(session, Platform.DISCORD, "server", now=utc_now())
        for closed in ({Permission.PUBLISH}, {Permission.DRAW}):
            await spaces.close_permissions(session, place.id, closed=frozenset(closed))
    reply = await anna.say("draw", prompt="a fox")
    assert "private chat" in reply.text
    assert (await talk.person("anna").say("draw", prompt="a fox")).job is not None


async def test_the_queue_tells_place_wait_and_what_is_being_drawn(talk: Talk) -> None:
    anna = talk.person("anna")
    assert "nothing in the queue" in (await anna.say("queue")).text
    await anna.say("draw", prompt="first")
    assert (await anna.say("queue")).lines == ("place 1: first",)
    await talk.worker_awake()
    (line,) = (await anna.say("queue")).lines
    assert line.startswith("place 1, in about 2 sec")
    await talk.send()
    assert (await anna.say("queue")).lines == ("about to be drawn: first",)
    await talk.begin()
    long = "second " * 20
    await anna.say("draw", prompt=long)
    reply = await anna.say("queue")
    assert reply.lines[0] == "being drawn: first"
    assert reply.lines[1].endswith("…")
    assert (reply.text, actions(reply)) == ("You have 2 jobs in the queue.", ["cancel", "cancel"])
    assert "2 zadania" in (await talk.person("anna", "pl").say("queue")).text


async def test_cancelling_takes_the_latest_or_the_one_that_is_named(talk: Talk) -> None:
    anna, bert = talk.person("anna"), talk.person("bert")
    assert "nothing to cancel" in (await anna.say("cancel")).text
    first = await anna.say("draw", prompt="first")
    second = await anna.say("draw", prompt="second")
    assert (await anna.say("cancel")).quote == "second"
    assert "find this job" in (await bert.say("cancel", job=str(first.job))).text
    assert (await anna.say("cancel", job=f" {first.job} ")).quote == "first"
    assert "finished already" in (await anna.press(str(Action("cancel", second.job)))).text
    assert "100 credits" in (await anna.say("quota")).text


async def test_the_quota_tells_what_is_left_when_more_comes_and_what_waits(talk: Talk) -> None:
    anna = talk.person("anna")
    await anna.say("draw", prompt="a fox", count=4)
    reply = await anna.say("quota")
    assert reply.text == "You have 96 credits of 100 left today."
    assert reply.lines[0] == "Role: user"
    assert reply.lines[1] == "In the queue: 1 of 10"
    assert "96 kredytów" in (await talk.person("anna", "pl").say("quota")).text


async def test_a_picture_is_shown_again_by_its_address_slug_or_id_to_its_owner_alone(talk: Talk) -> None:
    anna, bert = talk.person("anna"), talk.person("bert")
    await talk.drawn(anna, visibility=Visibility.PUBLIC)
    (picture,) = await talk.pictures()
    for name in (picture.slug, f"http://gallery.test/i/{picture.slug}/", str(picture.id)):
        reply = await anna.say("show", picture=name)
        assert [shown.key for shown in reply.pictures] == [picture.key]
        assert reply.private
        assert "find this picture" in (await bert.say("show", picture=name)).text
    assert [shown.key for shown in (await anna.press(str(Action("show", picture.id)))).pictures] == [picture.key]


async def test_ones_pictures_are_listed_newest_first_and_page_by_page(talk: Talk) -> None:
    anna = talk.person("anna")
    await anna.become(Role.SUPER_ADMIN)
    assert "no pictures yet" in (await anna.say("mine")).text
    for number in range(8):
        await talk.drawn(anna, prompt=f"fox {number}")
    first = await anna.say("mine")
    assert first.lines[0] == "1. fox 7"
    assert [len(row) for row in first.rows] == [3, 3, 1]
    older = await anna.press(first.rows[-1][0].action)
    assert older.lines == ("1. fox 1", "2. fox 0")
    assert [len(row) for row in older.rows] == [2]
    assert older.in_place
    assert "no pictures yet" in (await talk.person("bert").press(first.rows[-1][0].action)).text


@pytest.mark.parametrize("wanted", ["settings", "buttons"])
async def test_settings_change_what_is_given_and_show_all(talk: Talk, wanted: str) -> None:
    anna = talk.person("anna")
    assert (await anna.say("settings")).lines[1] == "Model: automatic"
    if wanted == "settings":
        reply = await anna.say("settings", style="noir", visibility="public", model="auto")
    else:
        await anna.press(str(Action("set", None, "style.noir")))
        reply = await anna.press(str(Action("set", None, "visibility.public")))
        assert reply.in_place
    assert reply.lines == (
        "Style: noir",
        "Model: automatic",
        "New pictures are public: listed in the gallery",
        "Prompts on the web: shown",
        "Prompts inside new files: no",
    )
    assert [button.label for row in reply.rows for button in row if button.tone is Tone.STRONG] == ["noir", "Public"]
    hidden = await anna.press(str(Action("set", None, "prompts.hide")))
    assert hidden.lines[-2:] == ("Prompts on the web: hidden", "Prompts inside new files: no")
    assert (await anna.press(hidden.rows[-1][0].action)).lines[-2] == "Prompts on the web: shown"


async def test_prompts_go_into_files_only_for_who_asks_for_it_and_never_while_they_are_hidden(talk: Talk) -> None:
    """Marks: the default is no."""
    anna = talk.person("anna")
    put = (await anna.say("settings")).rows[-1][-1]
    assert put.label == "Put prompts into files"
    told = await anna.press(put.action)
    assert (told.in_place, told.lines[-1]) == (True, "Prompts inside new files: yes")
    hidden = await anna.press(str(Action("set", None, "prompts.hide")))
    assert hidden.lines[-1] == "Prompts inside new files: no"
    assert [button.label for button in hidden.rows[-1]] == ["Show my prompts"]
    shown = await anna.press(hidden.rows[-1][0].action)
    assert (await anna.press(shown.rows[-1][-1].action)).lines[-1] == "Prompts inside new files: no"


@pytest.mark.parametrize(
    ("options", "said"), [({"style": "x"}, "the style"), ({"model": "x"}, "the model"), ({"visibility": "x"}, "visib")]
)
async def test_a_setting_that_does_not_exist_is_refused(talk: Talk, options: dict[str, Any], said: str) -> None:
    assert said in (await talk.person("anna").say("settings", **options)).text


async def test_a_guest_may_look_but_not_draw_or_publish(talk: Talk) -> None:
    anna = talk.person("anna")
    await anna.become(Role.GUEST)
    assert "role does not allow" in (await anna.say("draw", prompt="a fox")).text
    assert "role does not allow" in (await anna.say("settings", visibility="public")).text
    lines = (await anna.say("help")).lines
    assert not any(line.startswith("/draw") for line in lines)
    assert any(line.startswith("/quota") for line in lines)


async def test_the_language_is_the_chosen_one_then_the_platforms_then_the_places(talk: Talk) -> None:
    anna = talk.person("anna", "pl-PL")
    assert "Powiedz" in (await anna.say("draw")).text or "narys" in (await anna.say("draw")).text.lower()
    card = await anna.say("language")
    assert [button.tone for button in card.rows[0]] == [Tone.PLAIN, Tone.STRONG]
    changed = await anna.press(card.rows[0][0].action)
    assert changed.text == "I speak English with you from now on."
    assert changed.in_place
    assert "Say what to draw" in (await anna.say("draw")).text
    assert (await anna.say("language", language="pl")).text == translator("pl").gettext(
        "I speak English with you from now on."
    )
    assert (await talk.assistant.language_of(anna.turn)).locale == "pl"
    assert speech(talk.assistant.setting, talk.person("x", "pl").turn).locale == "pl"
    assert speech(talk.assistant.setting, talk.person("x", None).turn).locale == "en"


async def test_linking_makes_one_person_of_two(talk: Talk) -> None:
    discord, telegram = talk.person("anna"), talk.person("ania", "pl", platform=Platform.TELEGRAM)
    await talk.drawn(telegram)
    code = (await discord.say("link")).text.split()[3].rstrip(".")
    assert "own code" in (await discord.say("link", code=code)).text
    assert "anna" in (await telegram.say("link", code=code)).text
    assert len((await discord.say("mine")).lines) == 1
    assert (await telegram.account()).id == (await discord.account()).id
    assert "10" in (await telegram.say("link", code=code)).text


@pytest.mark.parametrize("locale", ["en", "pl"])
async def test_help_names_every_command_and_about_says_that_a_machine_draws(talk: Talk, locale: str) -> None:
    anna = talk.person("anna", locale)
    open_to_anna = [members for _, members in entries() if any(may(Role.USER, each.permission) for each in members)]
    assert len((await anna.say("help")).lines) == len(open_to_anna) < len(list(entries()))
    about = await anna.say("about")
    assert about.rows[0][0].url == "http://gallery.test"
    assert len(about.lines) == 3


async def test_options_are_completed_from_what_there_is(talk: Talk) -> None:
    anna, bert = talk.person("anna"), talk.person("bert")
    complete = talk.assistant.complete
    await talk.worker_awake(worker().model_copy(update={"models": (PAINTER, STORYBOARD)}))
    assert [one.value for one in await complete(anna.turn, "draw", "model", " THE p")] == ["painter"]
    done = await talk.drawn(anna, model="storyboard")
    (picture,) = await talk.pictures()
    for typed in ("plant", picture.slug, ""):
        assert [one.value for one in await complete(anna.turn, "show", "picture", typed)] == [picture.slug]
    assert await complete(bert.turn, "show", "picture", "") == []
    waiting = await anna.say("draw", prompt="an owl")
    for typed in ("owl", str(waiting.job)[:8]):
        assert str(waiting.job) in [one.value for one in await complete(anna.turn, "cancel", "job", typed)]
    assert await complete(anna.turn, "cancel", "job", "dragon") == []
    assert done.state is State.SUCCEEDED
    for command, option in (("draw", "prompt"), ("draw", "nothing"), ("nothing", "model")):
        assert await complete(anna.turn, command, option, "") == []


def test_each_command_and_option_is_declared_once_and_translated() -> None:
    assert len(BY_NAME) == len(COMMANDS)
    polish = translator("pl")
    for command in COMMANDS:
        assert polish.gettext(command.description) != command.description
        assert sum(option.rest for option in command.options) <= 1
        for option in command.options:
            assert command.option(option.name) is option
            assert option.kind is not Kind.NUMBER or option.most is not None
    names = [(command.group, polish.pgettext("command", command.name)) for command in COMMANDS]
    assert len(set(names)) == len(names)


def test_an_event_is_named_among_all_platforms(talk: Talk) -> None:
    turn: Turn = replace(talk.person("anna").turn, event="7")
    assert turn.key == "discord:7"
