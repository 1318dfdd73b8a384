"""The one place that writes pictures and clips, so that none leaves without its provenance marks: XMP and C2PA."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from PIL import Image
from PIL.PngImagePlugin import PngInfo

if TYPE_CHECKING:
    from core.pictures.seal import Seal

# IPTC NewsCodes, cv.iptc.org/newscodes/digitalsourcetype
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
UNKNOWN = ""  # what somebody sent may be a photograph: it is not ours to say
_OPTIONS: dict[str, dict[str, Any]] = {
    "image/png": {"format": "PNG", "compress_level": 4},
    "image/webp": {"format": "WEBP", "quality": 82, "method": 0},  # performance.md: method 0 costs the least
    "image/avif": {"format": "AVIF", "quality": 60, "speed": 9},  # a fifth of the time of 8, a fifth more bytes
    "image/jpeg": {"format": "JPEG", "quality": 88, "optimize": True},
}
_XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    "xmp:CreatorTool={tool}{source}>{description}</rdf:Description>"
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
_DESCRIPTION = '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>'


@dataclass(frozen=True, slots=True)
class Marks:
    """What a picture says of its origin; ``prompt`` only if its owner shares it.

    ``source`` is an IPTC digital source type, or ``UNKNOWN`` to claim nothing. ``seal`` signs what is claimed; where a
    machine has none, the claim stands unsigned.
    """

    source: str
    tool: str = "Inkhearth"
    prompt: str | None = None
    seal: "Seal | None" = field(default=None, repr=False, compare=False)

    def xmp(self) -> bytes:
        """Return the marks as an XMP packet (ISO 16684-1)."""
        source = f" Iptc4xmpExt:DigitalSourceType={quoteattr(self.source)}" if self.source else ""
        shared = _DESCRIPTION.format(text=_escaped(self.prompt)) if self.prompt else ""
        return _XMP.format(tool=quoteattr(self.tool), source=source, description=shared).encode()


def write_picture(picture: Image.Image, media_type: str, marks: Marks) -> bytes:
    """Return the picture coded as PNG, WebP, AVIF or JPEG, with its marks; the same picture is the same bytes.

    Raises:
        ValueError: the media type is none of these.
    """
    if media_type not in _OPTIONS:
        raise ValueError(media_type)
    out = BytesIO()
    picture.save(out, **_OPTIONS[media_type], **_option(media_type, marks.xmp()))
    return _sealed(out.getvalue(), media_type, marks)


def mark_clip(data: bytes, media_type: str, marks: Marks) -> bytes:
    """Return a clip that is coded already, GIF or MP4, with its marks.

    Raises:
        ValueError: the media type is neither.
    """
    match media_type:
        case "image/gif":
            marked = _gif_with_xmp(data, marks.xmp())
        case "video/mp4":
            marked = _mp4_with_xmp(data, marks.xmp())
        case _:
            raise ValueError(media_type)
    return _sealed(marked, media_type, marks)


def _sealed(data: bytes, media_type: str, marks: Marks) -> bytes:
    if marks.seal is None or not marks.source:
        return data
    return marks.seal.sealed(data, media_type, source=marks.source)


def _gif_with_xmp(data: bytes, xmp: bytes) -> bytes:
    """Put XMP before a GIF's end, as an application extension.

    Source: XMP Specification Part 3, § 1.1.2: the packet is no row of sub-blocks, so a "magic trailer" follows that
    leads whoever reads it as such to its end.
    """
    trailer = bytes([1, *range(255, -1, -1), 0])
    body, end = data[:-1], data[-1:]
    return body + b"\x21\xff\x0bXMP DataXMP" + xmp + trailer + end


def _mp4_with_xmp(data: bytes, xmp: bytes) -> bytes:
    """Put XMP behind an MP4's last box, where it moves nothing.

    Source: XMP Specification Part 3, § 1.2.6: a uuid box of this name.
    """
    content = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + xmp
    return data + (8 + len(content)).to_bytes(4, "big") + b"uuid" + content


def _option(media_type: str, xmp: bytes) -> dict[str, Any]:
    """Return the option that carries the marks; Pillow's PNG writer passes over ``xmp``, which is a text chunk there.

    Source: XMP Specification Part 3, § 1.1.5: an uncompressed iTXt chunk with this keyword.
    """
    if media_type != "image/png":
        return {"xmp": xmp}
    chunks = PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return {"pnginfo": chunks}


def _escaped(text: str | None) -> str:
    kept = "".join(character for character in text or "" if character.isprintable())
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
