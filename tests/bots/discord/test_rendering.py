"""Texts and buttons as Discord takes them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bots.conversation.replies import Button, Field, Form, Reply
from bots.discord.buttons import filled, modal_of, view_of
from bots.discord.rendering import LONGEST_TEXT, content, escaped, rows, units


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**bold** _thin_ ~~no~~ `code` ||veil||", r"\*\*bold\*\* \_thin\_ \~\~no\~\~ \`code\` \|\|veil\|\|"),
        ("<@1> <#2> <t:1:R> </draw:1>", r"\<@1\> \<#2\> \<t:1:R\> \</draw:1\>"),
        ("@everyone @HERE", "@\u200beveryone @\u200bHERE"),
        ("# big\n- list\n1. first\n> quote\n-# small", "\\# big\n\\- list\n1\\. first\n\\> quote\n\\-# small"),
        ("https://evil.example discord.gg/abc", r"https:\/\/evil.example discord.gg\/abc"),
        ("[text](https://evil.example)", r"\[text\]\(https:\/\/evil.example\)"),
        ("sci-fi: 10 % of 3.5", "sci-fi: 10 % of 3.5"),
    ],
)
def test_what_people_write_is_shown_as_written(written: str, shown: str) -> None:
    assert escaped(written) == shown


@given(some.text(max_size=6000), some.text(max_size=3000), some.lists(some.text(max_size=900), max_size=12))
def test_no_text_is_ever_too_long_for_discord(quote: str, text: str, lines: list[str]) -> None:
    shown = content(Reply(text=text, quote=quote, lines=tuple(lines), small=text))

    assert units(shown) <= LONGEST_TEXT
    assert "@everyone" not in shown.lower()


def test_a_long_prompt_is_cut_and_the_rest_stays() -> None:
    shown = content(Reply(text="Drawing…", quote="*" * 2000, small="seed 1"))

    assert shown.startswith("Drawing…\n> \\*")
    assert "…\n-# seed 1" in shown
    assert len(shown) > LONGEST_TEXT - 10


def test_the_expected_moment_counts_down_by_itself() -> None:
    shown = content(Reply(text="Waiting…", eta=datetime(2026, 1, 1, tzinfo=UTC)))

    assert shown == "Waiting… <t:1767225600:R>"


def test_too_many_buttons_go_to_the_next_row() -> None:
    many = tuple(Button(str(number), f"show::{number}") for number in range(7))

    assert [len(row) for row in rows(Reply(rows=(many, (), many[:1])))] == [5, 2, 1]


async def test_buttons_carry_their_action_and_links_can_be_left_out() -> None:
    reply = Reply(rows=((Button("Redo", "redo", "🔄"), Button("Open", url="https://pictures.example")),))

    both, one = view_of(reply), view_of(reply, with_links=False)

    assert both is not None
    assert one is not None
    assert [len(row["components"]) for row in both.to_components()] == [2]
    assert one.to_components()[0]["components"][0]["custom_id"] == "ik:redo"
    assert view_of(Reply()) is None


async def test_a_form_holds_what_was_there_and_never_more_than_fits() -> None:
    modal = modal_of(Form("t" * 90, "edited", (Field("prompt", "l" * 90, "x" * 5000, 5000),)))

    shown = modal.to_dict()
    assert len(shown["title"]) == 45
    assert shown["components"][0]["component"]["value"] == "x" * 4000


def test_fields_are_found_however_deep_they_lie() -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "a", "value": "1"}]}
    label = {"type": 18, "component": {"type": 4, "custom_id": "b", "value": "2"}}

    assert filled({"custom_id": "ik:edited", "components": [row, label, "junk"]}) == {"a": "1", "b": "2"}
    assert filled(None) == {}
