"""The blur that stands where a picture will be: a few hundred bytes within the page, no script and no style."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from functools import lru_cache
from io import BytesIO

from PIL import Image
from thumbleweed import thumbhash_decode

_SIDE = 16  # browsers stretch it smoothly; more would only add bytes
_QUALITY = 40
_PREVIEW = 640
_REMEMBERED = 20_000  # about 10 MB
_PAPER = "data:image/gif;base64,R0lGODlhAQABAIAAAN3QvgAAACwAAAAAAQABAAACAkQBADs="  # one pixel of the page's shade


@lru_cache(maxsize=_REMEMBERED)
def placeholder(thumbhash: str) -> str:
    """Return a tiny picture as a ``data:`` address from a thumbhash (base64); one plain pixel where there is none."""
    blur = _decoded(thumbhash)
    if blur is None:
        return _PAPER
    blur.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    out = BytesIO()
    blur.save(out, "WEBP", quality=_QUALITY, method=0)
    return "data:image/webp;base64," + b64encode(out.getvalue()).decode()


@lru_cache(maxsize=200)
def blurred(thumbhash: str) -> bytes:
    """Return a blur as a file that other sites can show, WebP of 640 pixels; the page's shade where there is none.

    It is made of the thumbhash alone, so nothing of the picture but its colours is in it.
    """
    blur = _decoded(thumbhash) or Image.new("RGB", (4, 3), "#ddd0be")
    out = BytesIO()
    height = max(1, round(_PREVIEW * blur.height / blur.width))
    blur.resize((_PREVIEW, height), Image.Resampling.BICUBIC).save(out, "WEBP", quality=_QUALITY, method=0)
    return out.getvalue()


def _decoded(thumbhash: str) -> Image.Image | None:
    try:
        width, height, pixels = thumbhash_decode(b64decode(thumbhash, validate=True))
        return Image.frombytes("RGBA", (width, height), bytes(pixels)).convert("RGB")
    except (NotBase64, ValueError, IndexError):
        return None
