"""Text files that people send, from any editor."""

import codecs

import pytest

from core.texts import MOST_BYTES, NotAText, TextTooLarge, read_text

WORDS = "Żółta łódź\nmówi: „ahoj”"


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        WORDS.encode("utf-16"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        WORDS.encode("cp1250"),
        WORDS.replace("\n", "\r\n").encode(),
        WORDS.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "marked", "utf-16", "big-endian", "cp1250", "windows", "old mac"],
)
def test_a_polish_text_reads_the_same_from_every_editor(data: bytes) -> None:
    assert read_text(data) == WORDS


def test_control_characters_go_and_tabs_stay() -> None:
    assert read_text(b"a\x07b\tc\x1b[1m") == "ab\tc[1m"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"a\0b", codecs.BOM_UTF16_LE + b"\x00", b"\x81\x83"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(NotAText):
        read_text(data)


def test_a_file_over_64_kilobytes_is_refused_and_one_of_them_is_read() -> None:
    assert len(read_text(b"a" * MOST_BYTES)) == MOST_BYTES
    with pytest.raises(TextTooLarge):
        read_text(b"a" * (MOST_BYTES + 1))
