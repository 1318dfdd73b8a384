"""Turns an answer into Discord's text: escaped, within the limits, mentioning nobody; nothing here does I/O."""

import re
from collections.abc import Iterator

from bots.conversation.replies import Button, Reply

LONGEST_TEXT = 2000  # Discord's limit of "content", counted here in UTF-16 units to be on the safe side
LONGEST_LABEL = 80
LONGEST_ALT = 1024
MOST_ROWS = 5
MOST_IN_ROW = 5
_LONGEST_LINE = 400
_MARKDOWN = re.compile(r"([\\*_~|`<>\[\]()])")
_AT_START = re.compile(r"^(\s*)([#+-]|\d+(?=\.))", re.MULTILINE)
_MENTION = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_LINK = re.compile(r"(?<=:)//|(?<=\.gg)/|(?<=/invite)/", re.IGNORECASE)


def escaped(text: str) -> str:
    """Return a text that Discord shows as it was written: no Markdown, mentions, links or invitations."""
    text = _MARKDOWN.sub(r"\\\1", text)
    text = _AT_START.sub(_escape_start, text)
    text = _LINK.sub(lambda found: found.group().replace("/", "\\/"), text)
    return _MENTION.sub("@\u200b", text)


def content(reply: Reply, *, links: tuple[str, ...] = ()) -> str:
    """Return the text of an answer, at most 2,000 characters: a long prompt is cut first, then single lines.

    ``links`` are addresses of files that did not fit into the message.
    """
    whole = _text(reply, len(reply.quote), links)
    if units(whole) <= LONGEST_TEXT:
        return whole
    least, most = 0, len(reply.quote)
    while least < most:
        middle = (least + most + 1) // 2
        if units(_text(reply, middle, links)) <= LONGEST_TEXT:
            least = middle
        else:
            most = middle - 1
    return _cut(_text(reply, least, links))


def rows(reply: Reply) -> list[list[Button]]:
    """Return the buttons as Discord takes them: five rows of five; what goes beyond goes to the next row."""
    found: list[list[Button]] = []
    for row in reply.rows:
        found.extend(list(row[start : start + MOST_IN_ROW]) for start in range(0, len(row), MOST_IN_ROW))
    return [row for row in found if row][:MOST_ROWS]


def shortened(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def units(text: str) -> int:
    """Return the length in UTF-16 units, which is never less than in any other way of counting."""
    return len(text.encode("utf-16-le")) // 2


def _text(reply: Reply, quoted: int, links: tuple[str, ...]) -> str:
    return "\n".join(_parts(reply, quoted, links))


def _parts(reply: Reply, quoted: int, links: tuple[str, ...]) -> Iterator[str]:
    head = escaped(shortened(reply.text, LONGEST_TEXT // 2))
    if reply.eta is not None:
        head = f"{head} <t:{int(reply.eta.timestamp())}:R>".lstrip()
    if head:
        yield head
    if reply.quote and quoted:
        shown = shortened(" ".join(reply.quote.split()), max(quoted, 1))
        yield f"> {escaped(shown)}"
    for line in reply.lines:
        yield escaped(shortened(line, _LONGEST_LINE))
    for link in links:
        yield f"<{link}>"
    if reply.small:
        yield f"-# {escaped(shortened(reply.small, _LONGEST_LINE))}"


def _cut(text: str) -> str:
    """Drop whole lines from the end until the rest fits: an escape is never torn apart."""
    lines = text.split("\n")
    while lines and units("\n".join(lines)) > LONGEST_TEXT:
        lines.pop()
    return "\n".join(lines)


def _escape_start(found: re.Match[str]) -> str:
    indent, sign = found.groups()
    return f"{indent}{sign}\\" if sign.isdigit() else f"{indent}\\{sign}"
