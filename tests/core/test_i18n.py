"""Which language a person reads, and that every sentence can be said in it."""

import ast
import importlib
import pkgutil
import string
from datetime import UTC, datetime

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import bots.conversation
import core
from core.errors import DomainError, Refusal, error_classes
from core.i18n import LOCALES, NN_, accepted_languages, negotiate, translator
from core.jobs.service import TooManyWaiting
from launcher.folders import REPOSITORY

for _package in (core, bots.conversation):
    for _module in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        if not _module.name.endswith("__main__"):
            importlib.import_module(_module.name)
ERRORS = error_classes()


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("pl", "pl"),
        ("pl-PL", "pl"),
        ("PL_pl", "pl"),
        (" pl ", "pl"),
        ("en-GB", "en"),
        ("EN", "en"),
        ("pl-Latn-PL", "pl"),
    ],
)
def test_every_spelling_of_a_language_is_understood(tag: str, locale: str) -> None:
    assert negotiate((tag,), default="en" if locale == "pl" else "pl") == locale


@pytest.mark.parametrize("tag", ["", "*", "-", "de-AT", "plx", "\x00", "pl\x00", "../pl", "\ud800", "p" * 10_000, None])
def test_a_language_that_is_unknown_or_malformed_is_passed_over(tag: str | None) -> None:
    assert negotiate((tag, "pl"), default="en") == "pl"
    assert negotiate((tag,), default="pl") == "pl"


@given(st.lists(st.text(st.characters(), max_size=20) | st.none()))
def test_whatever_is_wanted_a_language_that_we_speak_is_chosen(wanted: list[str | None]) -> None:
    assert negotiate(wanted) in LOCALES


def test_a_browsers_languages_are_ranked_by_their_quality() -> None:
    assert accepted_languages("de;q=0.3, pl;q=0.9, en;q=0.8, *;q=0.1") == ["pl", "en", "de", "*"]
    assert accepted_languages("en, pl") == ["en", "pl"], "equal ones stay in their order"


@pytest.mark.parametrize("header", ["", ",,;", "pl;q=0", "pl;q=-1", "pl;q=2", "pl;q=nan", "pl;q=x", ";q=1", "pl;" * 9])
def test_a_malformed_header_wants_nothing(header: str) -> None:
    assert accepted_languages(header) == []


@given(st.text(st.characters()))
def test_no_header_breaks_the_negotiation(header: str) -> None:
    assert negotiate(accepted_languages(header)) in LOCALES


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (1, "1 kredyt"),
        (2, "2 kredyty"),
        (5, "5 kredytów"),
        (12, "12 kredytów"),
        (22, "22 kredyty"),
        (25, "25 kredytów"),
    ],
)
def test_polish_counts_in_three_forms(count: int, word: str) -> None:
    one, many = NN_("costs {cost} credit", "costs {cost} credits")
    assert word in translator("pl").ngettext(one, many, count, cost=count)


def test_numbers_and_moments_are_written_as_the_language_does() -> None:
    assert translator("en").number(1234.5) == "1,234.5"
    assert translator("pl").number(12345.5) == "12\u00a0345,5"
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert translator("en").moment(noon) != translator("pl").moment(noon)


def test_a_word_is_translated_by_where_it_stands() -> None:
    assert translator("en").pgettext("command", "draw") == "draw"
    assert translator("pl").pgettext("command", "draw") == "narysuj"


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [error.code for error in ERRORS]
    assert len(codes) >= 20
    assert len(set(codes)) == len(codes)
    assert {error.refusal for error in ERRORS} <= set(Refusal)


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.code)
@pytest.mark.parametrize("number", [1, 2, 5])
def test_every_refusal_is_a_whole_sentence_in_both_languages(kind: type[DomainError], locale: str, number: int) -> None:
    names = _placeholders(kind.msgid) | _placeholders(kind.msgid_plural or "")
    fields = {name: number if name == kind.count else f"‹{name}›" for name in names}
    said = translator(locale).error(kind(**fields))
    assert said[-1] in ".!?…", said
    assert "{" not in said
    assert all(str(value) in said for value in fields.values())
    if locale != "en":
        assert said != translator("en").error(kind(**fields)), "it is translated"


def test_a_refusal_reads_in_english_in_the_logs() -> None:
    assert str(TooManyWaiting(limit=3)) == "You have 3 job waiting already. Wait for it, or cancel it."
    assert TooManyWaiting(limit=3).fields == {"limit": 3}


def test_a_sentence_that_counts_needs_a_number() -> None:
    with pytest.raises(TypeError, match="limit"):
        translator("en").error(TooManyWaiting(limit="three"))


@pytest.mark.parametrize("package", ["bots", "core", "gpu_worker", "ha_bridge", "launcher", "web_gallery"])
def test_every_sentence_in_the_sources_is_in_the_catalogue(package: str) -> None:
    """What stands in an f-string, or within another call's arguments, is not seen by what gathers sentences."""
    with (REPOSITORY / "locales" / "pl" / "LC_MESSAGES" / "inkhearth.po").open("rb") as file:
        known = {(message.context, _first(message.id)) for message in read_po(file)}
    missing = {
        f"{path.relative_to(REPOSITORY)}:{call.lineno} {said[1]}"
        for path in (REPOSITORY / package).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and (said := _said(call)) is not None and said not in known
    }
    assert missing == set(), "say it in a line of its own, then run ./run catalogues"


def _first(words: str | tuple[str, ...] | list[str]) -> str:
    return words if isinstance(words, str) else words[0]


def _said(call: ast.Call) -> tuple[str | None, str] | None:
    """Return context and sentence of a call that translates one, where both are written out."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    match name, words:
        case "gettext" | "ngettext", [str(sentence), *_]:
            return None, sentence
        case "pgettext", [str(context), str(sentence)]:
            return context, sentence
    return None
