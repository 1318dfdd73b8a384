"""The chats of the loopback server: messages that are sent, edited, turned into pictures and deleted, or refused."""

import copy
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.bots.telegram.markup import BadMarkup, parse, units
from tests.bots.telegram.schema import Json

BOT: Json = {
    "id": 424242, "is_bot": True, "first_name": "Inkhearth", "username": "ink_test_bot", "can_join_groups": True,
    "can_read_all_group_messages": False, "supports_inline_queries": False,
}  # fmt: skip


def error(status: int, description: str, **parameters: int) -> Json:
    """Return an error as the Bot API words it."""
    body: Json = {"ok": False, "error_code": status, "description": description}
    return body | ({"parameters": parameters} if parameters else {})


class Refused(Exception):
    """An error answer."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        """Keep the answer."""
        super().__init__(description)
        self.status = status
        self.body = error(status, description, **parameters)


@dataclass(slots=True)
class Chats:
    """Every chat's messages; ``closed`` maps a chat to the 403 it answers with, ``moved`` to its new number."""

    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    closed: dict[int, str] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    threads_gone: set[int] = field(default_factory=set)
    uploads: dict[tuple[int, int], bytes] = field(default_factory=dict)
    next_id: int = 100

    def add(self, chat: Json, sender: Json, content: Json) -> Json:
        """Keep a message that somebody wrote and return it."""
        self.next_id += 1
        message: Json = {"message_id": self.next_id, "date": int(time.time()), "chat": chat, "from": sender, **content}
        self.messages[chat["id"], self.next_id] = message
        return message

    def of_bot(self, chat: int) -> list[Json]:
        """Return what of the bot stands in a chat, in order."""
        return [item for (where, _), item in sorted(self.messages.items()) if where == chat and item["from"] is BOT]

    def shown(self, chat: int, message_id: int) -> Json:
        """Return a message as an update carries it: with the one it answers, one level deep."""
        message = copy.deepcopy(self.messages[chat, message_id])
        answered = self.messages.get((chat, message.pop("_answers", 0)))
        if answered is not None:
            message["reply_to_message"] = {name: value for name, value in answered.items() if name != "_answers"}
        return message

    def do(self, method: str, parameters: Json, files: dict[str, bytes]) -> Any:  # noqa: ANN401 - JSON
        """Carry out a request that is about a chat."""
        chat = int(parameters["chat_id"])
        self._check(chat, parameters)
        match method:
            case "sendMessage" | "sendPhoto" | "sendAnimation" | "sendDocument":
                return self._send(chat, parameters, _content(method, parameters, files), files)
            case "sendMediaGroup":
                return self._album(chat, parameters, files)
            case "editMessageText" | "editMessageCaption" | "editMessageMedia":
                return self._edit(method, chat, parameters, files)
            case "deleteMessages":
                for number in parameters["message_ids"]:
                    self.messages.pop((chat, number), None)
                return True
            case _:
                raise Refused(404, f"Not Found: {method}")

    def _check(self, chat: int, parameters: Json) -> None:
        if chat in self.moved:
            moved = self.moved[chat]
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=moved)
        if chat in self.closed:
            raise Refused(403, self.closed[chat])
        if parameters.get("message_thread_id") in self.threads_gone:
            raise Refused(400, "Bad Request: message thread not found")
        _check_buttons(parameters.get("reply_markup"))

    def _send(self, chat: int, parameters: Json, content: Json, files: dict[str, bytes]) -> Json:
        where: Json = {"id": chat, "type": "private" if chat > 0 else "supergroup"}
        answered = (parameters.get("reply_parameters") or {}).get("message_id", 0)
        if "message_thread_id" in parameters:
            content |= {"message_thread_id": parameters["message_thread_id"], "is_topic_message": True}
        if "inline_keyboard" in (parameters.get("reply_markup") or {}):
            content["reply_markup"] = parameters["reply_markup"]
        message = self.add(where, BOT, content | {"_answers": answered})
        for data in files.values():
            self.uploads[chat, message["message_id"]] = data
        return self.shown(chat, message["message_id"])

    def _album(self, chat: int, parameters: Json, files: dict[str, bytes]) -> list[Json]:
        media = parameters["media"]
        if not 2 <= len(media) <= 10 or len({item["type"] for item in media}) != 1:
            raise Refused(400, "Bad Request: wrong number of media, or of mixed types")
        sent = []
        for item in media:
            name = item["media"].removeprefix("attach://")
            sent.append(self._send(chat, parameters, _medium(item["type"], {}), {name: files[name]}))
        return sent

    def _edit(self, method: str, chat: int, parameters: Json, files: dict[str, bytes]) -> Json:
        key = (chat, int(parameters["message_id"]))
        message = self.messages.get(key)
        if message is None or message["from"] is not BOT:
            raise Refused(400, "Bad Request: message to edit not found")
        is_text = "text" in message
        if method == "editMessageText" and not is_text:
            raise Refused(400, "Bad Request: there is no text in the message to edit")
        if method == "editMessageCaption" and is_text:
            raise Refused(400, "Bad Request: there is no caption in the message to edit")
        fresh: Json = {
            name: message[name] for name in ("message_id", "date", "chat", "from", "_answers") if name in message
        }
        if method == "editMessageCaption":
            fresh |= {name: message[name] for name in ("photo", "document") if name in message}
        fresh |= _content(method, parameters, files)
        if "reply_markup" in parameters:
            fresh["reply_markup"] = parameters["reply_markup"]
        if fresh == message and not files:  # a file that is uploaded anew is another one
            raise Refused(400, "Bad Request: message is not modified: specified new message content is the same")
        self.messages[key] = fresh
        for data in files.values():
            self.uploads[key] = data
        return self.shown(*key)


def _content(method: str, parameters: Json, files: dict[str, bytes]) -> Json:
    if method in {"sendMessage", "editMessageText"}:
        return _words("text", str(parameters["text"]), most=4096)
    if method == "editMessageMedia":
        media = parameters["media"]
        if media["media"].removeprefix("attach://") not in files:
            raise Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return _medium(media["type"], media)
    kind = {"sendPhoto": "photo", "sendAnimation": "animation", "sendDocument": "document"}.get(method)
    if kind is None:
        return _words("caption", str(parameters.get("caption", "")), most=1024)
    return _medium(kind, parameters)


def _medium(kind: str, parameters: Json) -> Json:
    size = {"file_id": "sent", "file_unique_id": "sent", "width": 64, "height": 64}
    file = {"file_id": "d", "file_unique_id": "d"}
    content: Json = {"photo": [size]} if kind == "photo" else {"document": file}
    if kind == "animation":  # "for backward compatibility, when this field is set, the document field will also be set"
        content["animation"] = {**file, "width": 64, "height": 64, "duration": 3}
    if parameters.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content | _words("caption", str(parameters.get("caption") or ""), most=1024)


def _words(name: str, html: str, *, most: int) -> Json:
    try:
        text, entities = parse(html)
    except BadMarkup as bad:
        raise Refused(400, f"Bad Request: can't parse entities: {bad}") from bad
    if units(text) > most:
        raise Refused(400, "Bad Request: message is too long")
    if name == "text" and not text:
        raise Refused(400, "Bad Request: message text is empty")
    where = "entities" if name == "text" else "caption_entities"
    return {name: text, where: entities} if text else {}


def _check_buttons(markup: Json | None) -> None:
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if "url" in button and "." not in (urlsplit(button["url"]).hostname or ""):
                raise Refused(400, "Bad Request: BUTTON_URL_INVALID")
            if len(button.get("callback_data", "").encode()) > 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
