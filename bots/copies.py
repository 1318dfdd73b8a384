"""Smaller copies of our own pictures, for chats that don't take the originals: marked as those, and signed anew."""

from io import BytesIO

from PIL import Image

from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE, TRAINED, Marks, write_picture

_HALVINGS = 4


class Copyist:
    """Codes pictures anew; several threads may use it."""

    def __init__(self, signet: Signet | None = None) -> None:
        """Take the way to this machine's seal; without one, copies carry their marks unsigned."""
        self._signet = signet or Signet(None)

    def jpeg(self, data: bytes) -> bytes:
        """Return a picture of ours as JPEG."""
        picture, marks = self._opened(data)
        return write_picture(picture, "image/jpeg", marks)

    def webp(self, data: bytes, room: int) -> bytes | None:
        """Return a picture of ours as WebP of at most ``room`` bytes, its sides halved as often as that takes."""
        picture, marks = self._opened(data)
        for _ in range(_HALVINGS):
            coded = write_picture(picture, "image/webp", marks)
            if len(coded) <= room:
                return coded
            picture = picture.reduce(2)
        return None

    def _opened(self, data: bytes) -> tuple[Image.Image, Marks]:
        with Image.open(BytesIO(data)) as stored:
            source = TRAINED if TRAINED.encode() in _xmp(stored) else COMPOSITE
            return stored.convert("RGB"), Marks(source, seal=self._signet.seal())


def _xmp(picture: Image.Image) -> bytes:
    found = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""  # the latter in PNG
    return found.encode() if isinstance(found, str) else bytes(found)
