"""Every row of the list of faults (comics.md § 1), in both languages: its code, its line, what was perhaps meant."""

import pytest

from core.comics.script import FILE, MESSAGE, Limits, parse
from core.comics.script.faults import Diagnostic, Severity
from core.i18n import LOCALES, translator

_WORDS = " ".join(["word"] * 50)
_TEN = "\n".join(["PAGE 1", *(f"PANEL {number}: a cat" for number in range(1, 11))])
_TEN_PL = _TEN.replace("PAGE", "STRONA").replace("PANEL", "KADR")
_LONG_CAST = "Cast: " + "; ".join(f"N{number} = hat" for number in range(25)) + "\nA cat"

ERRORS = [
    ("", "empty-script", 1, ""),
    (" \n\t\u200b\n", "empty-script", 1, ""),
    ("Title: Only a title", "empty-script", 1, ""),
    ("PANEL 1: A cat\nPANEL 2\nPANEL 3: A dog", "empty-panel", 2, ""),
    ("KADR 1: Kot\nKADR 2", "empty-panel", 2, ""),
    ("PAGE 1\nA cat\nPAGE 2", "empty-page", 3, ""),
    (": hello", "no-speaker", 1, ""),
    ("A cat\nCAT: Hi\n---\n: hello", "no-speaker", 4, ""),
    ("PAGE 1 (tiers 2-2)\nA cat\n---\nA dog\n---\nA fox", "tiers", 1, ""),
    ("STRONA 1 (rzędy 2-2)\nKot\n---\nPies\n---\nLis", "tiers", 1, ""),
    ("PAGE (tiers 2-9)\nA cat", "tiers-wrong", 1, ""),
    ("PAGE (tiers 1-1-1-1-1-1)\nA cat", "tiers-wrong", 1, ""),
    ("PAGE 1 (five panels)\nA cat", "panel-count", 1, ""),
    ("STRONA 1 (pięć kadrów)\nKot", "panel-count", 1, ""),
    ("PAGE 1 (splash)\na1\n---\na2\n---\na3\n---\na4\n---\na5", "splash", 1, ""),
    ("Size: webton\nA cat", "size", 1, "webtoon"),
    ("Rozmiar: kwadart\nKot", "size", 1, "kwadrat"),
    ("Size: 10 by 10\nA cat", "size", 1, ""),
    ("Read: upwards\nA cat", "read", 1, ""),
    ("Lang: klingon\nA cat", "lang", 1, ""),
    ("Lang: polsk\nA cat", "lang", 1, "polski"),
    ("Seed: -1\nA cat", "seed", 1, ""),
    ("Seed: 4294967296\nA cat", "seed", 1, ""),
    ("Rating: teeen\nA cat", "rating", 1, "teen"),
    ("A cat\nCAPTION:", "empty", 2, ""),
    ("Kot\nRAMKA:", "empty", 2, ""),
    ("A cat\nCAT:\n\nIt sleeps", "empty", 2, ""),
    ("A cat\nCAT: hi\n:", "empty", 3, ""),
    ("Title:\nA cat", "empty", 1, ""),
    (f"Title: {'long ' * 50}\nA cat", "header-long", 1, ""),
    ("A cat\nTitle: The cat", "header-late", 2, ""),
    (f"A cat\nCAT: {_WORDS}", "balloon-long", 2, ""),
    (f"A cat\nCAT: {' '.join(['word'] * 41)}", "balloon-long", 2, ""),
    (f"A cat\nCAT: {'w' * 41}", "word-long", 2, ""),
    ("A cat\nCAT: 你好 cat 好", "letters", 2, ""),
    ("Kot\nKOT: hej\nRAMKA: Ωμέγα", "letters", 3, ""),
    ("Kot\n*שלום*", "letters", 2, ""),
    ("A cat\n" + "CAT: seven words stand in this very line\n" * 12, "panel-long", 1, ""),
    ("A cat\n" + "CAT: hi\n" * 8, "panel-full", 1, ""),
    (_TEN, "page-full", 1, ""),
    (_TEN_PL, "page-full", 1, ""),
    (" || ".join(["A cat"] * 25), "comic-full", 49, ""),
    ("Cast: Maya red coat\nA cat", "cast", 1, ""),
    ("Obsada: Maja w czerwonym płaszczu\nKot", "cast", 1, ""),
    ("Cast: Maya =\nA cat", "cast", 1, ""),
    (f"Cast: Maya = {'red ' * 101}\nA cat", "cast-looks", 1, ""),
    (_LONG_CAST, "cast-full", 1, ""),
    ("x" * 4109, "too-long", 1, ""),
]
WARNINGS = [
    ("A cat\nCAT (wisper): hi", "modifier", 2, "whisper"),
    ("Kot\nKOT (szpet): no", "modifier", 2, "szept"),
    ("A cat\nCAT (to the dog): hi", "modifier", 2, ""),
    ("A cat\nCAT (whisper, shout): hi", "modifiers-clash", 2, ""),
    ("PANEL 1 (wyde): A cat", "hint", 1, "wide"),
    ("PAGE 1 (purple)\nA cat", "page-option", 1, ""),
    ("Title: One\nTitle: Two\nA cat", "header-twice", 2, ""),
    ("Cast: Maya = red coat\nA street\nMYAA: hi", "speaker-unknown", 3, "Maya"),
    ("A cat\nCAPTOIN: Later", "speaker-keyword", 2, "CAPTION"),
    ("PANNEL 1 A cat", "keyword", 1, "PANEL"),
    ("Close-up: the eyes of a cat", "reserved-name", 1, ""),
    ("Zbliżenie: oczy kota", "reserved-name", 1, ""),
    ("Note: this is night", "reserved-name", 1, ""),
    ("Morning: the street is empty\nCAT: hi\nCAT: ho", "speaker-once", 1, ""),
    (f"A cat\nCAT: {' '.join(['word'] * 26)}", "balloon-split", 2, ""),
    ("A cat\n" + "CAT: eight words stand in this one very line\n" * 7, "panel-wordy", 1, ""),
]
SUGGESTIONS = [
    ("A cat\nCAT: MEOW", "shout", 2, ""),
    ("Kot\nKOT: nie!!!", "shout", 2, ""),
]


def _only(text: str, code: str, limits: Limits = MESSAGE) -> Diagnostic:
    found = [diagnostic for diagnostic in parse(text, limits=limits).diagnostics if diagnostic.code == code]
    assert found, parse(text, limits=limits).diagnostics
    return found[0]


@pytest.mark.parametrize(("text", "code", "line", "close"), [*ERRORS, *WARNINGS, *SUGGESTIONS])
@pytest.mark.parametrize("locale", LOCALES)
def test_every_fault_is_told_at_its_line_in_the_readers_language(
    text: str, code: str, line: int, close: str, locale: str
) -> None:
    diagnostic = _only(text, code)
    assert (diagnostic.line, diagnostic.close) == (line, close)
    sentence = diagnostic.sentence(translator(locale))
    assert "{" not in sentence
    assert close in sentence
    if locale == "pl":
        assert sentence != diagnostic.sentence(translator("en"))


@pytest.mark.parametrize(("text", "code", "line", "close"), ERRORS)
def test_an_error_leaves_no_script_that_could_be_drawn(text: str, code: str, line: int, close: str) -> None:
    parsed = parse(text)
    assert parsed.script is None
    assert code in {diagnostic.code for diagnostic in parsed.errors}


@pytest.mark.parametrize(("text", "code", "line", "close"), [*WARNINGS, *SUGGESTIONS])
def test_what_is_only_doubtful_can_still_be_drawn(text: str, code: str, line: int, close: str) -> None:
    parsed = parse(text)
    assert parsed.script is not None
    assert parsed.errors == ()


def test_a_shout_is_suggested_and_never_made_by_itself() -> None:
    parsed = parse("A cat\nCAT: MEOW")
    assert parsed.script is not None
    assert _only("A cat\nCAT: MEOW", "shout").severity is Severity.SUGGESTION
    assert [item.voice for item in parsed.script.panels[0].items] == ["speech"]  # type: ignore[union-attr]  # a Say


def test_a_file_may_hold_what_a_message_may_not() -> None:
    long = " || ".join(["A cat sits on a wall and looks at the moon for a very long time indeed"] * 60)
    assert parse(long).script is None
    parsed = parse(long, limits=FILE)
    assert parsed.script is not None
    assert len(parsed.script.panels) == 60
