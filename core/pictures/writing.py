"""The one function that writes pictures, so that none leaves without its provenance mark."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr

from PIL import Image
from PIL.PngImagePlugin import PngInfo

# IPTC NewsCodes, cv.iptc.org/newscodes/digitalsourcetype
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
UNKNOWN = ""  # what somebody sent may be a photograph: it is not ours to say
_OPTIONS: dict[str, dict[str, Any]] = {
    "image/png": {"format": "PNG", "compress_level": 4},
    "image/webp": {"format": "WEBP", "quality": 82, "method": 0},  # performance.md: method 0 costs the least
    "image/avif": {"format": "AVIF", "quality": 60, "speed": 8},  # gallery.md G3: faster than WebP and as small
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

    ``source`` is an IPTC digital source type, or ``UNKNOWN`` to claim nothing.
    """

    source: str
    tool: str = "Inkhearth"
    prompt: str | None = None

    def xmp(self) -> bytes:
        """Return the marks as an XMP packet (ISO 16684-1)."""
        source = f" Iptc4xmpExt:DigitalSourceType={quoteattr(self.source)}" if self.source else ""
        shared = _DESCRIPTION.format(text=_escaped(self.prompt)) if self.prompt else ""
        return _XMP.format(tool=quoteattr(self.tool), source=source, description=shared).encode()


def write_picture(picture: Image.Image, media_type: str, marks: Marks) -> bytes:
    """Return the picture coded as PNG, WebP, AVIF or JPEG, with its marks.

    Raises:
        ValueError: the media type is none of these.
    """
    if media_type not in _OPTIONS:
        raise ValueError(media_type)
    out = BytesIO()
    picture.save(out, **_OPTIONS[media_type], **_marked(media_type, marks.xmp()))
    return out.getvalue()


def _marked(media_type: str, xmp: bytes) -> dict[str, Any]:
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
