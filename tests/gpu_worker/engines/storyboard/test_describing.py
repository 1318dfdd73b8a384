"""What a picture is said to show, for those who don't see it, in whole words of both languages."""

import pytest

from gpu_worker.engines.storyboard.describing import alt_text
from gpu_worker.engines.storyboard.engine import parse
from gpu_worker.engines.storyboard.language.vocabulary import LANGUAGES
from gpu_worker.engines.storyboard.library import Library


@pytest.mark.parametrize(
    ("prompt", "english", "polish"),
    [
        ("a dog running", "Illustration: dog running.", "Ilustracja: pies biegnący."),
        ("zielona żaba gra na gitarze", "green frog playing the guitar", "zielona żaba grająca na gitarze"),
        ("three children play football", "3 × child playing football", "3 × dziecko grające w piłkę"),
        ("biały koń i czarna krowa", "white horse, black cow", "biały koń, czarna krowa"),
        ("czerwona chmura", "red cloud", "czerwona chmura"),
    ],
)
def test_who_does_what_is_said_as_people_say_it(library: Library, prompt: str, english: str, polish: str) -> None:
    alt = alt_text(parse(prompt, library=library), library)
    assert english in alt["en"]
    assert polish in alt["pl"]


def test_every_action_is_said_in_every_language(library: Library) -> None:
    vocabulary = library.lexicon.vocabulary
    for language in LANGUAGES:
        assert vocabulary.doing[language].keys() == vocabulary.actions.keys()
