"""Words of a house are recognised in all their forms; simplemma says which those are."""

import pytest
import simplemma

from core.home.words import is_form, same, tokens

_FORMS = """
kuchni kuchnię kuchnią salonie salonu salonem lampę lampie lampą lamp lampy łazience łazienki łazienkę
sypialni sypialnię biurku biurka świetle światła światłem rolety roletę rolecie żaluzje żaluzję bramę
bramy bramie garażu garażem drzwiami furtkę furtki furtce pokoju pokoje przedpokoju ogrodzie ogrodu
tarasie tarasu gabinecie gabinetu schodach telewizora telewizorze wentylatora wentylatorze zamka zamku
łóżku łóżka suficie sufitu stole stołu oknie okna piwnicy piwnicę strychu balkonie korytarzu jadalni
ścianie ściany lampki lampkę kinkietu kinkiecie głośnika głośniku grzejnika grzejniki zasłony zasłonę
alarmu kamery kamerę sceny scenę skryptu
"""


@pytest.mark.slow
def test_polish_forms_are_recognised_as_simplemma_knows_them() -> None:
    missed = []
    for form in _FORMS.split():
        lemma = simplemma.lemmatize(form, lang="pl")
        if not is_form(tokens(form)[0], tokens(lemma)[0]):
            missed.append((form, lemma))
    assert missed == []


@pytest.mark.parametrize(
    ("one", "other"), [("lights", "light"), ("blinds", "blind"), ("lamps", "lamp"), ("switches", "switch")]
)
def test_english_plurals_are_recognised(one: str, other: str) -> None:
    assert is_form(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("kuchni", "kitchen"), ("lampe", "light"), ("zaluzje", "shade"), ("brame", "gate")]
)
def test_both_languages_mean_the_same(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kuchnia", "salon"),
        ("brama", "rama"),
        ("biuro", "biurko"),
        ("door", "floor"),
        ("light", "night"),
        ("lock", "clock"),
    ],
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert not same(one, other)
