"""Reading what people send: type by content, caps before decoding, upright, without metadata."""

import random
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from core.errors import DomainError
from core.pictures.reading import (
    MOST_BYTES,
    NotAPicture,
    PictureTooLarge,
    PictureTooSmall,
    check_size,
    read_picture,
)
from core.pictures.writing import COMPOSITE, Marks, write_picture
from tests.core.pictures.bombs import BOMBS, NO_PICTURES, OTHER_FORMATS, RIDERS, coded

ORIENTATION = 0x0112


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The modes of all pixel buffers that Pillow's decoders ask for while a test runs."""
    asked: list[str] = []
    real = Image._getdecoder  # noqa: SLF001 - Pillow's one door to its decoders

    def watching(mode: str, name: str, *rest: Any) -> object:  # noqa: ANN401 - passed on as given
        asked.append(name)
        return real(mode, name, *rest)

    monkeypatch.setattr(Image, "_getdecoder", watching)
    return asked


def test_there_are_fifty_bombs_and_files_of_two_kinds() -> None:
    assert len(BOMBS) + len(NO_PICTURES) >= 50


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_any_pixel_is_decoded_r6(name: str, decoded: list[str]) -> None:
    assert len(BOMBS[name]) < 200_000
    with pytest.raises(PictureTooLarge):
        read_picture(BOMBS[name])
    assert decoded == []


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_is_refused_without_decoding(name: str, decoded: list[str]) -> None:
    with pytest.raises(NotAPicture):
        read_picture(NO_PICTURES[name])
    assert decoded == []


@pytest.mark.parametrize("name", OTHER_FORMATS)
def test_only_four_formats_are_read(name: str) -> None:
    with pytest.raises(NotAPicture):
        read_picture(OTHER_FORMATS[name])


@pytest.mark.parametrize("name", RIDERS)
def test_what_rides_behind_a_picture_is_not_kept(name: str) -> None:
    data, rider = RIDERS[name]
    kept = write_picture(read_picture(data), "image/png", Marks(COMPOSITE))
    assert rider not in kept


def test_the_size_of_a_file_is_refused_before_it_is_fetched() -> None:
    check_size(MOST_BYTES)
    with pytest.raises(PictureTooLarge) as refusal:
        check_size(MOST_BYTES + 1)
    assert refusal.value.fields == {"megabytes": 20, "megapixels": 25}
    with pytest.raises(PictureTooLarge):
        read_picture(coded("PNG") + b"\x00" * MOST_BYTES)


@pytest.mark.parametrize("size", [(15, 100), (100, 15), (1, 1)])
def test_what_is_hardly_a_picture_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooSmall):
        read_picture(coded("PNG", size))


@pytest.mark.parametrize(
    ("format_", "mode"),
    [
        *(("PNG", mode) for mode in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16")),
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA", "L")),
        *(("GIF", mode) for mode in ("P", "L", "1", "RGBA")),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(format_: str, mode: str) -> None:
    picture = read_picture(coded(format_, (20, 16), mode))
    assert (picture.mode, picture.size) == ("RGB", (20, 16))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_whatever_its_camera_says(orientation: int) -> None:
    upright = Image.new("RGB", (40, 20), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 9, 9), fill="red")
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = upright.transpose(turns[orientation]) if orientation in turns else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    out = BytesIO()
    held.save(out, "PNG", exif=exif)
    read = read_picture(out.getvalue())
    assert read.size == (40, 20)
    assert read.getpixel((4, 4)) == (255, 0, 0)
    assert read.getpixel((35, 15)) == (255, 255, 255)


@pytest.mark.parametrize("format_", ["PNG", "WEBP", "GIF"])
def test_transparent_parts_become_white(format_: str) -> None:
    picture = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((0, 0, 9, 19), fill=(0, 0, 255, 255))
    out = BytesIO()
    picture.save(out, format_, **({"lossless": True} if format_ == "WEBP" else {}))
    read = read_picture(out.getvalue())
    assert (read.getpixel((15, 5)), read.getpixel((3, 5))) == ((255, 255, 255), (0, 0, 255))


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_frame_is_read(format_: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "lime")]
    out = BytesIO()
    options = {"lossless": True} if format_ == "WEBP" else {}
    frames[0].save(out, format_, save_all=True, append_images=frames[1:], duration=100, **options)
    assert read_picture(out.getvalue()).getpixel((5, 5)) == (255, 0, 0)


def test_nothing_of_the_metadata_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "planted description"
    exif.get_ifd(0x8825)[2] = (52.0, 13.0, 47.0)
    out = BytesIO()
    Image.new("RGB", (32, 32)).save(out, "JPEG", exif=exif, comment=b"planted comment")
    kept = write_picture(read_picture(out.getvalue()), "image/png", Marks(COMPOSITE))
    assert b"planted" in out.getvalue()
    assert b"planted" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "image/webp"])
def test_a_comment_is_not_written_on_into_what_is_made_of_the_picture(media_type: str) -> None:
    out = BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "JPEG", comment=b"a note of somebody")
    assert b"a note" in out.getvalue()
    assert b"a note" not in write_picture(read_picture(out.getvalue()), media_type, Marks(COMPOSITE))


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_truncated_or_damaged_picture_is_refused_or_read_but_never_a_fault(format_: str) -> None:
    dice = random.Random(7)
    noise = Image.frombytes("RGB", (64, 48), dice.randbytes(64 * 48 * 3))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    out = BytesIO()
    noise.save(out, format_, **({"exif": exif} if format_ != "GIF" else {}))
    whole = out.getvalue()
    refused = 0
    for number in range(400):
        data = bytearray(whole)
        if number % 2:
            del data[dice.randrange(len(data)) :]
        for _ in range(dice.randrange(1, 12)):
            data[dice.randrange(min(len(data), 200 if number % 4 else 10**9))] = dice.randrange(256) if data else 0
        try:
            assert read_picture(bytes(data)).mode == "RGB"
        except DomainError:
            refused += 1
    assert refused > 100


def test_a_picture_cut_short_is_refused() -> None:
    noise = random.Random(1).randbytes(64 * 64 * 3)
    for format_ in ("PNG", "JPEG", "WEBP"):
        out = BytesIO()
        Image.frombytes("RGB", (64, 64), noise).save(out, format_)
        for share in (0.1, 0.5, 0.9):
            with pytest.raises(NotAPicture):
                read_picture(out.getvalue()[: int(len(out.getvalue()) * share)])
