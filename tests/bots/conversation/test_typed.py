"""Reading command lines."""

import pytest

from bots.conversation.commands import BY_NAME, COMMANDS, DRAW
from bots.conversation.declaration import Command
from bots.conversation.folding import fold
from bots.conversation.names import command_name, find
from bots.conversation.options import choice_word, choices_by_word, options_by_word
from bots.conversation.typed import (
    MistypedOption,
    NotAChoice,
    NotANumber,
    NotUnderstood,
    OptionWithoutValue,
    PictureTyped,
    UnknownOption,
    heard,
    read,
)
from bots.telegram.speaking import prompt_of, understood
from core.errors import DomainError
from core.i18n import LOCALES, translator
from core.jobs.specs import LARGEST_SEED


def test_a_command_may_name_its_bot_and_span_lines() -> None:
    line = heard("/draw@ink_test_bot a fox\nunder a tree")
    assert line is not None
    assert (line.name, line.bot, line.rest) == ("draw", "ink_test_bot", "a fox\nunder a tree")


@pytest.mark.parametrize("text", ["draw a fox", "", "/", "a /draw", "//draw"])
def test_what_does_not_begin_like_a_command_is_none(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("a fox", {"prompt": "a fox"}),
        ("a fox --style ink --count 2", {"prompt": "a fox", "style": "ink", "count": 2}),
        ("--style ink a fox", {"prompt": "a fox", "style": "ink"}),
        ("a fox --style=ink reading", {"prompt": "a fox reading", "style": "ink"}),
        ('a fox --style "ink drawing"', {"prompt": "a fox", "style": "ink"}),
        ("a fox —style ink", {"prompt": "a fox", "style": "ink"}),
        ("a fox –count 2", {"prompt": "a fox", "count": 2}),
        ("he left —alone", {"prompt": "he left —alone"}),
        ("a fox -- and a hare", {"prompt": "a fox -- and a hare"}),
        ("a fox --STYLE Ink", {"prompt": "a fox", "style": "ink"}),
        (f"a fox --seed {LARGEST_SEED}", {"prompt": "a fox", "seed": LARGEST_SEED}),
        ("a sign: open --visibility public", {"prompt": "a sign: open", "visibility": "public"}),
    ],
)
def test_options_are_written_with_two_hyphens_anywhere(line: str, options: dict[str, object]) -> None:
    said = read(DRAW, line)
    assert (said.options, said.missing) == (options, None)


@pytest.mark.parametrize(
    ("line", "error", "part"),
    [
        ("a fox --stlye ink", MistypedOption, "Did you mean “--style”?"),
        ("a fox --qqq ink", UnknownOption, "--prompt, --style"),
        ("a fox --style", OptionWithoutValue, "--style"),
        ("a fox --style --count 2", OptionWithoutValue, "--style"),
        ("a fox --style cubist", NotAChoice, "flat, ink"),
        ("a fox --count 5", NotANumber, "from 1 to 4"),
        ("a fox --count two", NotANumber, "“two”"),
        ("a fox --count ٣", NotANumber, "“٣”"),
        ("a fox --seed -1", NotANumber, "from 0"),
        (f"a fox --seed {'9' * 4000}", NotANumber, "whole number"),
        ("a fox --reference http://localhost/x.png", PictureTyped, "caption"),
    ],
)
def test_wrong_options_get_a_sentence_that_names_what_to_change(line: str, error: type[DomainError], part: str) -> None:
    with pytest.raises(error) as raised:
        read(DRAW, line)
    assert part in str(raised.value)
    for locale in LOCALES:
        assert translator(locale).error(raised.value)


def test_a_missing_text_is_named_and_the_options_before_it_are_kept() -> None:
    said = read(DRAW, "--style ink --count 2")
    assert said.missing is DRAW.option("prompt")
    assert said.typed == "--style ink --count 2"


def test_the_only_option_of_a_command_needs_no_name() -> None:
    assert read(BY_NAME["language"], "Polski").options == {"language": "pl"}
    assert read(BY_NAME["link"], "ABCDEFGHJK").options == {"code": "ABCDEFGHJK"}


def test_words_where_only_options_fit_are_not_swallowed() -> None:
    with pytest.raises(NotUnderstood, match="--style"):
        read(BY_NAME["settings"], "noir please")
    assert read(BY_NAME["queue"], "please").options == {}


@pytest.mark.parametrize("command", BY_NAME.values(), ids=lambda command: str(command.key))
def test_every_command_and_option_is_known_in_both_languages(command: Command) -> None:
    for locale in LOCALES:
        say = translator(locale)
        words = [command_name(part, say) for part in (command.group, command) if part]
        assert find(words[0], " ".join(words[1:])) == (command, "")
        for option in command.options:
            spoken = fold(say.pgettext("option", option.name)).replace(" ", "-")
            assert options_by_word(command)[spoken] is option


def test_polish_commands_are_written_without_diacritics() -> None:
    assert fold("Język") == "jezyk"
    assert fold("ŁÓDŹ") == "lodz"


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("draw me a fox", "draw", "a fox"),
        ("Please draw a picture of a red fox", "draw", "a red fox"),
        ("narysuj mi lisa", "draw", "lisa"),
        ("Narysuj, proszę, żółtą łódź", "draw", "żółtą łódź"),
        ("queue?", "queue", ""),
    ],
)
def test_plain_requests_are_understood_in_both_languages(text: str, name: str, rest: str) -> None:
    found = understood(text)
    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


@pytest.mark.parametrize("text", ["good morning", "the drawing is nice", "help me with my homework", "drawers", ""])
def test_other_talk_is_no_request(text: str) -> None:
    assert understood(text) is None
    assert prompt_of(text) == text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("kot --ile 9", "„--ile” przyjmuje"),
        ("kot --count 9", "„--ile” przyjmuje"),
        (
            "kot --kształt gruby",
            "„--kształt” nie może być „gruby”. Wybierz jedno z: kwadrat, poziomy, pionowy, szeroki",
        ),
        ("kot --styl olej", "flat, ink, noir"),
        ("kot --qqq 3", "--opis, --styl"),
        ("kot --kształr wide", "Czy chodziło o „--kształt”?"),
    ],
)
def test_a_refusal_names_options_and_values_in_the_readers_language(line: str, sentence: str) -> None:
    polish = translator("pl")
    with pytest.raises(DomainError) as raised:
        read(DRAW, line, say=polish)
    assert sentence in polish.error(raised.value)


def test_the_values_that_are_offered_can_be_typed() -> None:
    for command in COMMANDS:
        for option in command.options:
            for locale in LOCALES:
                words = [choice_word(option, choice, translator(locale)) for choice in option.choices]
                assert [choices_by_word(option)[fold(word)] for word in words] == [it.value for it in option.choices]


@pytest.mark.parametrize("line", ["control", "--mode control"])
def test_a_word_of_fixed_choices_is_taken_without_its_options_name(line: str) -> None:
    """``/home mode control``, as the README says."""
    assert read(BY_NAME["home mode"], line).options == {"mode": "control"}
    with pytest.raises(NotAChoice):
        read(BY_NAME["home mode"], "sideways")
