"""Telegram's HTML as its server reads it: plain text with entities, refused where it is not well formed."""

from html.parser import HTMLParser
from typing import Any

_ENTITIES = {
    "b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {"lt", "gt", "amp", "quot"}  # Bot API, "HTML style": the only named references that are supported


class BadMarkup(ValueError):
    """What Telegram answers with "can't parse entities"."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self._open: list[tuple[str, int, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ENTITIES:
            message = f"unsupported start tag {tag}"
            raise BadMarkup(message)
        self._open.append((tag, units(self.text), dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            message = f"unexpected end tag {tag}"
            raise BadMarkup(message)
        _, start, attributes = self._open.pop()
        entity: dict[str, Any] = {"type": _ENTITIES[tag], "offset": start, "length": units(self.text) - start}
        if tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        if tag == "a":
            entity["url"] = attributes.get("href")
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_entityref(self, name: str) -> None:
        if name not in _NAMED:
            message = f"unknown reference {name}"
            raise BadMarkup(message)
        self.text += {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name]

    def handle_charref(self, name: str) -> None:
        self.text += chr(int(name.removeprefix("x"), 16) if name.startswith("x") else int(name))

    def close(self) -> None:
        super().close()
        if self._open:
            message = f"end tag of {self._open[-1][0]} is missing"
            raise BadMarkup(message)


def parse(html: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the text and entities of HTML.

    Raises:
        BadMarkup: Telegram would refuse it.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text.strip(" \n"), reader.entities


def units(text: str) -> int:
    """Return a length in UTF-16 units, as entities count."""
    return len(text.encode("utf-16-le")) // 2
