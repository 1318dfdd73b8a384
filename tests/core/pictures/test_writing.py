"""Whatever leaves us says where it comes from, in every format and after every rendition."""

import random
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from core.pictures.renditions import MEDIA_TYPES, WIDTHS, copies, thumbhash
from core.pictures.writing import COMPOSITE, TRAINED, UNKNOWN, Marks, write_picture

WRITTEN = ("image/png", "image/webp", "image/avif", "image/jpeg")
SOURCE = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
TOOL = "{http://ns.adobe.com/xap/1.0/}CreatorTool"
TEXT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
SMALL = Image.new("RGB", (32, 24), "teal")
HOSTILE = [
    "</rdf:li></rdf:Alt><evil/>",
    '"><script>alert(1)</script>',
    "]]>",
    "<!--",
    "<?xpacket end='w'?>",
    "&amp;&lt;&#0;&evil;",
    "a\x00b\x08c\x1fd",
    "line\nbreak\r\u2028",
    "\ufffe\uffff\ud800",
    "{tool}{0}%s",
    "żółć 🦊 狐",
]


def packet(data: bytes) -> ET.Element:
    """Return the description element of a written picture's XMP packet, parsed strictly."""
    with Image.open(BytesIO(data)) as picture:
        picture.load()
        found = picture.info.get("xmp") or picture.info["XML:com.adobe.xmp"]
    text = found.decode() if isinstance(found, bytes) else found
    (description,) = list(list(ET.fromstring(text))[0])  # noqa: S314, RUF015 - our own packet is what is tested
    return description


def test_every_format_can_be_written_here() -> None:
    assert features.check("avif")
    assert features.check("webp")


@pytest.mark.parametrize("media_type", WRITTEN)
@pytest.mark.parametrize("source", [TRAINED, COMPOSITE])
def test_a_picture_says_what_made_it_in_every_format(media_type: str, source: str) -> None:
    data = write_picture(SMALL, media_type, Marks(source))
    with Image.open(BytesIO(data)) as written:
        assert written.size == SMALL.size
        assert Image.MIME[written.format or ""] == media_type
    marks = packet(data)
    assert (marks.attrib[SOURCE], marks.attrib[TOOL]) == (source, "Inkhearth")


@pytest.mark.parametrize("media_type", WRITTEN)
def test_a_prompt_is_inside_only_when_it_is_shared(media_type: str) -> None:
    shared = write_picture(SMALL, media_type, Marks(TRAINED, prompt="a planted fox"))
    assert [element.text for element in packet(shared).iter(TEXT)] == ["a planted fox"]
    hidden = write_picture(SMALL, media_type, Marks(TRAINED))
    assert list(packet(hidden).iter(TEXT)) == []
    assert b"planted" not in hidden


@pytest.mark.parametrize("prompt", HOSTILE)
@pytest.mark.parametrize("media_type", WRITTEN)
def test_a_hostile_prompt_stays_a_text(media_type: str, prompt: str) -> None:
    marks = packet(write_picture(SMALL, media_type, Marks(TRAINED, prompt=prompt)))
    assert {element.tag.rpartition("}")[2] for element in marks.iter()} <= {"Description", "description", "Alt", "li"}
    (said,) = [element.text or "" for element in marks.iter(TEXT)]
    assert said == "".join(character for character in prompt if character.isprintable())


@given(
    prompt=st.text(st.characters(), min_size=1, max_size=2000),
    tool=st.text(st.characters(codec="ascii", min_codepoint=32)),
)
def test_any_prompt_makes_a_well_formed_packet(prompt: str, tool: str) -> None:
    ET.fromstring(Marks(TRAINED, tool, prompt).xmp().decode())  # noqa: S314 - as above


def test_the_longest_prompt_fits_into_every_format() -> None:
    for media_type in WRITTEN:
        marks = packet(write_picture(SMALL, media_type, Marks(TRAINED, prompt="🦊" * 2000)))
        assert [len(element.text or "") for element in marks.iter(TEXT)] == [2000]


def test_a_media_type_that_is_not_written_is_refused() -> None:
    with pytest.raises(ValueError, match="image/gif"):
        write_picture(SMALL, "image/gif", Marks(TRAINED))


@settings(max_examples=12, deadline=None)
@given(
    width=st.integers(1, 1500),
    height=st.integers(1, 300),
    source=st.sampled_from([TRAINED, COMPOSITE]),
    prompt=st.none() | st.sampled_from(HOSTILE),
)
def test_every_rendition_carries_the_mark(width: int, height: int, source: str, prompt: str | None) -> None:
    picture = Image.new("RGB", (width, height), "olive")
    made = list(copies(picture, Marks(source, prompt=prompt)))
    assert {copy.media_type for copy in made} == set(MEDIA_TYPES)
    for copy in made:
        assert packet(copy.data).attrib[SOURCE] == source
        with Image.open(BytesIO(copy.data)) as written:
            assert written.size == (copy.width, copy.height)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (100, [100]),
        (320, [320]),
        (321, [320, 321]),
        (1280, [320, 640, 960, 1280]),
        (1281, [320, 640, 960, 1280]),
        (4000, [320, 640, 960, 1280]),
    ],
)
def test_copies_are_never_wider_than_the_picture_or_the_page(width: int, widths: list[int]) -> None:
    made = list(copies(Image.new("RGB", (width, 30)), Marks(TRAINED)))
    assert [copy.width for copy in made] == [one for one in widths for _ in MEDIA_TYPES]
    assert widths[-1] <= WIDTHS[-1]


def test_a_strip_keeps_a_pixel_of_height() -> None:
    assert {copy.height for copy in copies(Image.new("RGB", (1281, 1)), Marks(TRAINED))} == {1}


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_placeholder_is_short_and_tells_pictures_apart(mode: str) -> None:
    dice = random.Random(2)
    plain = thumbhash(Image.new(mode, (300, 200)))
    noisy = thumbhash(Image.frombytes("RGB", (300, 200), dice.randbytes(180_000)).convert(mode))
    assert plain != noisy
    assert len(plain) <= 40
    assert len(noisy) <= 40


@pytest.mark.parametrize("media_type", WRITTEN)
def test_of_what_somebody_sent_nothing_is_claimed(media_type: str) -> None:
    """Provenance: a photograph sent as a reference is not called synthetic."""
    data = write_picture(Image.new("RGB", (8, 8)), media_type, Marks(UNKNOWN))
    assert b"DigitalSourceType" not in data
    assert b"Inkhearth" in data
