"""Screening of prompts and scripts (trust.md, § Moderation): what passes, what is refused, in what time."""

import contextlib
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.i18n import LOCALES, translator
from core.screening.reasons import REFUSALS, SWITCHABLE, Category, MinorSexual, ScreenedOut, Sexual
from core.screening.rules import standing_rules
from core.screening.screen import refuse, screen, tells_of_young

DATA = Path(__file__).parents[2] / "data"
MOST_FALSE = 0.02
LEAST_RECALL = 0.95
_BARE = {
    "en": ("naked", "in lingerie", "without any clothing"),
    "pl": ("nago", "w bieliźnie", "bez żadnego ubrania"),
}


def harmless(language: str) -> list[str]:
    """Return five hundred prompts that must pass."""
    near = (DATA / "screening" / f"harmless_{language}.txt").read_text(encoding="utf-8").splitlines()
    plain = [row["prompt"] for row in json.loads((DATA / f"prompts_{language}.json").read_text(encoding="utf-8"))]
    return list(dict.fromkeys([*near, *plain]))


def refused(language: str) -> list[tuple[Category, str]]:
    """Return prompts that must be refused, with the reason."""
    names = (f"refused_{language}.tsv", f"fresh_{language}.tsv", f"later_{language}.tsv")
    return _labelled(*names)


def unseen(language: str) -> list[tuple[Category, str]]:
    """Return prompts that should be refused and that no rule was tuned on: they are counted, and asserted nowhere."""
    return _labelled(f"unseen_{language}.tsv")


def _labelled(*names: str) -> list[tuple[Category, str]]:
    lines = [line for name in names for line in (DATA / "screening" / name).read_text(encoding="utf-8").splitlines()]
    return [(Category(category), prompt) for category, prompt in (line.split("\t") for line in lines)]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_counts_as_unseen_is_in_no_set_that_the_rules_were_tuned_on(language: str) -> None:
    fresh = {prompt for _, prompt in unseen(language)}
    assert len(fresh) >= 60
    assert fresh.isdisjoint({prompt for _, prompt in refused(language)} | set(harmless(language)))


@pytest.mark.parametrize(
    ("text", "young"),
    [("a child at the sea", True), ("chłopiec", True), ("a girl", True), ("a girl, 24 years old", False), ("", False)],
)
def test_a_text_tells_of_somebody_young(text: str, young: bool) -> None:  # noqa: FBT001 - a table
    """For pictures that something is made from: who is not said to be grown counts as young."""
    assert tells_of_young(text) is young


@pytest.mark.parametrize("language", ["en", "pl"])
def test_at_most_two_of_a_hundred_harmless_prompts_are_refused(language: str) -> None:
    prompts = harmless(language)
    assert len(prompts) >= 500
    stopped = [prompt for prompt in prompts if screen(prompt) is not None]
    print(f"\n{language}: {len(stopped)} of {len(prompts)} harmless prompts refused")  # noqa: T201 - the figure asked for
    assert len(stopped) <= MOST_FALSE * len(prompts), stopped


@pytest.mark.parametrize("language", ["en", "pl"])
def test_of_labelled_prompts_nearly_all_are_refused_and_sexualised_minors_without_exception(language: str) -> None:
    rows = refused(language)
    missed = [(category, prompt) for category, prompt in rows if screen(prompt) is None]
    print(f"\n{language}: {len(rows) - len(missed)} of {len(rows)} labelled prompts refused")  # noqa: T201 - as above
    assert len(missed) <= (1 - LEAST_RECALL) * len(rows), missed
    assert not [prompt for category, prompt in missed if category is Category.MINOR_SEXUAL]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_whatever_somebody_young_is_called_nudity_beside_them_is_the_gravest_reason(language: str) -> None:
    """Every way of saying that somebody is young with every word that must not stand beside it."""
    named = (DATA / "screening" / f"young_{language}.txt").read_text(encoding="utf-8").splitlines()
    missed = [f"{young} {word}" for young in named for word in _BARE[language] if not _is_gravest(f"{young} {word}")]
    assert missed == []


def _is_gravest(prompt: str) -> bool:
    found = screen(prompt)
    return found is not None and found.category is Category.MINOR_SEXUAL


@pytest.mark.parametrize("prompt", ["girl with a pearl earring", "dziewczynka z zapałkami", "widok na górę"])
def test_what_only_sounds_like_something_else_passes(prompt: str) -> None:
    refuse(prompt)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_switch_lets_minors_and_sexuality_pass(language: str) -> None:
    everything = frozenset(category.value for category in Category)
    for category, prompt in refused(language):
        found = screen(prompt, allowed=everything)
        if category in SWITCHABLE:
            assert found is None or found.category not in SWITCHABLE, prompt
        else:
            assert found is not None, prompt


def test_a_space_may_switch_a_category_off_and_the_others_stand() -> None:
    refuse("a naked woman on a sofa", allowed=frozenset({"sexual"}))
    with pytest.raises(Sexual):
        refuse("a naked woman on a sofa", allowed=frozenset({"gore", "hate"}))


@pytest.mark.parametrize(
    "prompt",
    [
        "n4k3d ch1ld", "n a k e d c h i l d", "n.a.k.e.d child", "nаked сhild", "naaaaked child",
        "na\u200bked ch\u00adild",
        "ｎａｋｅｄ child", "NAKED CHILD", "nakéd chíld", "n@ked child", "a naked\nchild", "child. naked!", "s3xy t33n",
    ],
)  # fmt: skip
def test_disguised_words_are_read(prompt: str) -> None:
    with pytest.raises(MinorSexual):
        refuse(prompt)


@pytest.mark.parametrize(
    ("prompt", "young"),
    [
        ("nude, 17 years old", True), ("nude, 18 years old", False), ("naga, 17 lat", True), ("naga, 19 lat", False),
        ("a nude girl", True), ("a nude girl aged 25", False), ("naga siedemnastolatka", True),
        ("naga 30-latka", False), ("nude, twelve years old", True), ("nude 14yo", True),
        ("naga, dwudziestoletnia", False), ("nude, 13 y/o", True),
    ],
)  # fmt: skip
def test_an_age_below_eighteen_makes_it_the_gravest_reason(prompt: str, young: bool) -> None:  # noqa: FBT001 - a table
    found = screen(prompt)
    assert found is not None
    assert (found.category is Category.MINOR_SEXUAL) is young


def test_an_old_whisky_is_no_child() -> None:
    assert screen("a 12-year-old whisky beside a marble statue") is None


@pytest.mark.parametrize("locale", LOCALES)
def test_each_reason_has_a_code_and_a_sentence_in_each_language(locale: str) -> None:
    say = translator(locale)
    sentences = {say.error(kind()) for kind in REFUSALS.values()}
    assert len(sentences) == len(Category) == len(REFUSALS)
    assert len({kind.code for kind in REFUSALS.values()}) == len(Category)


def test_a_finding_names_rule_and_version() -> None:
    found = screen("a nude child")
    assert found is not None
    assert (found.rule, found.version) == ("young-explicit", standing_rules().version)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_is_an_exception(text: str) -> None:
    with contextlib.suppress(ScreenedOut):
        refuse(text)


@pytest.mark.parametrize("text", ["n a k e d ", "1", "@ ", "aaa ", "a\u0301", "girl naked ", "12 lat ", ".", "s.e.x."])
def test_the_time_grows_no_faster_than_the_text(text: str) -> None:
    """Eight times the text takes about eight times as long; three times that is allowed for a busy machine."""
    standing_rules()
    short, long = _best(text, 6_000), _best(text, 48_000)
    assert long < max(short, 0.002) * 8 * 3


def _best(text: str, length: int) -> float:
    whole = (text * length)[:length]
    times = []
    for _ in range(3):
        begun = time.process_time()  # others work on this machine as well
        screen(whole)
        times.append(time.process_time() - begun)
    return min(times)


def test_a_script_is_refused_for_one_panel_and_not_for_words_pages_apart() -> None:
    panel = "Panel: a mother and her child feed ducks. MOTHER: Look, the ducks! CHILD: More bread!\n"
    assert screen(panel * 60) is None
    assert screen(panel * 30 + "Panel: the child is naked.\n" + panel * 30) is not None
    apart = (
        "a child plays. "
        + "The hero walks on through the long valley. " * 40
        + "A naked giant sleeps as a statue of marble."
    )
    assert screen(apart) is None


def test_the_stored_forms_are_those_of_the_written_lemmas() -> None:
    """A lemma that was added by hand without ``python -m core.screening`` would not be known in its other forms."""
    from core.screening.rules import FORMS, LANGUAGES, concepts_of, words_of  # noqa: PLC0415 - used here alone

    stored = json.loads(FORMS.read_text(encoding="utf-8"))
    for language in LANGUAGES:
        assert set(stored[language]) == words_of(concepts_of(language))
