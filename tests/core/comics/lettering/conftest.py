"""What the tests of lettering share."""

import pytest

from core.comics.lettering.fonts import Fonts, load_fonts


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """Return the fonts of the project's own assets."""
    return load_fonts()
