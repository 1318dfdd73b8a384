"""People who write and press on the loopback server, as updates carry them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from tests.bots.telegram.schema import Json
from tests.bots.telegram.server import BotApi

_NUMBERS = count(1)
GROUP: Json = {"id": -100500, "type": "supergroup", "title": "Comics"}


def update(**content: object) -> Json:
    """Return an update with the next number."""
    return {"update_id": next(_NUMBERS), **content}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a private chat of their own; ``speaks`` is what their client says of their language."""

    api: BotApi
    number: int
    name: str = "Ada"
    speaks: str = "en"

    @property
    def user(self) -> Json:
        """The person as messages carry them."""
        return {"id": self.number, "is_bot": False, "first_name": self.name, "language_code": self.speaks}

    @property
    def chat(self) -> Json:
        """Their private chat with the bot."""
        return {"id": self.number, "type": "private", "first_name": self.name}

    async def write(
        self, text: str = "", *, chat: Json | None = None, answers: int | None = None, **more: object
    ) -> Json:
        """Write a message and have it wait for the bot; return the update."""
        heard = self.written(text, chat=chat, answers=answers, **more)
        await self.api.send(heard)
        return heard

    def written(self, text: str = "", *, chat: Json | None = None, answers: int | None = None, **more: object) -> Json:
        """Return the update of a message, which the chat keeps."""
        words = {"caption" if {"photo", "document"} & more.keys() else "text": text} if text else {}
        where = chat or self.chat
        message = self.api.chats.add(where, self.user, {**words, **more, "_answers": answers or 0})
        return update(message=self.api.chats.shown(where["id"], message["message_id"]))

    async def press(self, chat: int, message_id: int, button: str) -> str:
        """Press a button by its label (or a part of it) and return the query's id."""
        query = self.pressed(chat, message_id, button)
        await self.api.send(query)
        return str(query["callback_query"]["id"])

    def pressed(self, chat: int, message_id: int, button: str) -> Json:
        """Return the update of a press."""
        message = self.api.chats.shown(chat, message_id)
        data = next(item["callback_data"] for item in buttons(message) if button in item["text"])
        return self.forged(message, data)

    def forged(self, message: Json, data: str) -> Json:
        """Return the update of a press with any data."""
        fresh = update()
        query = {
            "id": f"q{fresh['update_id']}", "from": self.user, "message": message, "chat_instance": "1", "data": data,
        }  # fmt: skip
        return fresh | {"callback_query": query}


def buttons(message: Json) -> Sequence[Json]:
    """Return a message's inline buttons."""
    return [item for row in message.get("reply_markup", {}).get("inline_keyboard", []) for item in row]


def labels(message: Json) -> list[str]:
    """Return the labels of a message's buttons."""
    return [item["text"] for item in buttons(message)]


def words(message: Json) -> str:
    """Return what a message says."""
    return str(message.get("text") or message.get("caption") or "")


def photo(file_id: str, *, size: int | None = None) -> list[Json]:
    """Return a photo in two sizes, as messages carry it."""
    small = {"file_id": f"{file_id}-small", "file_unique_id": "s", "width": 90, "height": 60}
    large: Json = {"file_id": file_id, "file_unique_id": "l", "width": 1280, "height": 853}
    return [small, large | ({"file_size": size} if size is not None else {})]
