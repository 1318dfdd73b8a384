"""The fonts that comics are lettered with: key, file, role, and who stands in for whom (L22).

Letterer and renderers share this table; a `Span` names its font by key. The files come from npm packages in the folder
of assets (`node_modules`), all under the SIL Open Font License.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import uharfbuzz as hb

_PACKAGES = Path("@expo-google-fonts")


class Role(StrEnum):
    """What a run of letters is for."""

    SPEECH = "speech"
    STRONG = "strong"
    CAPTION = "caption"
    CAPTION_STRONG = "caption-strong"
    SOUND = "sound"


_FILES = {
    "comic-neue": "comic-neue/700Bold/ComicNeue_700Bold.ttf",
    "comic-neue-italic": "comic-neue/700Bold_Italic/ComicNeue_700Bold_Italic.ttf",
    "shantell": "shantell-sans/600SemiBold/ShantellSans_600SemiBold.ttf",
    "shantell-italic": "shantell-sans/700Bold_Italic/ShantellSans_700Bold_Italic.ttf",
    "balsamiq": "balsamiq-sans/700Bold/BalsamiqSans_700Bold.ttf",
    "balsamiq-italic": "balsamiq-sans/700Bold_Italic/BalsamiqSans_700Bold_Italic.ttf",
    "bangers": "bangers/400Regular/Bangers_400Regular.ttf",
    "special-elite": "special-elite/400Regular/SpecialElite_400Regular.ttf",
    "emoji": "noto-emoji/700Bold/NotoEmoji_700Bold.ttf",
    "symbols": "noto-sans-symbols/700Bold/NotoSansSymbols_700Bold.ttf",
    "symbols-2": "noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf",
}
_SIGNS = ("emoji", "symbols-2", "symbols")
# The first font of a chain is the role's own; the others stand in for it, first come first served.
CHAINS: dict[Role, tuple[str, ...]] = {
    Role.SPEECH: ("comic-neue", "shantell", "balsamiq", *_SIGNS),
    Role.STRONG: ("comic-neue-italic", "shantell-italic", "balsamiq-italic", *_SIGNS),
    Role.CAPTION: ("comic-neue", "shantell", "balsamiq", *_SIGNS),
    Role.CAPTION_STRONG: ("comic-neue-italic", "shantell-italic", "balsamiq-italic", *_SIGNS),
    Role.SOUND: ("bangers", "shantell-italic", "balsamiq-italic", *_SIGNS),
}
# They choose between forms or hold clusters together and need no glyph of their own.
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f")


class MissingFontError(Exception):
    """A font is not among the assets."""

    def __init__(self, key: str, path: Path) -> None:
        """Names the font and where it was looked for."""
        super().__init__(f"The font {key} is missing at {path}; run `npm ci` in the project folder.")


@dataclass(frozen=True)
class Font:
    """One font of the table, opened when it is first needed."""

    key: str
    path: Path

    @cached_property
    def hb(self) -> hb.Font:
        """The font as HarfBuzz reads it, scaled to its own units."""
        if not self.path.is_file():
            raise MissingFontError(self.key, self.path)
        return hb.Font(hb.Face(hb.Blob.from_file_path(str(self.path))))

    @cached_property
    def upem(self) -> int:
        """Units an em."""
        return int(self.hb.face.upem)

    @cached_property
    def characters(self) -> frozenset[int]:
        """Every code point that it has a glyph for."""
        return frozenset(self.hb.face.unicodes)

    def covers(self, text: str) -> bool:
        """Say whether it has a glyph for each character."""
        return all(char in _UNSEEN or ord(char) in self.characters for char in text)


@dataclass(frozen=True)
class Fonts:
    """Every font by its key. Read-only; safe to share between threads."""

    table: dict[str, Font]

    def __getitem__(self, key: str) -> Font:
        """Return the font of that key."""
        return self.table[key]

    def chain(self, role: Role) -> tuple[Font, ...]:
        """Return the role's own font and those that stand in for it."""
        return tuple(self.table[key] for key in CHAINS[role])

    def uncovered(self, text: str) -> str:
        """Return the characters, each once, that no font can draw; a script with them is refused before it costs."""
        return "".join(char for char in dict.fromkeys(text) if not char.isspace() and not self._drawn(char))

    def _drawn(self, char: str) -> bool:
        return all(any(font.covers(char) for font in self.chain(role)) for role in Role)


def load_fonts(assets: Path | None = None, *, keys: Iterable[str] = _FILES) -> Fonts:
    """Return the table of fonts; each file is read when it is first needed.

    Args:
        assets: the `node_modules` folder; None means the project's own.
        keys: which fonts must be there.

    Raises:
        MissingFontError: a font is not among the assets.
    """
    folder = (assets or Path(__file__).resolve().parents[3] / "node_modules") / _PACKAGES
    table = {key: Font(key, folder / _FILES[key]) for key in keys}
    for font in table.values():
        if not font.path.is_file():
            raise MissingFontError(font.key, font.path)
    return Fonts(table)
