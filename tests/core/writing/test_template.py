"""The writer without a model: richer prompts, words where there were none; the same for the same dice."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.comics.script import FILE, format_script, parse
from core.engines import ModelCard
from core.errors import DomainError
from core.jobs.prompts import PROMPT_LENGTH
from core.jobs.states import Kind
from core.jobs.writing import Task, Writing
from core.writing.expanding import LACKS, expand
from core.writing.filling import NothingToFill, fill
from core.writing.service import choose_writers
from core.writing.template import TEMPLATE_CARD, by_template

LOCAL = ModelCard(name="local", engine="transformers", makes=(Kind.SCRIPT,))
REMOTE = ModelCard(name="remote", engine="openai-text", makes=(Kind.SCRIPT,))
PAINTER = ModelCard(name="painter", engine="diffusers")
USUAL = ("transformers", "openai-text", "template")


@pytest.mark.parametrize(("language", "prompt"), [("en", "a fox"), ("pl", "lis")])
def test_a_bare_prompt_gets_place_time_view_and_light(language: str, prompt: str) -> None:
    told = {expand(prompt, language=language, dice=Random(seed)) for seed in range(20)}
    assert len(told) > 10
    for better in told:
        first, *added = better.split(", ")
        assert first == prompt
        assert len(added) == len(LACKS[language])


@pytest.mark.parametrize(
    ("language", "prompt", "kept_out"),
    [
        ("en", "a fox in the forest at night", ("hill", "sunset", "sunny")),
        ("en", "Close-up of a fox", ("wide shot", "seen from above")),
        ("pl", "lis w lesie nocą", ("mieście", "zachodzie", "słoneczny")),
        ("pl", "zbliżenie lisa", ("szeroki plan", "widok z góry")),
    ],
)
def test_what_is_told_already_is_not_told_again(language: str, prompt: str, kept_out: tuple[str, ...]) -> None:
    for seed in range(12):
        better = expand(prompt, language=language, dice=Random(seed))
        assert better.startswith(prompt)
        assert not any(words in better for words in kept_out), better


def test_a_prompt_that_says_it_all_stays_as_it_is() -> None:
    whole = "wide shot of a fox in a forest at night, warm light"
    assert expand(whole, language="en", dice=Random(1)) == whole
    longest = "x" * PROMPT_LENGTH
    assert expand(longest, language="en", dice=Random(1)) == longest


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["en", "pl", "de"]), st.integers(0, 9))
def test_any_prompt_is_kept_whole_at_the_beginning(prompt: str, language: str, seed: int) -> None:
    better = expand(prompt, language=language, dice=Random(seed))
    assert better.startswith(prompt.rstrip(" .,;"))
    assert better == expand(prompt, language=language, dice=Random(seed))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "script", ["OLA: Hej.\n\n---\nOla biegnie\n\n---\nŁąka\n\n---\nNoc", "ANN: Hi.\n\n---\nAnn runs\n\n---\nA hill"]
)
def test_only_panels_without_words_get_some_and_who_is_there_says_them(script: str, seed: int) -> None:
    before = parse(script, limits=FILE).script
    assert before is not None
    after = parse(fill(before, dice=Random(seed)), limits=FILE).script
    assert after is not None
    assert after.panels[0].items == before.panels[0].items
    assert all(panel.items for panel in after.panels)
    assert after.panels[1].speakers == before.panels[0].speakers
    assert after.panels[2].speakers == ()
    assert [panel.description for panel in after.panels] == [panel.description for panel in before.panels]


def test_where_every_panel_speaks_there_is_nothing_to_fill() -> None:
    script = parse("OLA: Hi.").script
    assert script is not None
    with pytest.raises(NothingToFill):
        fill(script, dice=Random(1))


@pytest.mark.parametrize("task", list(Task))
def test_the_template_does_every_task(task: Task) -> None:
    script = format_script(parse("A cat\n\n---\nA dog").script) if task is Task.DIALOGUE else ""  # type: ignore[arg-type] # it parses
    writing = Writing(task=task, language="pl", panels=3, script=script)
    text = by_template("kot na dachu", writing, dice=Random(1))
    assert text
    if task is Task.SCRIPT:
        parsed = parse(text, language="pl")
        assert parsed.script is not None
        assert len(parsed.script.panels) == 3


def test_the_template_refuses_what_is_no_script() -> None:
    with pytest.raises(DomainError):
        by_template("x", Writing(task=Task.DIALOGUE, language="en", script=""), dice=Random(1))


@pytest.mark.parametrize(
    ("cards", "order", "first", "others"),
    [
        ([PAINTER], USUAL, TEMPLATE_CARD, ()),
        ([], USUAL, TEMPLATE_CARD, ()),
        ([REMOTE, LOCAL, TEMPLATE_CARD], USUAL, LOCAL, (REMOTE, TEMPLATE_CARD)),
        ([REMOTE, LOCAL], USUAL, LOCAL, (REMOTE,)),
        ([REMOTE, LOCAL], ("openai-text", "transformers"), REMOTE, (LOCAL,)),
        ([REMOTE, LOCAL, TEMPLATE_CARD], ("openai-text", "template", "transformers"), REMOTE, (TEMPLATE_CARD,)),
        ([REMOTE, LOCAL, TEMPLATE_CARD], ("template", "transformers"), TEMPLATE_CARD, ()),
        ([REMOTE, LOCAL], (), TEMPLATE_CARD, ()),
        ([LOCAL.model_copy(update={"awake": False}), REMOTE], USUAL, REMOTE, ()),
        ([LOCAL.model_copy(update={"awake": False})], USUAL, TEMPLATE_CARD, ()),
    ],
)
def test_writers_are_tried_in_the_house_s_order_and_the_template_last(
    cards: list[ModelCard], order: tuple[str, ...], first: ModelCard, others: tuple[ModelCard, ...]
) -> None:
    writers = choose_writers(cards, order)
    assert (writers.card, writers.others) == (first, tuple(card.target for card in others))
    assert writers.is_template == (first is TEMPLATE_CARD)
