"""The word in a link that hands a picture of the gallery to a chat."""

import pytest

from core.gallery.remixes import MOST_CHARACTERS, remix_word, remixed_slug
from core.privacy import new_slug


def test_g5_a_pictures_word_fits_into_a_deep_link_and_leads_back_to_it() -> None:
    slug = new_slug()
    word = remix_word(slug)
    assert len(word) <= MOST_CHARACTERS
    assert remixed_slug(word) == slug


@pytest.mark.parametrize("slug", ["", "a" * 59, "a b", "żaba", "a/b", "a\n", "a?b"])
def test_g5_what_no_link_can_hold_has_no_word(slug: str) -> None:
    assert remix_word(slug) == ""


@pytest.mark.parametrize(
    "word", ["", "remix_", "REMIX_abc", "ABCDEFGHJK", "remix", "remix_a b", "remix_a\n", "xremix_a"]
)
def test_g5_other_words_name_no_picture(word: str) -> None:
    assert remixed_slug(word) is None
