"""Whatever people send, they get one clear sentence in their language, and nothing is charged."""

import logging
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.conversation.actions import Action
from bots.conversation.commands import BY_NAME, FORMS, PRESSES
from bots.conversation.replies import Upload
from core.errors import DomainError
from core.i18n import translator
from core.jobs.prompts import PromptEmpty, PromptTooLong, PromptWithoutWords
from core.jobs.specs import LARGEST_SEED
from core.media.service import PictureNotFound
from core.pictures.reading import NotAPicture, PictureTooLarge, PictureTooSmall
from tests.bots.conversation.conftest import Talk
from tests.core.pictures.bombs import BOMBS, NO_PICTURES, coded

REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "empty": ({"prompt": ""}, "Say what to draw"),
    "left out": ({}, "Say what to draw"),
    "blank": ({"prompt": " \n\t\u3000"}, "Say what to draw"),
    "control characters": ({"prompt": "\x00\x1b\x07"}, "Say what to draw"),
    "lone surrogates": ({"prompt": "\ud800\udfff"}, "Say what to draw"),
    "ten thousand characters": ({"prompt": "fox " * 2500}, "at most 2000 fit"),
    "punctuation": ({"prompt": "?!..."}, "no words"),
    "no pictures": ({"prompt": "a fox", "count": 0}, "1 to 4"),
    "five pictures": ({"prompt": "a fox", "count": 5}, "1 to 4"),
    "a negative count": ({"prompt": "a fox", "count": -3}, "1 to 4"),
    "a negative seed": ({"prompt": "a fox", "seed": -1}, "whole number"),
    "too large a seed": ({"prompt": "a fox", "seed": LARGEST_SEED + 1}, "whole number"),
    "a wrong style": ({"prompt": "a fox", "style": "\x00"}, "know the style"),
    "a wrong shape": ({"prompt": "a fox", "shape": "1024x1024"}, "know the shape"),
    "a wrong model": ({"prompt": "a fox", "model": "gpt"}, "know the model"),
    "a wrong visibility": ({"prompt": "a fox", "visibility": "everyone"}, "know the visibility"),
    "a picture for a model that takes none": ({"prompt": "a fox", "reference": "00/x.png"}, "can't start from"),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_an_impossible_wish_is_one_sentence_and_costs_nothing(talk: Talk, name: str) -> None:
    options, part = REFUSALS[name]
    english = await talk.person("anna").say("draw", **options)
    polish = await talk.person("ola", "pl").say("draw", **options)
    assert part in english.text
    assert english.text != polish.text
    assert "{" not in english.text + polish.text
    for reply in (english, polish):
        assert (reply.private, reply.job, reply.rows) == (True, None, ())
    assert await talk.counts() == (0, 0)


@pytest.mark.parametrize("prompt", ["🦊", "👩‍👩‍👧", "🇵🇱🇵🇱"])
async def test_emoji_alone_are_a_prompt(talk: Talk, prompt: str) -> None:
    assert (await talk.person("anna").say("draw", prompt=prompt)).job is not None


FILES: dict[str, tuple[bytes, type[DomainError]]] = {
    **{name: (data, NotAPicture) for name, data in list(NO_PICTURES.items())[:12]},
    **{name: (data, PictureTooLarge) for name, data in list(BOMBS.items())[:6]},
    "a dot": (coded("PNG", (1, 1)), PictureTooSmall),
}


@pytest.mark.parametrize("locale", ["en", "pl"])
async def test_a_file_that_is_no_picture_is_refused_before_anything_is_kept(talk: Talk, locale: str) -> None:
    anna = talk.person("anna", locale)
    for name, (data, kind) in FILES.items():
        reply = await anna.say("draw", prompt="a fox", uploads={"reference": Upload("fox.png", data)})
        fields = {"megabytes": 20, "megapixels": 25, "pixels": 16}
        assert reply.text == translator(locale).error(kind(**fields)), name
    assert await talk.counts() == (0, 0)


async def test_a_command_or_button_that_is_none_of_ours_is_refused(talk: Talk) -> None:
    anna = talk.person("anna", "pl")
    assert "/help" in (await anna.say("format")).text or "/pomoc" in (await anna.say("format")).text
    outdated = await anna.press("nothing")
    for action in (
        "",
        "x",
        "nope:",
        "\x00",
        "\ud800",
        "redo:short",
        "draw",
        "x" * 500,
        "edited",
        "set::style.baroque ",
    ):
        reply = await anna.press(action)
        assert reply.text == outdated.text, action
        assert (await talk.assistant.form(anna.turn, action.replace("edited", "redo"), {})).text == outdated.text
    assert await talk.counts() == (0, 0)


@pytest.mark.parametrize("verb", sorted({*PRESSES, *FORMS}))
@pytest.mark.parametrize("detail", ["", "bogus", "style.bogus", "visibility.bogus", "public"])
async def test_a_button_about_nothing_finds_nothing_and_is_no_fault(
    talk: Talk, caplog: pytest.LogCaptureFixture, verb: str, detail: str
) -> None:
    anna = talk.person("anna")
    for subject in (None, uuid4()):
        action = str(Action(verb, subject, detail))
        with caplog.at_level(logging.ERROR):
            reply = (
                await talk.assistant.form(anna.turn, action, {"prompt": "a fox"})
                if verb in FORMS
                else await anna.press(action)
            )
        assert reply.text
    assert caplog.records == []
    assert await talk.counts() == (0, 0)


@pytest.mark.parametrize(
    "given_", ["", " ", "\x00", "\ud800", "https://evil.test/i/x\x00", "../..", "x" * 10_000, "ą", "💥", "nothing"]
)
async def test_what_names_no_picture_or_job_is_not_found(talk: Talk, given_: str) -> None:
    anna = talk.person("anna")
    assert (await anna.say("show", picture=given_)).text == translator("en").error(PictureNotFound())
    assert "find this job" in (await anna.say("cancel", job=given_)).text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=st.sampled_from(sorted(BY_NAME)), data=st.data())
async def test_free_text_in_any_option_is_answered_and_never_a_fault(
    talk: Talk, command: str, data: st.DataObject
) -> None:
    texts = st.text(st.characters(), max_size=80)
    options: dict[str, Any] = {
        option.name: data.draw(st.none() | (st.integers() if option.kind == "number" else texts))
        for option in BY_NAME[command].options
    }
    reply = await talk.assistant.command(talk.person("anna").turn, command, options)
    assert reply.text or reply.form
    assert "number: " not in reply.text, "a fault"
    assert "reach my memory" not in reply.text


@pytest.mark.parametrize(
    ("kind", "prompt"), [(PromptEmpty, " "), (PromptTooLong, "x" * 2001), (PromptWithoutWords, "!")]
)
async def test_an_edited_prompt_is_checked_as_a_new_one(talk: Talk, kind: type[DomainError], prompt: str) -> None:
    anna = talk.person("anna")
    job = await talk.drawn(anna)
    before = await talk.counts()
    reply = await talk.assistant.form(anna.turn, str(Action("edited", job.id)), {"prompt": prompt})
    assert reply.text == translator("en").error(kind(length=2001, limit=2000))
    assert await talk.counts() == before


async def test_an_old_buttons_wrong_word_is_refused_on_ones_own_pictures_too(talk: Talk) -> None:
    anna = talk.person("anna")
    job = await talk.drawn(anna)
    assert "no longer works" in (await anna.press(str(Action("reach", job.id, "everyone")))).text
