"""The forms that a page shows, as a browser would read and fill them in."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_WRITTEN = frozenset({"text", "search", "email", "url", "tel", "textarea"})
_SILENT = frozenset({"submit", "button", "reset", "image"})


@dataclass(slots=True)
class Field:
    """One field; ``kind`` is an input's type, or "textarea", "select", "button"."""

    name: str
    kind: str
    value: str = ""

    @property
    def is_written(self) -> bool:
        """Whether a person writes words of their own into it, which a page may show again."""
        return self.kind in _WRITTEN


@dataclass(slots=True)
class Paper:
    """One form."""

    action: str
    method: str
    enctype: str
    fields: list[Field] = field(default_factory=list)

    @property
    def hidden(self) -> dict[str, str]:
        """What the page itself put into the form."""
        return {one.name: one.value for one in self.fields if one.kind == "hidden"}

    @property
    def asked(self) -> list[Field]:
        """What a person fills in or chooses."""
        return [one for one in self.fields if one.kind not in {"hidden", "button"}]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.papers: list[Paper] = []
        self.shown: list[str] = []
        self._form: Paper | None = None
        self._writing: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kind = {"input": given.get("type", "text"), "button": "button"}.get(tag, tag)
        if tag == "form":
            form = Paper(given.get("action", ""), given.get("method", "get"), given.get("enctype", ""))
            self.papers.append(form)
            self._form = form
        elif tag in {"input", "textarea", "select", "button"}:
            self._field(Field(given.get("name", ""), kind, given.get("value", "")))

    def _field(self, one: Field) -> None:
        if one.is_written:
            self.shown.append(one.value)
        if one.kind == "textarea":
            self._writing = one
        if self._form is not None and one.name and one.kind not in _SILENT:
            self._form.fields.append(one)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._writing is not None:
            self.shown.append(self._writing.value.removeprefix("\n"))
            self._writing = None

    def handle_data(self, data: str) -> None:
        if self._writing is not None:
            self._writing.value += data


def papers_in(html: str) -> list[Paper]:
    """Return the forms of a page."""
    return _read(html).papers


def kept_in(html: str) -> list[str]:
    """Return what stands in the fields of a page that people write into."""
    return _read(html).shown


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def matcher(pattern: str) -> re.Pattern[str]:
    """Return what an address of a route's pattern looks like."""
    pieces = re.split(r"(\{[^}]+\})", pattern)
    return re.compile("".join("[^/]+" if piece.startswith("{") else re.escape(piece) for piece in pieces))
