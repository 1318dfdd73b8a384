"""Finished pages read by OCR: what the script says is what a stranger's eye reads (comics.md § 6)."""

import logging
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.comics.export.telling import plain
from core.comics.lettering.model import Lettered
from core.comics.render.pixels import render_page
from core.comics.script.model import Caption, Say
from tests.core.comics.made import Made, made
from tests.core.comics.outside.scripts import ENGLISH, POLISH

_ENLARGED = 2
_LEAST_RECALL = 0.98
_MOST_WRONG = 0.03

Reader = Callable[[Image.Image], list[str]]


@pytest.fixture(scope="module")
def reader() -> Reader:
    """RapidOCR with the models of its own wheel."""
    from rapidocr import RapidOCR  # noqa: PLC0415 - it loads onnxruntime

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine = RapidOCR()

    def read(picture: Image.Image) -> list[str]:
        found = engine(np.asarray(picture)[:, :, ::-1])
        return list(getattr(found, "txts", None) or ())

    return read


def _words(texts: list[str]) -> Counter[str]:
    """Return words by how often they stand there, without case and punctuation."""
    cleaned = ("".join(char if char.isalnum() or char == "'" else " " for char in text.casefold()) for text in texts)
    return Counter(word for text in cleaned for word in text.split())


def _script_words(comic: Made) -> Counter[str]:
    return _words([plain(item.words) for panel in comic.script.panels for item in panel.items])


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", list(ENGLISH))
def test_the_words_of_a_script_are_read_from_its_pages(name: str, reader: Reader) -> None:
    """English word recall of at least 98 %, sounds and all."""
    comic = made(ENGLISH[name])
    seen: Counter[str] = Counter()
    for page in comic.pages:
        seen += _words(reader(render_page(page, comic.pictures, fonts=comic.fonts)))
    wanted = _script_words(comic)
    recall = (wanted & seen).total() / wanted.total()
    assert recall >= _LEAST_RECALL, wanted - seen


def _tesseract_reads_polish() -> bool:
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)  # noqa: S607
    return "pol" in listed.stdout.split()


@pytest.mark.skipif(not _tesseract_reads_polish(), reason="Debian's tesseract-ocr-pol is not installed")
@pytest.mark.slow
def test_polish_letters_are_read_from_each_balloon(tmp_path: Path) -> None:
    """Polish character error of at most 3 %, on crops twice the size."""
    comic = made(POLISH)
    read, meant = [], []
    for page in comic.pages:
        painted = render_page(page, comic.pictures, fonts=comic.fonts)
        for item in page.lettering.items:
            said = comic.script.panels[item.panel].items[item.item]
            if not isinstance(said, Say | Caption):
                continue
            meant.append(plain(said.words).upper())
            read.append(_tesseract(_lines_alone(painted, item), tmp_path / "balloon.png"))
    wrong = sum(_distance(one, other) for one, other in zip(read, meant, strict=True))
    assert len(read) == 6
    assert wrong / sum(map(len, meant)) <= _MOST_WRONG, list(zip(read, meant, strict=True))


def _lines_alone(painted: Image.Image, item: Lettered) -> Image.Image:
    """Return an item's lines on white, without the outline, which tesseract takes for dashes and brackets."""
    whole = Image.new("L", painted.size, "white")
    for span in item.spans:
        ink = span.box.grown(3)
        place = (int(ink.left), int(ink.top), int(ink.right) + 1, int(ink.bottom) + 1)
        whole.paste(painted.crop(place).convert("L"), place)
    around = item.box.grown(20)
    return whole.crop((int(around.left), int(around.top), int(around.right), int(around.bottom)))


def _tesseract(part: Image.Image, path: Path) -> str:
    part.resize((part.width * _ENLARGED, part.height * _ENLARGED), Image.Resampling.LANCZOS).save(path)
    done = subprocess.run(
        ["tesseract", str(path), "-", "-l", "pol", "--psm", "6"],  # noqa: S607
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return " ".join(done.stdout.upper().split())


def _distance(one: str, other: str) -> int:
    """Return the edit distance of Levenshtein."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            line.append(min(before[column] + 1, line[-1] + 1, before[column - 1] + (letter != wanted)))
        before = line
    return before[-1]
