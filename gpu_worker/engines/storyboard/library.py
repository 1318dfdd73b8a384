"""The data the engine draws and reads with, loaded once a process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from gpu_worker.engines.storyboard.language.lexicon import Lexicon, build_lexicon
from gpu_worker.engines.storyboard.language.pictured import read_pictured
from gpu_worker.engines.storyboard.language.vocabulary import read_vocabulary

_ICONS = Path("@iconify-json") / "fluent-emoji-flat"
_EMOJI = Path("emojibase-data")
_LETTERS = "@expo-google-fonts/comic-neue"
_FONT = Path(_LETTERS) / "700Bold" / "ComicNeue_700Bold.ttf"


class MissingAssetsError(Exception):
    """A package the engine draws with is not installed."""

    def __init__(self, package: str, folder: Path) -> None:
        """Names the npm package and the folder it was looked for in."""
        super().__init__(f"The npm package {package} is missing in {folder}; run `npm ci` in the project folder.")
        self.package = package


@dataclass(slots=True)
class Library:
    """Pictures and words. Read-only once loaded; safe to share between threads.

    Attributes:
        icons: icon name to the SVG body, on a canvas of 32 by 32.
        lexicon: what every word stands for.
        font: the letters of the card, with Polish ones.
    """

    icons: dict[str, str]
    lexicon: Lexicon
    font: Path


def load(assets: Path | None = None, *, cache: Path | None = None) -> Library:
    """Loads everything (about a second; the first time ever about ten, which fills the cache).

    Args:
        assets: the `node_modules` folder; None means the project's own.
        cache: a folder for the compiled table of word forms; None means `.cache` among the assets.

    Raises:
        MissingAssetsError: an npm package is not there.
    """
    folder = assets or Path(__file__).resolve().parents[3] / "node_modules"
    icons = _read_icons(folder)
    codes = cast("dict[str, str]", _json(folder, _ICONS / "chars.json", "@iconify-json/fluent-emoji-flat"))
    if not (folder / _EMOJI / "pl" / "data.json").is_file():
        raise MissingAssetsError(_EMOJI.name, folder)
    if not (folder / _FONT).is_file():
        raise MissingAssetsError(_LETTERS, folder)
    vocabulary = read_vocabulary()
    words, emoji = read_pictured(folder / _EMOJI, vocabulary, {code.lower(): name for code, name in codes.items()})
    lexicon = build_lexicon(vocabulary, words, cache or folder / ".cache" / "inkhearth")
    lexicon.emoji = emoji
    return Library(icons, lexicon, folder / _FONT)


def _read_icons(folder: Path) -> dict[str, str]:
    data = cast(
        "dict[str, dict[str, dict[str, str]]]", _json(folder, _ICONS / "icons.json", "@iconify-json/fluent-emoji-flat")
    )
    return {name: icon["body"] for name, icon in data["icons"].items()}


def _json(folder: Path, path: Path, package: str) -> object:
    try:
        return json.loads((folder / path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingAssetsError(package, folder) from None
