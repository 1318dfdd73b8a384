"""What a comic's files say of their origin, in every format."""

from pathlib import Path

import pytest

from core.comics.export.formats import Format, export
from core.pictures.credentials import found, read_credentials
from core.pictures.provenance import Inspector, Origin, Standing
from core.pictures.seal import Seal
from core.pictures.writing import TRAINED
from tests.core.comics.pages import FONTS, all_pictures, book
from tests.factories import NOON


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house's keys."""
    folder = tmp_path_factory.mktemp("marks")
    found(folder, now=NOON)
    return folder


def origin_of(wanted: Format, keys: Path) -> Origin:
    """Return what a sealed comic says in a format; it is made twice, and is the same bytes (L26)."""
    credentials = read_credentials(keys)
    assert credentials is not None
    whole = book(source=TRAINED, seal=Seal(credentials))
    first, second = (export(whole, wanted, all_pictures(whole), fonts=FONTS) for _ in range(2))
    assert first == second
    return Inspector(credentials.roots).origin(first)


@pytest.mark.parametrize("wanted", [wanted for wanted in Format if wanted is not Format.PDF])
def test_the_pictures_in_every_package_are_known_as_ours(wanted: Format, keys: Path) -> None:
    origin = origin_of(wanted, keys)
    assert (origin.standing, origin.source, origin.tool) == (Standing.OURS, TRAINED, "Inkhearth")


def test_a_pdf_says_what_made_it(keys: Path) -> None:
    assert origin_of(Format.PDF, keys) == Origin(source=TRAINED, tool="Inkhearth")
