"""Pictures that people send: found on a message, checked by size, then fetched, and only from Telegram."""

from dataclasses import dataclass

from telegram import Bot, Message
from telegram.error import BadRequest, TelegramError

from bots.conversation.replies import Upload
from bots.telegram.wire import patiently
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.pictures.reading import MOST_BYTES, check_size

_TOO_BIG = "file is too big"  # getFile gives at most 20 MB


class PictureNotFetched(DomainError):
    """Telegram does not hand the file out."""

    refusal = Refusal.UNAVAILABLE
    code = "telegram-picture-away"
    msgid = N_("Telegram did not give me your picture. Send it again.")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as Telegram announces it; ``bytes`` is 0 where it does not say."""

    file_id: str
    name: str = "picture"
    bytes: int = 0


def attachment(message: Message) -> Attachment | None:
    """Return the picture that comes with a message: its own, else that of the message it answers.

    An own file counts whatever it claims to be, so that a wrong one gets its sentence; an answered one only if it
    claims to be a picture.
    """
    own = _file(message)
    if own is not None or message.reply_to_message is None:
        return own
    answered = message.reply_to_message
    document = answered.document
    if document is not None and not (document.mime_type or "").startswith("image/"):
        return None
    return _file(answered)


async def fetch(bot: Bot, found: Attachment) -> Upload:
    """Fetch a file through getFile.

    Raises:
        PictureTooLarge: more than 20 MB, found out before anything is fetched.
        PictureNotFetched: Telegram does not have it, or can't be reached.
    """
    check_size(found.bytes)
    try:
        file = await patiently(lambda: bot.get_file(found.file_id))
        check_size(file.file_size or 0)
        data = await patiently(file.download_as_bytearray)
    except BadRequest as error:
        if _TOO_BIG in error.message.lower():
            check_size(MOST_BYTES + 1)
        raise PictureNotFetched from error
    except TelegramError as error:
        raise PictureNotFetched from error
    return Upload(found.name, bytes(data))


def _file(message: Message) -> Attachment | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Attachment(largest.file_id, "photo.jpg", largest.file_size or 0)
    if message.document is not None:
        document = message.document
        return Attachment(document.file_id, document.file_name or "picture", document.file_size or 0)
    return None
