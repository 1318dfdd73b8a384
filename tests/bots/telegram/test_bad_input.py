"""What people should not send: one clear sentence in their language, nothing charged."""

import pytest

from bots.conversation.typed import MistypedOption, NotAChoice, NotANumber
from core.errors import DomainError
from core.i18n import translator
from core.jobs.abilities import UnknownModel
from tests.bots.telegram.people import Person, labels, words
from tests.bots.telegram.stage import Stage

EN, PL = "en", "pl"


async def refused(bot: Stage, speaks: str, text: str) -> str:
    """Return what a person is told, after checking that nothing came of it."""
    person = Person(bot.api, 7020, "Ewa", speaks)
    await person.write(text)
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(person.number), "a refusal")
    assert await bot.jobs() == []
    assert await bot.charges() == 0
    assert labels(answer) == []
    return words(answer)


@pytest.mark.parametrize("text", ["/draw " + "fox " * 1020, "fox " * 1020])
async def test_a_prompt_that_is_too_long_is_refused_with_its_length(bot: Stage, text: str) -> None:
    assert "at most 2000 fit" in await refused(bot, EN, text)


async def test_ten_thousand_characters_come_in_three_messages_and_none_is_drawn(bot: Stage, ada: Person) -> None:
    whole = "/draw " + "a fox " * 1700
    for start in range(0, len(whole), 4096):
        await ada.write(whole[start : start + 4096])
    await bot.api.until(lambda: len(bot.api.chats.of_bot(ada.number)) == 3, "three answers")
    assert await bot.jobs() == []
    assert "at most 2000 fit" in words(bot.api.chats.of_bot(ada.number)[0])


@pytest.mark.parametrize("prompt", ["…", "?!", "—", "\u200d\u200d", "\u0301"])
async def test_a_prompt_without_words_is_refused(bot: Stage, prompt: str) -> None:
    assert "no words" in await refused(bot, EN, f"/draw {prompt}")


async def test_emoji_alone_are_a_prompt(bot: Stage, ada: Person) -> None:
    await ada.write("/draw 🦊🌲🌙")
    (job,) = await bot.has_job()
    assert job.draw.prompt == "🦊🌲🌙"
    assert "🦊🌲🌙" in words(bot.api.chats.of_bot(ada.number)[0])


STYLES_KNOWN = "flat, ink, noir, sepia, pastel, blueprint, newsprint"
# What is told, as it reads in English and in Polish: options and values by the names that the reader types.
WRONG: dict[str, tuple[type[DomainError], dict[str, object], dict[str, object]]] = {
    "a fox --style cubist": (
        NotAChoice,
        {"name": "style", "value": "cubist", "known": STYLES_KNOWN},
        {"name": "styl"},
    ),
    "a fox --count 99": (NotANumber, {"name": "count", "least": 1, "most": 4, "value": "99"}, {"name": "ile"}),
    "a fox --stlye ink": (MistypedOption, {"name": "stlye", "close": "style"}, {"close": "styl"}),
    "a fox --model nosuch": (UnknownModel, {"model": "nosuch", "known": "storyboard"}, {}),
    "a fox --visibility everyone": (
        NotAChoice,
        {"name": "visibility", "value": "everyone", "known": "public, unlisted, private"},
        {"name": "widoczność", "known": "publiczne, niepubliczne, prywatne"},
    ),
}


@pytest.mark.parametrize("speaks", [EN, PL])
@pytest.mark.parametrize("line", WRONG)
async def test_wrong_options_are_refused_in_the_persons_language(bot: Stage, speaks: str, line: str) -> None:
    kind, fields, polish = WRONG[line]
    refusal = kind(**(fields | (polish if speaks == PL else {})))
    assert await refused(bot, speaks, f"/draw {line}") == translator(speaks).error(refusal)


@pytest.mark.parametrize("prompt", ["<b>bold & <i>brave</b>", "a &lt; b", "</blockquote> \ud800 fox", "[x](y) *z*"])
async def test_markup_in_a_prompt_is_shown_as_it_was_written(bot: Stage, ada: Person, prompt: str) -> None:
    await ada.write(f"/draw {prompt}")
    (job,) = await bot.has_job()
    assert job.draw.prompt in words(bot.api.chats.of_bot(ada.number)[0])


async def test_a_long_prompt_is_cut_in_the_caption_only(bot: Stage, ada: Person) -> None:
    prompt = "a fox & a hare <3 " * 110
    await ada.write(f"/draw {prompt}")
    (job,) = await bot.has_job()
    assert job.draw.prompt in words(bot.api.chats.of_bot(ada.number)[0])
    await bot.draw()
    await bot.api.until(lambda: "photo" in bot.api.chats.of_bot(ada.number)[0], "the picture")
    caption = words(bot.api.chats.of_bot(ada.number)[0])
    assert "…" in caption
    assert len(caption) <= 1024
