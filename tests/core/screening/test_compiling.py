"""The table of forms is what the dictionaries say."""

import json

import pytest

from core.screening.__main__ import compiled
from core.screening.rules import FORMS, concepts_of, words_of


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_stored_forms_are_up_to_date(language: str) -> None:
    stored = json.loads(FORMS.read_text(encoding="utf-8"))[language]
    assert compiled(language, words_of(concepts_of(language))) == stored
