"""Pictures in a terminal: saved under a telling name, and shown inline where the terminal can."""

import os
import re
import unicodedata
from base64 import b64encode
from collections.abc import Mapping
from enum import Enum, auto
from io import BytesIO
from pathlib import Path

from PIL import Image
from rich.color import Color
from rich.style import Style
from rich.text import Text

_COLUMNS = 64
_WORDS = 6
_MIDDLE = 128
_KITTY_CHUNK = 4096  # https://sw.kovidgoyal.net/kitty/graphics-protocol/#remote-client


class Inline(Enum):
    """How a terminal shows a picture."""

    KITTY = auto()
    ITERM = auto()
    BLOCKS = auto()
    NOT = auto()


def inline_of(environment: Mapping[str, str], *, is_terminal: bool) -> Inline:
    """Tell what a terminal can show by what it says of itself."""
    program = environment.get("TERM_PROGRAM", "")
    if not is_terminal or environment.get("TERM") == "dumb":
        return Inline.NOT
    multiplexed = environment.get("TERM", "").startswith(("screen", "tmux"))
    if not multiplexed and (environment.get("TERM") == "xterm-kitty" or program == "ghostty"):
        return Inline.KITTY
    if not multiplexed and program in {"iTerm.app", "WezTerm", "mintty"}:
        return Inline.ITERM
    if "NO_COLOR" not in environment and environment.get("COLORTERM") in {"truecolor", "24bit"}:
        return Inline.BLOCKS
    return Inline.NOT


def save(data: bytes, folder: Path, *, prompt: str, extension: str) -> Path:
    """Write a picture into a folder under a name made of its prompt; nothing is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = file_stem(prompt)
    for number in range(1, 10_000):
        path = folder / (f"{stem}.{extension}" if number == 1 else f"{stem}-{number}.{extension}")
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(stem)


def file_stem(prompt: str) -> str:
    """Return the first words of a prompt as plain letters ("Żółta łódź" → "zolta-lodz")."""
    plain = unicodedata.normalize("NFKD", prompt.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:_WORDS])[:60] or "picture"


def as_png(data: bytes) -> bytes:
    """Return a picture as PNG, which is what terminals take."""
    out = BytesIO()
    with Image.open(BytesIO(data)) as opened:
        opened.save(out, "PNG")
    return out.getvalue()


def escape_sequence(data: bytes, inline: Inline) -> str:
    """Return what makes a kitty or iTerm2 terminal show a PNG."""
    encoded = b64encode(data).decode()
    if inline is Inline.ITERM:  # https://iterm2.com/documentation-images.html
        return f"\x1b]1337;File=inline=1;width={_COLUMNS};size={len(data)}:{encoded}\a\n"
    chunks = [encoded[start : start + _KITTY_CHUNK] for start in range(0, len(encoded), _KITTY_CHUNK)]
    return (
        "".join(
            f"\x1b_G{f'a=T,f=100,c={_COLUMNS},' if not number else ''}m={int(number < len(chunks) - 1)};{chunk}\x1b\\"
            for number, chunk in enumerate(chunks)
        )
        + "\n"
    )


def blocks(data: bytes, *, columns: int = _COLUMNS) -> Text:
    """Return a picture as coloured half blocks: two pixels a character, for any true-colour terminal."""
    with Image.open(BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    rows = max(2, round(picture.height * columns / picture.width)) // 2 * 2
    small = picture.resize((columns, rows), Image.Resampling.LANCZOS)
    text = Text(no_wrap=True)
    for row in range(0, rows, 2):
        for column in range(columns):
            upper, lower = (_colour(small, column, row + half) for half in (0, 1))
            text.append("▀", Style(color=upper, bgcolor=lower))
        text.append("\n")
    return text


def squares(data: bytes, across: int) -> Text:
    """Return a picture made of squares as half blocks, black on white on every terminal that has colours at all."""
    with Image.open(BytesIO(data)) as opened:
        small = opened.convert("L").resize((across, across), Image.Resampling.NEAREST)
    dark = [[_is_dark(small, column, row) for column in range(across)] for row in range(across)]
    dark.append([False] * across)
    halves = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    lines = ("".join(halves[pair] for pair in zip(*dark[row : row + 2], strict=True)) for row in range(0, across, 2))
    return Text("\n".join(lines), style=Style(color="black", bgcolor="#ffffff"), no_wrap=True)


def _is_dark(picture: Image.Image, column: int, row: int) -> bool:
    shade = picture.getpixel((column, row))
    return isinstance(shade, int) and shade < _MIDDLE


def _colour(picture: Image.Image, column: int, row: int) -> Color:
    pixel = picture.getpixel((column, row))
    assert isinstance(pixel, tuple)  # noqa: S101 - the picture is RGB
    return Color.from_rgb(*pixel[:3])


def terminal_inline(*, is_terminal: bool) -> Inline:
    """Tell what this terminal can show."""
    return inline_of(os.environ, is_terminal=is_terminal)
