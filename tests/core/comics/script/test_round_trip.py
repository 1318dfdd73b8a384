"""For any text: it is read without an exception, in linear time, and what is written back reads the same."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.comics.script import FILE, format_script, parse
from core.comics.script.parsing import FILE_LENGTH
from tests.core.comics.script.test_parsing import EXAMPLE, FULL, POLISH

_NAMES = st.sampled_from(["CAT", "Anna", "kot", "Old Man", "Note", "Zbliżenie", "MAYA", "7 of 9", "He says", "Żółw"])
_WORDS = st.text(st.sampled_from("aąbZŻ _*!.,…-–—:;=()|/\"'“0 1é😀"), max_size=60)
_MODIFIERS = st.sampled_from(
    ["", " (whisper)", " (krzyk, left)", " (cont)", " (small, loud)", " (odd)", " (vo) (top)", "(speech)"]
)
_BRACKETS = st.sampled_from(["", " (wide)", " (szeroki, inset)", " (bez ramki)", " (what)"])
_LINES = st.one_of(
    st.builds("{}{}: {}".format, _NAMES, _MODIFIERS, _WORDS),
    st.builds("PANEL{}: {}".format, _BRACKETS, _WORDS),
    st.builds("{}. {}".format, st.integers(0, 5), _WORDS),
    st.builds("{}{}: {}".format, st.sampled_from(["CAPTION", "SFX", "Ramka", "DESC"]), _MODIFIERS, _WORDS),
    st.builds(
        "{}: {}".format, st.sampled_from(["Title", "Styl", "Size", "Cast", "Seed", "Lang", "Rating", "Read"]), _WORDS
    ),
    st.sampled_from(
        [
            "PAGE",
            "PAGE 2 (splash)",
            "STRONA (2-1)",
            "KADR 2",
            "---",
            "",
            "// note",
            ": and more",
            "*BOOM*",
            "Size: a5",
            "Cast: Maya = red; Kot = szary",
            "Lang: pl",
            "CAT:",
            "_a_ _b_ c_",
            "Kot: " + "_bardzo długie zdanie_, które trwa " * 6,
        ]
    ),
    _WORDS,
)
_SCRIPTS = st.lists(_LINES, max_size=20).map("\n".join)


@settings(max_examples=400, deadline=None)
@given(_SCRIPTS)
@example(EXAMPLE)
@example(FULL)
@example(POLISH)
@example("Anna (odd): hi")
@example("He says (whisper): hi\nHe says: ho")
@example("A cat\nCAT: _a b_ c_ " + "d " * 26)
def test_what_is_written_back_reads_as_the_same_script(text: str) -> None:
    script = parse(text, limits=FILE).script
    if script is None:
        return
    written = format_script(script)
    again = parse(written, limits=FILE)
    assert again.script == script, written
    assert format_script(again.script) == written


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
@example("\x00\ud800\u202e")
@example("| || ||| |")
@example("PANEL ٣: a")
def test_no_text_at_all_raises(text: str) -> None:
    parsed = parse(text)
    assert (parsed.script is None) == bool(parsed.errors)


_GARBAGE = [
    "_a ", "a:b\n", "PANEL 1\n", "1. a\n", "PAGE\n1. a\n", "KOT (zzz): ab\n", "A:b\n: x\n", "****", "((((", "A (",
    "Cast: a=b;c=d\n", "AA1 2\n", "# ", "(a) ", " | ", "||", "A1234: x\n", "_", "* a ", "PAGE (a,b,c)\n", "\u0301a",
    "Kot:\n", "- ", "a.", "Lang: x\n", "PANEL 1 (q w e r t y): a\n", "😀\u200d",
]  # fmt: skip


@pytest.mark.parametrize("unit", _GARBAGE)
def test_64_kb_of_garbage_take_time_that_grows_with_its_length_only(unit: str) -> None:
    """The whole file may take at most three times what four quarters of it take: quadratic work would take four."""
    whole = (unit * FILE_LENGTH)[:FILE_LENGTH]
    quarter = whole[: FILE_LENGTH // 4]
    assert _seconds(whole) < 3 * 4 * _seconds(quarter) + 0.2


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        parse(text, limits=FILE)
        best = min(best, time.process_time() - begun)
    return best
