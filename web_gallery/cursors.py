"""Where a page of the feed ends, as a part of an address."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime, timedelta
from struct import Struct
from struct import error as WrongLength  # noqa: N812 - an exception, which its module names in lower case
from uuid import UUID

from core.gallery.shelves import Cursor
from web_gallery.refusals import AddressDamaged

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = Struct(">q16s")  # microseconds since 1970 (Postgres keeps no finer time), then the id: 32 characters
_LENGTH = 32


def written(cursor: Cursor) -> str:
    """Return a cursor as text."""
    moment, media_id = cursor
    return urlsafe_b64encode(_PLACE.pack((moment - _EPOCH) // timedelta(microseconds=1), media_id.bytes)).decode()


def read(text: str) -> Cursor:
    """Return the cursor that a text stands for.

    Raises:
        AddressDamaged: it is none that ``written`` made.
    """
    if len(text) != _LENGTH or not text.isascii():
        raise AddressDamaged
    try:
        microseconds, media_id = _PLACE.unpack(urlsafe_b64decode(text))
        moment = _EPOCH + timedelta(microseconds=microseconds)
    except (NotBase64, WrongLength, ValueError, OverflowError) as error:
        raise AddressDamaged from error
    return moment, UUID(bytes=media_id)
