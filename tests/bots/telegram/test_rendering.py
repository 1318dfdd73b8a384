"""Rendering replies."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from bots.conversation.replies import Button, Reply
from bots.telegram.rendering import MOST_CAPTION, MOST_TEXT, cut, expectation, is_public, keyboard, render, units
from core.i18n import translator
from tests.bots.telegram.markup import parse

NASTY = "<b>&lt;</b> & </blockquote><a href='tg://x'>\"@everyone\" *_`[x](y) \ud800 👩‍👩‍👧‍👦 e\u0301"


def test_whatever_people_write_is_text_and_never_markup() -> None:
    text, entities = parse(render(Reply(text=NASTY, quote=NASTY, lines=(NASTY,), small=NASTY)))
    assert text.count("<b>&lt;</b>") == 4
    assert [entity["type"] for entity in entities] == ["blockquote", "italic"]


def test_the_parts_of_a_reply_stand_in_order() -> None:
    html = render(Reply(text="t", quote="q", lines=("one", "two"), small="s"), expected="soon")
    assert html == "t\n<blockquote>q</blockquote>\none\ntwo\nsoon\n<i>s</i>"


def test_a_long_quotation_is_folded() -> None:
    assert "<blockquote expandable>" in render(Reply(quote="word " * 100))


@pytest.mark.parametrize("most", [MOST_TEXT, MOST_CAPTION])
def test_a_long_reply_is_cut_outside_of_tags_and_keeps_its_sentences(most: int) -> None:
    dice = random.Random(5)
    alphabet = ["<", "&", "a", "ż", "👩‍👩‍👧‍👦", "👍🏽", "e\u0301", " "]
    for _ in range(200):
        quote = "".join(dice.choice(alphabet) for _ in range(dice.randrange(1, 3 * most)))
        text, _ = parse(render(Reply(text="What to do now.", quote=quote, small="seed 5"), most=most))
        assert units(text) <= most
        assert text.startswith("What to do now.")
        assert text.endswith("seed 5")


def test_a_cut_never_splits_a_character() -> None:
    family = "👩‍👩‍👧‍👦"
    for most in range(1, 40):
        shorter = cut(f"a{family}e\u0301👍🏽" * 3, most)
        assert units(shorter) <= most
        assert shorter.endswith("…")
        assert not shorter.removesuffix("…").endswith("\u200d")
        kept = shorter.removesuffix("…")
        for piece in ("👩‍", "👩‍👩‍👧"):
            assert not kept.endswith(piece)


@pytest.mark.parametrize(("locale", "words"), [("en", "in 2 minutes"), ("pl", "za 2 minuty")])
def test_the_expected_time_is_told_in_words(locale: str, words: str) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    say = translator(locale)
    assert words in expectation(Reply(eta=now + timedelta(seconds=118)), say, now=now)
    assert expectation(Reply(), say, now=now) == ""
    assert "1" in expectation(Reply(eta=now - timedelta(hours=1)), say, now=now)


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://ink.example.org/i/x", True),
        ("http://203.0.113.9/", False),  # reserved for documentation
        ("http://8.8.8.8/", True),
        ("http://localhost:8080/", False),
        ("http://127.0.0.1:8080/", False),
        ("http://192.168.1.4/", False),
        ("http://[::1]/", False),
        ("http://printer/", False),
        ("http://house.local/", False),
        ("ftp://example.org/", False),
        ("javascript:alert(1)", False),
        ("http://[", False),
    ],
)
def test_only_addresses_that_telegram_takes_become_buttons(url: str, *, public: bool) -> None:
    assert is_public(url) is public
    markup = keyboard(Reply(rows=((Button("Open", url=url),),)))
    assert (markup is not None) is public


def test_a_row_is_broken_after_three_buttons() -> None:
    markup = keyboard(Reply(rows=(tuple(Button(str(n), f"show:{'A' * 22}") for n in range(7)),)))
    assert markup is not None
    assert [len(row) for row in markup.inline_keyboard] == [3, 3, 1]


def test_an_action_too_long_for_telegram_fails_when_it_is_made() -> None:
    with pytest.raises(ValueError, match=r"x{65}"):
        keyboard(Reply(rows=((Button("x", "x" * 65),),)))
